"""The record of who did what to accounts and personal data: written with the act, never changed."""
