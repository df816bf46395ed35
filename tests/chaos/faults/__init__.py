"""What is broken and mended again while the system works."""
