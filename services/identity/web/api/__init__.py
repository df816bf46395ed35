"""The API of identity, a module for each noun."""
