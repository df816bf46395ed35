"""What a column is, by the words of its heading."""

from collections.abc import Sequence
from functools import cache, lru_cache

from services.intake.domain.lists.preview import Field
from services.intake.domain.lists.words import begins_with, has_words, key_of, list_words

# Longer texts are titles, notes or values.
_MOST_LETTERS = 120
_SHORT_FORM = 80
# In two columns of these, nothing is ambiguous: they are not read.
UNREAD = frozenset({Field.NOTE, Field.CODE, Field.NUMBER})
_PEOPLE = {Field.NAME, Field.WORKPLACE}
_BIRTHS = {"nam": Field.BIRTH_OF_MAN, "nữ": Field.BIRTH_OF_WOMAN, "nu": Field.BIRTH_OF_WOMAN}
_PARTS_OF_BIRTH = {
    "ngày": Field.BIRTH_DAY, "ngay": Field.BIRTH_DAY,
    "tháng": Field.BIRTH_MONTH, "thang": Field.BIRTH_MONTH,
    "năm": Field.BIRTH_YEAR,
}  # fmt: skip
_SEXES = {"nam": Field.MAN, "nữ": Field.WOMAN, "nu": Field.WOMAN}
_BOTH = {
    frozenset({Field.POSITION, Field.WORKPLACE}): Field.POSITION_AND_WORKPLACE,
    frozenset({Field.MONEY, Field.GOODS}): Field.GIFT,
}


def field_of(heading: str) -> Field | None:
    """The field that a heading of one cell names; nothing where it is no heading that is known."""
    return _known_field(heading) if len(heading) <= _MOST_LETTERS else None


@lru_cache(maxsize=4_096)
def _known_field(heading: str) -> Field | None:
    key = key_of(heading)
    if any(has_words(key, phrase) for phrase in _ignored()):
        return Field.NOTE
    exact = _exact().get(key)
    if exact is not None:
        # “Năm” folds to “nam”: only the letters as they stand tell a year from a man.
        return None if exact is Field.MAN and heading.strip().casefold() == "năm" else exact
    found = _found(key)
    for both, field in _BOTH.items():
        if both <= set(found) and not _covers(found, both):
            return field
    return max(found, key=lambda field: len(found[field]), default=None)


def field_under(parents: Sequence[str], child: str) -> Field | None:
    """The field of a column whose heading has several rows, the last of which is the child."""
    parent = " ".join(dict.fromkeys(parents))
    above = field_of(parent) if parent else None
    part = _part_of(above, child)
    if part is not None:
        return part
    own = field_of(child)
    if own is Field.NOTE and key_of(child) != key_of(parent):
        return own
    both = field_of(f"{parent} {child}") if parent else None
    if above is not None and (own is None or key_of(child) in _exact()):
        return both or above
    return own or both


def _part_of(above: Field | None, child: str) -> Field | None:
    """What a column is by the heading that it divides: years by sex, a day by its parts, forms that are ticked."""
    as_typed = child.strip().casefold()
    if above is Field.BIRTH:
        return _PARTS_OF_BIRTH.get(as_typed) or _BIRTHS.get(as_typed)
    if above is Field.AWARD_FORM and is_award_form(child):
        return above
    return _SEXES.get(as_typed) if above in {None, Field.SEX, Field.NAME} else None


def is_award_form(heading: str) -> bool:
    """Whether a heading names an award form, as columns that are ticked do."""
    key, words = key_of(heading), list_words().award_forms
    is_short = len(heading) <= _SHORT_FORM
    return is_short and bool(begins_with(key, words.types) or key.partition(" ")[0] in words.short)


def is_first_name(heading: str) -> bool:
    """Whether the heading is of the first of two columns that a name is divided into."""
    return key_of(heading) in list_words().first_names.phrases


def _covers(found: dict[Field, str], both: frozenset[Field]) -> bool:
    """Whether a phrase of another field holds the words of both."""
    longest = max(len(found[field]) for field in both)
    return any(len(phrase) > longest for field, phrase in found.items() if field not in both)


@cache
def _exact() -> dict[str, Field]:
    words = list_words()
    listed = {key_of(phrase): field for field, phrases in words.headings.items() for phrase in phrases}
    return listed | {key_of(phrase): field for field, phrases in words.exact.items() for phrase in phrases}


def _found(key: str) -> dict[Field, str]:
    """The longest phrase of each field that stands in the key; looked for at the words that phrases begin with."""
    found: dict[Field, str] = {}
    padded = f"{key} "
    place = 0
    for word in key.split():
        for phrase, field in _phrases().get(word, ()):
            if len(phrase) > len(found.get(field, "")) and padded.startswith(f"{phrase} ", place):
                found[field] = phrase
        place += len(word) + 1
    return found


@cache
def _ignored() -> tuple[str, ...]:
    return tuple(map(key_of, list_words().ignored.phrases))


@cache
def _phrases() -> dict[str, list[tuple[str, Field]]]:
    """The phrases with their fields, by the word that each begins with."""
    listed: dict[str, list[tuple[str, Field]]] = {}
    for field, phrases in list_words().headings.items():
        for phrase in map(key_of, phrases):
            listed.setdefault(phrase.partition(" ")[0], []).append((phrase, field))
    return listed
