"""What operators see of the ledger, without personal data, and their command to send again."""
