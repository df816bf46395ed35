"""From a queue to a handler, and to retry or parking."""
