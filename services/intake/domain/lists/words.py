"""The words by which lists are read, from `words.toml`, in the forms that they are compared in."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from services.intake.domain.lists.preview import Field
from shared.events.words import Level, NomineeKind, Sex
from shared.text.folding import fold

_FILE = Path(__file__).with_name("words.toml")
_MOST_LETTERS = 300
_NO_LETTER = re.compile(r"[\W_]+")
_NO_WORD = re.compile(r"[^a-z0-9]+")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Phrases(_Part):
    """Words without more to say of them."""

    phrases: tuple[str, ...]


class Words(_Part):
    """As `Phrases`, of which whole cells consist."""

    words: tuple[str, ...]


class Names(_Part):
    """As `Phrases`, of places or countries."""

    names: tuple[str, ...]


class RowWords(_Part):
    """How rows begin that are no nominees."""

    totals: tuple[str, ...]
    notes: tuple[str, ...]
    signatures: tuple[str, ...]
    guides: tuple[str, ...]
    examples: tuple[str, ...]


class NameWords(_Part):
    """What stands before, between and in names."""

    address: Mapping[str, str]
    man: tuple[str, ...]
    woman: tuple[str, ...]
    surnames: tuple[str, ...]
    joins: tuple[str, ...]


class PlaceWords(_Part):
    """What stands before the name of a place."""

    commune: tuple[str, ...]
    district: tuple[str, ...]
    province: tuple[str, ...]


class AwardFormWords(_Part):
    """How lists write award forms: what is written out, of which type, of which level."""

    short: Mapping[str, str]
    types: tuple[str, ...]
    levels: Mapping[Level, tuple[str, ...]]


class MoneyWords(_Part):
    """Units of money in đồng, other currencies, and what stands before the worth of goods."""

    units: Mapping[str, int]
    foreign: tuple[str, ...]
    worth: tuple[str, ...]


class ListWords(_Part):
    """The whole file."""

    headings: Mapping[Field, tuple[str, ...]]
    ignored: Phrases
    first_names: Phrases
    exact: Mapping[Field, tuple[str, ...]]
    sexes: Mapping[Sex, tuple[str, ...]]
    ticks: Words
    ditto: Words
    absent: Words
    kinds: Mapping[str, tuple[str, ...]]
    parts: Mapping[NomineeKind, tuple[str, ...]]
    rows: RowWords
    names: NameWords
    countries: Names
    provinces: Names
    places: PlaceWords
    award_forms: AwardFormWords
    money: MoneyWords


@cache
def list_words() -> ListWords:
    """The words of the file."""
    return ListWords.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def key_of(text: str) -> str:
    """Folded, with nothing but letters, digits and single blanks: “Xã/Phường” is “xa phuong”.

    Of a longer text only the beginning: nothing is known by what stands further on.
    """
    return _remembered_key(text[:_MOST_LETTERS])


@lru_cache(maxsize=16_384)
def _remembered_key(text: str) -> str:
    return _NO_WORD.sub(" ", fold(text)).strip()


def has_words(key: str, words: str) -> bool:
    """Whether these words stand in the key, each whole."""
    return f" {words} " in f" {key} "


def begins_with(key: str, words: Iterable[str]) -> str:
    """The longest of these with which the key begins, each word whole; nothing where none does."""
    found = (one for one in words if key == one or key.startswith(f"{one} "))
    return max(found, key=len, default="")


def begins_typed(text: str, words: Iterable[str]) -> str:
    """As `begins_with`, of words that bear accents: “Công ty” is no “cộng”, “Tống Văn A” no “tổng”.

    A text without any accent is compared without them, and by more than a word.
    """
    if not text.isascii():
        return begins_with(_NO_LETTER.sub(" ", text.casefold()).strip(), words)
    key = key_of(text)
    return next((one for one in words if key == key_of(one) or (" " in one and begins_with(key, [key_of(one)]))), "")
