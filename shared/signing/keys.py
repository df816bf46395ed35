"""The keys of intake's signature: the private one is intake's alone, the public ones every level has in a file."""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LEAST_CHARACTERS = 32
_ID_CHARACTERS = 16
# Tells this use of the secret from any other: the same words under another purpose give another key.
_PURPOSE = b"thidua:intake-signing-key:1:"


@dataclass(frozen=True)
class PublicKey:
    """A key that signatures are checked by; its id is worked out from itself, so that no two keys have one."""

    raw: bytes

    @property
    def id(self) -> str:
        """What a signature names its key by."""
        return hashlib.sha256(self.raw).hexdigest()[:_ID_CHARACTERS]

    @property
    def text(self) -> str:
        """The key as a line of a file: 64 hexadecimal digits."""
        return self.raw.hex()

    def has_signed(self, statement: bytes, signature: str) -> bool:
        """Whether the signature, in base64, is this key's over exactly these bytes."""
        try:
            self._key.verify(base64.b64decode(signature, validate=True), statement)
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True

    @cached_property
    def _key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.raw)


class SigningKey:
    """Intake's private key, made from a secret of the deployment; the same secret always makes the same key."""

    def __init__(self, secret: bytes) -> None:
        """Make the key.

        Raises:
            ValueError: The secret is shorter than 32 characters.
        """
        if len(secret) < LEAST_CHARACTERS:
            raise ValueError(f"a signing key has at least {LEAST_CHARACTERS} characters; make one with ops/secrets.sh")
        self._key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(_PURPOSE + secret).digest())
        self.public = PublicKey(self._key.public_key().public_bytes_raw())

    def sign(self, statement: bytes) -> str:
        """The signature over these bytes, in base64."""
        return base64.b64encode(self._key.sign(statement)).decode("ascii")


class PublicKeys(Protocol):
    """The keys that a level takes intake's signature by."""

    def find(self, identity: str) -> PublicKey | None:
        """The key of that id, if it is one of intake's."""


@dataclass(frozen=True)
class GivenKeys:
    """Keys that are given once and for all."""

    by_id: Mapping[str, PublicKey]

    def find(self, identity: str) -> PublicKey | None:
        """The key of that id, if it is one of these."""
        return self.by_id.get(identity)


class KeyFile:
    """The keys in a file, one to a line; it is read again when a signature names a key that was not in it."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            ValueError: There is no such file, a line is no key, or there is no key in it.
        """
        self._path = path
        self._keys = _read(path)

    def find(self, identity: str) -> PublicKey | None:
        """The key of that id, if the file has it by now."""
        if identity not in self._keys:
            # What cannot be read just now says nothing against the keys that were there before.
            try:
                self._keys = _read(self._path)
            except ValueError:
                return None
        return self._keys.get(identity)


def keys_of(lines: Iterable[str]) -> Mapping[str, PublicKey]:
    """The keys in these lines, by id; blank lines and what follows a `#` are left out.

    Raises:
        ValueError: A line is no key.
    """
    found = {}
    for number, line in enumerate(lines, start=1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        try:
            key = PublicKey(bytes.fromhex(text))
            Ed25519PublicKey.from_public_bytes(key.raw)
        except ValueError:
            raise ValueError(f"line {number} is no public key: it has 64 hexadecimal digits") from None
        found[key.id] = key
    return found


def _read(path: Path) -> Mapping[str, PublicKey]:
    try:
        found = keys_of(path.read_text(encoding="ascii").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: cannot be read ({type(error).__name__}); provisioning writes it") from error
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    if not found:
        raise ValueError(f"{path}: has no key; provisioning writes it")
    return found
