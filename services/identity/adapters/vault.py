"""What is made with the deployment's own key for accounts: secrets sealed at rest, marks and tokens from values."""

import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.refusals import UnavailableError

_NONCE_BYTES = 12
_OTHER_KEY = (
    "Khóa của tài khoản (THIDUA_ACCOUNT_KEY) không phải khóa đã dùng khi ghi. Báo người vận hành đặt lại khóa cũ."
)


class Vault:
    """One key for each purpose, derived from the deployment's; a database by itself reveals nothing sealed."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def seal(self, purpose: str, subject: str, secret: str) -> bytes:
        """The secret, readable only with the key, for the same purpose and subject."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self._for(purpose)).encrypt(nonce, secret.encode(), subject.encode())

    def open(self, purpose: str, subject: str, sealed: bytes) -> str:
        """What was sealed.

        Raises:
            UnavailableError: It was sealed with another key, or for another subject.
        """
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return AESGCM(self._for(purpose)).decrypt(nonce, rest, subject.encode()).decode()
        except InvalidTag as error:
            raise UnavailableError(_OTHER_KEY) from error

    def mark(self, purpose: str, *values: str) -> str:
        """What stands for the values: without the key nobody finds them by trying, nor makes it from them."""
        return hmac.digest(self._for(purpose), "\0".join(values).encode("utf-8", "replace"), sha256).hex()

    def _for(self, purpose: str) -> bytes:
        return HKDF(SHA256(), 32, salt=None, info=f"thidua: {purpose}, v1".encode()).derive(self._key)
