"""What intake hears: facts of cases and decisions from the levels, facts of mails from the notifier."""
