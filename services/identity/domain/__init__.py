"""What a password may be, how guesses are counted, where somebody is led back to."""
