"""Accounts, sessions and attempts in MongoDB, passwords by argon2id."""
