"""The journey told against a running system: nominations of every route from submission to decision and mail."""
