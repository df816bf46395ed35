"""What people do to be known: sign in, sign out."""
