"""Tells units by e-mail what became of their nominations: each change once, as far as SMTP allows."""
