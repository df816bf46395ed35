"""What a mail is, what may happen to it, and what it says."""
