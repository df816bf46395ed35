"""One-time codes of a second factor (TOTP, RFC 6238), and the codes for whoever has lost the telephone."""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pyotp

from shared.directory.roles import Role

ISSUER = "Thi đua khen thưởng Hưng Yên"
STEP_SECONDS = 30
RECOVERY_CODES = 10
_DIGITS = 6
_SKEW = (0, -1, 1)  # clocks of telephones are a little off
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
_GROUP = 5
_GROUPS = 2


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What an account shows besides its password; counts only once it `is_on`. `sealed` is the shared secret."""

    account: str
    sealed: bytes
    is_on: bool = False
    codes_left: int = 0


def new_secret() -> str:
    """A secret for an authenticator (160 bits in Base32)."""
    return pyotp.random_base32()


def otpauth_url(secret: str, username: str) -> str:
    """What authenticators read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """The step of thirty seconds that the code is of, this one or a neighbour; nothing where it is of none."""
    typed = "".join(code.split())
    if len(typed) != _DIGITS or not typed.isascii() or not typed.isdigit():
        return None
    now, totp = int(at.timestamp()) // STEP_SECONDS, pyotp.TOTP(secret)
    # All are compared, so that the time does not tell which it was.
    found = [step for step in (now + skew for skew in _SKEW) if hmac.compare_digest(totp.generate_otp(step), typed)]
    return found[0] if found else None


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes of 49 bits; each serves once."""
    return tuple("-".join(_group() for _ in range(_GROUPS)) for _ in range(RECOVERY_CODES))


def read_recovery_code(typed: str) -> str | None:
    """The recovery code as it was made, however it was typed; nothing where it cannot be one."""
    letters = "".join(letter for letter in typed.casefold() if letter.isalnum())
    if len(letters) != _GROUP * _GROUPS or not set(letters) <= set(_LETTERS):
        return None
    return f"{letters[:_GROUP]}-{letters[_GROUP:]}"


def is_required(roles: Iterable[Role], required_of: frozenset[Role]) -> bool:
    """Whether the deployment asks whoever has these roles for a second factor."""
    return not required_of.isdisjoint(roles)


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_GROUP))
