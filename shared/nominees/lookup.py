"""The keys under which a nominee is kept and sought, so that an index leads to the few that are worth comparing.

Narrow: the identity number; day of birth with given name; year of birth with all words of the name. Those of citizens
with a CCCD are keys of their own: of two of these only the number tells that they are one.
"""

from collections.abc import Iterator

from shared.events.words import NomineeKind
from shared.nominees.keyed import UNKEYED
from shared.nominees.matching import Traits

# What is kept in another form begins with something else; raised with every change of form or of what folds alike.
FORM = "2"
_IDENTITY = f"{FORM}i:"
_SETTLED = "w"
_MAY_LACK_A_BIRTH = frozenset({NomineeKind.FOREIGNER})
_NEXT = chr(ord(":") + 1)


def kept_keys(traits: Traits) -> tuple[str, ...]:
    """The keys under which this nominee is found."""
    mark = _SETTLED if _is_settled(traits) else ""
    # Under the key in use only: what stands under another is seen to wait for it.
    return (*_by_identity(traits)[:1], *(f"{key}{mark}" for key in _kept_by_name(traits)))


def sought_keys(traits: Traits) -> tuple[str, ...]:
    """The keys under which another nominee who is this one may have been kept."""
    marks = ("",) if _is_settled(traits) else ("", _SETTLED)
    return (*_by_identity(traits), *(f"{key}{mark}" for key in _sought_by_name(traits) for mark in marks))


def earlier_ranges(current_key: str | None = None) -> tuple[tuple[str, str], ...]:
    """The ranges, from and up to, of kept keys that have another form or stand under another key than the current."""
    before, after = ("", FORM), (f"{FORM}{chr(0x10FFFF)}", chr(0x10FFFF))
    if current_key is None:
        return (before, after)
    mine = f"{_IDENTITY}{current_key}:"
    return (before, (_IDENTITY, mine), (f"{mine[:-1]}{_NEXT}", f"{_IDENTITY[:-1]}{_NEXT}"), after)


def _is_settled(traits: Traits) -> bool:
    # A number under no key cannot be held against one that has a key: then the name must lead to it.
    identity = traits.identity
    return identity is not None and traits.is_settled and not identity.hashes[0].startswith(f"{UNKEYED}:")


def _by_identity(traits: Traits) -> tuple[str, ...]:
    return () if traits.identity is None else tuple(f"{_IDENTITY}{keyed}" for keyed in traits.identity.hashes)


def _kept_by_name(traits: Traits) -> Iterator[str]:
    words = traits.name.split()
    everything = " ".join(sorted(words))
    if traits.class_of != "p":
        yield f"{FORM}{traits.class_of}|{everything}"
    elif traits.birth_date is not None:
        yield f"{FORM}d|{traits.birth_date.isoformat()}|{words[-1] if words else ''}"
        yield f"{FORM}y|{traits.birth_year}|{everything}"
        if traits.kind in _MAY_LACK_A_BIRTH:
            yield f"{FORM}n|{everything}"
    elif traits.birth_year is not None:
        yield f"{FORM}Y|{traits.birth_year}|{everything}"
        yield f"{FORM}n|{everything}"
    else:
        yield f"{FORM}N|{everything}"


def _sought_by_name(traits: Traits) -> Iterator[str]:
    words = traits.name.split()
    everything = " ".join(sorted(words))
    if traits.class_of != "p":
        yield f"{FORM}{traits.class_of}|{everything}"
        return
    yield f"{FORM}N|{everything}"
    if traits.birth_date is not None:
        yield f"{FORM}d|{traits.birth_date.isoformat()}|{words[-1] if words else ''}"
        yield f"{FORM}Y|{traits.birth_year}|{everything}"
    elif traits.birth_year is not None:
        yield f"{FORM}y|{traits.birth_year}|{everything}"
        yield f"{FORM}Y|{traits.birth_year}|{everything}"
    else:
        yield f"{FORM}n|{everything}"
