"""What every mail of the system looks like, and the line by which it reaches the mail server."""
