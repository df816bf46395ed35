"""Rules of a case and of a decision: frozen values, pure functions, one transition table."""
