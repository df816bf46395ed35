"""The journey told against a running system: two nominations from submission to decision and mail."""
