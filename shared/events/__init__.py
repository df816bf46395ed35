"""The published language: what travels between services, frozen, versioned, self-sufficient."""
