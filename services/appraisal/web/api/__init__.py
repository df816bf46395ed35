"""The API of the authority levels, a module for each noun."""
