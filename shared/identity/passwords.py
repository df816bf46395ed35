"""Passwords: argon2id, computed beside the event loop, few at a time, and as slow for names that do not exist."""

import asyncio
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.identity.guessable import guessable_fault

MIN_LENGTH = 12
MAX_LENGTH = 200
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

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is right; without a hash, `False` after the same time."""
        async with self._turn:
            return await asyncio.to_thread(self._verify, password_hash, password)

    def _verify(self, password_hash: str | None, password: str) -> bool:
        if self._decoy is None:
            self._decoy = self._hasher.hash("decoy")
        # All forms also where there is no hash: a name that does not exist takes as long as one that does.
        is_right = any(self._is_of(password_hash or self._decoy, form) for form in _forms(password))
        return is_right and bool(password_hash)

    def _is_of(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def prepare_password(typed: str) -> str:
    """The password as it is hashed, whichever keyboard composed its letters (RFC 8265, OpaqueString: blanks, NFC)."""
    blanks = "".join(" " if unicodedata.category(character) == "Zs" else character for character in typed)
    return unicodedata.normalize("NFC", blanks)


def _forms(typed: str) -> tuple[str, ...]:
    # Until 2026 a password was hashed as its keyboard gave it: composed, or with its accents apart.
    prepared = prepare_password(typed)
    return tuple(dict.fromkeys((prepared, typed, unicodedata.normalize("NFD", typed))))


def password_fault(password: str, username: str) -> str | None:
    """Why this password is too weak to be chosen, saying what to choose instead."""
    password = prepare_password(password)
    if len(password) < MIN_LENGTH:
        return f"Chọn mật khẩu từ {MIN_LENGTH} ký tự trở lên, ví dụ bốn từ không liên quan."
    if len(password) > MAX_LENGTH:
        return f"Chọn mật khẩu không quá {MAX_LENGTH} ký tự."
    if username.casefold() in password.casefold():
        return "Chọn mật khẩu không chứa tên đăng nhập."
    return guessable_fault(password)
