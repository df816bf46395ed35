"""The number that people see and type: ten base-32 characters of an id and one that catches typing errors."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import unquote
from uuid import UUID

from shared.text.folding import fold

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_CHARACTERS = 10
_BITS = 5
_SHOWN = (5, 5, 1)
_LONGEST = 500
_WORD = re.compile(r"[0-9A-Z]+")
# What stands before a number in letters and is typed along, perhaps without a blank.
_LABELS = re.compile(r"^(?:(?:SO|MA|HO SO|DE NGHI|NO)\b[\s:.#]*)+|^SO(?=[0-9A-Z]{5}\W|[0-9A-Z]{11}\b)")


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
    """The number in its shown form, however it was typed, or a link with it pasted; nothing when there is none.

    Hyphens, blanks, letter case, digits of other scripts, what nobody sees, and words before it (“Số đề nghị: …”) do
    not matter; O stands for 0, I and l for 1. Of several the first is meant.
    """
    # Encoded in a link, its hyphens and blanks are no characters yet.
    plain = fold(unquote(typed[:_LONGEST])).upper()
    digits = "".join(str(unicodedata.decimal(each, each)) for each in plain)
    words = _WORD.findall(_LABELS.sub("", digits).translate(_LOOKALIKES))
    return _whole(words) or next(filter(None, map(_checked, _candidates(words))), None)


def _whole(words: Sequence[str]) -> str | None:
    return _checked("".join(words))


def _candidates(words: Sequence[str]) -> Iterator[str]:
    """Stretches of words as long as a number, those cut like one first: other words may add up to its length, too."""
    stretches = [
        (tuple(map(len, words[start:end])), "".join(words[start:end]))
        for start in range(len(words))
        for end in range(start + 1, min(start + _CHARACTERS + 1, len(words)) + 1)
    ]
    for shape in (_SHOWN, (_CHARACTERS + 1,)):
        yield from (text for lengths, text in stretches if lengths == shape)
    yield from (text for _, text in stretches)


def _checked(plain: str) -> str | None:
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
