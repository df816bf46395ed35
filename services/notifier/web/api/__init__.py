"""The notifier's API."""
