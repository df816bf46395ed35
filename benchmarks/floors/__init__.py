"""What the same machine does with the same work where nothing is promised: the measure of what the promises cost."""
