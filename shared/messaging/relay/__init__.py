"""From the outboxes to the broker."""
