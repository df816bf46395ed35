"""The number that people see and type: ten base-32 characters of an id and one that catches typing errors."""

from functools import lru_cache
from uuid import UUID

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_CHARACTERS = 10
_BITS = 5


def _check(characters: str) -> str:
    # Odd weights are invertible modulo 32: every single wrong character changes the sum.
    total = sum((2 * place + 1) * _ALPHABET.index(character) for place, character in enumerate(characters))
    return _ALPHABET[total % len(_ALPHABET)]


@lru_cache(maxsize=4096)
def number_of(identity: UUID) -> str:
    """The shown number of a dossier or nomination, as `XXXXX-XXXXX-C`."""
    bits = identity.int >> (128 - _CHARACTERS * _BITS)
    characters = "".join(_ALPHABET[(bits >> shift) & 31] for shift in range((_CHARACTERS - 1) * _BITS, -1, -_BITS))
    return f"{characters[:5]}-{characters[5:]}-{_check(characters)}"


def parse_number(typed: str) -> str | None:
    """The number in its shown form, however it was typed; nothing when it cannot be one."""
    plain = "".join(character for character in typed.upper() if character.isalnum()).translate(_LOOKALIKES)
    body, check = plain[:-1], plain[-1:]
    if len(plain) != _CHARACTERS + 1 or any(character not in _ALPHABET for character in plain) or _check(body) != check:
        return None
    return f"{body[:5]}-{body[5:]}-{check}"


def ids_of(number: str) -> tuple[UUID, UUID]:
    """The lowest and highest id that a number in its shown form can stand for: looking one up needs no index."""
    bits = 0
    for character in number.replace("-", "")[:_CHARACTERS]:
        bits = bits << _BITS | _ALPHABET.index(character)
    rest = 128 - _CHARACTERS * _BITS
    return UUID(int=bits << rest), UUID(int=(bits + 1 << rest) - 1)
