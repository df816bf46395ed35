"""Facts from the queue `notifier.facts`, each handed to one use case."""
