"""Passwords: argon2id, computed beside the event loop, few at a time, and as slow for names that do not exist."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.identity.domain.passwords import forms_of, prepare_password

_AT_ONCE = 2  # each takes a core and 19 MiB for the time of a blink
# What OWASP's password storage cheat sheet asks for at least. RFC 9106's second choice (64 MiB, three rounds, four
# lanes) took 0.25 s of CPU here, so that two people a second who mistype would have kept a small machine busy.
_ROUNDS, _KIBIBYTES, _LANES = 2, 19_456, 1


class Passwords:
    """Hashes and verifies; one per process."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=_ROUNDS, memory_cost=_KIBIBYTES, parallelism=_LANES)
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._decoy: str | None = None

    def hash(self, password: str) -> str:
        """The hash to store; takes a thirtieth of a second."""
        return self._hasher.hash(prepare_password(password))

    async def make(self, password: str) -> str:
        """The hash to store, computed beside the event loop."""
        async with self._turn:
            return await asyncio.to_thread(self.hash, password)

    def is_outdated(self, password_hash: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is right; without a hash, `False` after the same time."""
        async with self._turn:
            return await asyncio.to_thread(self._verify, password_hash, password)

    def _verify(self, password_hash: str | None, password: str) -> bool:
        if self._decoy is None:
            self._decoy = self._hasher.hash("decoy")
        # All forms also where there is no hash: a name that does not exist takes as long as one that does.
        is_right = any(self._is_of(password_hash or self._decoy, form) for form in forms_of(password))
        return is_right and bool(password_hash)

    def _is_of(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
