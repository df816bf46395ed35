"""Keyed hashes of identity numbers: twelve structured digits under a bare hash are found in minutes.

Only intake has the key. Levels get the hashes, compare them, and cannot make any.
"""

import hashlib
import hmac
from dataclasses import dataclass

from shared.events.content import KeyedIdentity, Nominee
from shared.nominees.identifiers import Identifier, read_identifier

LEAST_CHARACTERS = 32
_HASH_CHARACTERS = 32
_ID_CHARACTERS = 8
# The id under which a level holds the unkeyed hash of a number that came before there were keys, until intake has
# sent the keyed one: as good as two such numbers were ever compared, and no better.
UNKEYED = "bare"


@dataclass(frozen=True, repr=False)
class IdentityKeys:
    """The keys of the deployment, the one in use first; an earlier one stays as long as something stands under it."""

    keys: tuple[bytes, ...]

    def __post_init__(self) -> None:
        if not self.keys or any(len(key) < LEAST_CHARACTERS for key in self.keys):
            raise ValueError(
                f"an identity key has at least {LEAST_CHARACTERS} characters; make one with ops/secrets.sh"
            )

    @property
    def current_id(self) -> str:
        """The id of the key in use."""
        return _id_of(self.keys[0])

    def keyed(self, nominee: Nominee) -> KeyedIdentity | None:
        """What leaves intake of the nominee's identity number; nothing when there is none, or none that can be one."""
        if not nominee.identity_number:
            return None
        identifier = read_identifier(nominee.kind, nominee.identity_number)
        return self.of(identifier) if identifier else None

    def of(self, identifier: Identifier) -> KeyedIdentity:
        """The number's hashes, one for each key, with what may be shown of it."""
        return KeyedIdentity(
            kind=identifier.kind,
            hashes=tuple(f"{_id_of(key)}:{_hash(key, identifier)}" for key in self.keys),
            branch=identifier.branch,
            covered=identifier.covered,
        )


def unkeyed(nominee: Nominee) -> KeyedIdentity | None:
    """How a level compares a number that came in a message from before there were keys."""
    identifier = read_identifier(nominee.kind, nominee.identity_number) if nominee.identity_number else None
    if identifier is None:
        return None
    digest = hashlib.sha256(f"{identifier.kind}:{identifier.number}".encode()).hexdigest()[:_HASH_CHARACTERS]
    return KeyedIdentity(
        kind=identifier.kind,
        hashes=(f"{UNKEYED}:{digest}",),
        branch=identifier.branch,
        covered=identifier.covered,
    )


def _hash(key: bytes, identifier: Identifier) -> str:
    text = f"{identifier.kind}:{identifier.number}".encode()
    return hmac.digest(key, text, "sha256").hex()[:_HASH_CHARACTERS]


def _id_of(key: bytes) -> str:
    # Worked out from the key itself, so that no id can be given to two keys, or two to one.
    return hmac.digest(key, b"thidua:key-id", "sha256").hex()[:_ID_CHARACTERS]
