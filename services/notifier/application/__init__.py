"""What the notifier does: tell of a change, send a mail, send one again."""
