"""Builds the use cases of the notifier, noun by noun."""
