"""Session tokens: 256 random bits for the browser or program, of which only a hash is stored."""

import hashlib
import secrets


def new_token() -> str:
    """A token that cannot be guessed, in characters that a header and a cookie carry."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored and searched: whoever reads the database cannot sign in with it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
