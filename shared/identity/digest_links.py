"""The link by which a reader ends the daily digest without signing in: it names an account and can do only this."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass, field
from hashlib import sha256

PATH = "/thu-tom-tat"
# What else the deployment may sign with this key, it does for another purpose: no signature serves twice.
_PURPOSE = b"thidua: end the daily digest of this account, v1\0"
_MARK_BYTES = 24


@dataclass(frozen=True)
class DigestLinks:
    """Makes and reads such links' tokens with a key of the deployment. A token does not expire: a mail is kept long."""

    key: str = field(repr=False)

    def token(self, account: str) -> str:
        """The token that stands for ending this account's digest; nothing where the deployment has no key."""
        return f"{_encode(account.encode())}.{_encode(self._mark(account.encode()))}" if self.key else ""

    def account(self, token: str) -> str | None:
        """The account whose digest the token ends; nothing when it was not made here, or for something else."""
        name, _, mark = token.partition(".")
        try:
            account, given = _decode(name), _decode(mark)
            text = account.decode()
        except (Error, ValueError):
            return None
        return text if self.key and hmac.compare_digest(given, self._mark(account)) else None

    def _mark(self, account: bytes) -> bytes:
        return hmac.digest(self.key.encode(), _PURPOSE + account, sha256)[:_MARK_BYTES]


def _encode(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
