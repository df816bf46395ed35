"""Work from the queue `appraisal.<level>`, each message handed to one use case."""
