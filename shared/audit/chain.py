"""The chain of a history: each entry seals the one before it, so that none is changed, removed or put in unseen."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import Field, dataclass, replace
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeVar

# What the first entry of a case followed before chains began with the name of their record.
_EARLIER_START = "0" * 64


class ChainEntry(Protocol):
    """An entry of a history: which version of its record it made, what it is sealed with, and what is sealed."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def version(self) -> int:
        """Runs from 1 without a gap."""
        ...

    @property
    def prev(self) -> str:
        """The hash of the entry before it, or where the chain starts."""
        ...

    @property
    def hash(self) -> str:
        """What `prev` and the content give."""
        ...

    def content(self) -> Sequence[object]:
        """What is sealed, as JSON writes it; no personal data, since a text that is erased must break nothing."""
        ...


AnyEntry = TypeVar("AnyEntry", bound=ChainEntry)


class Difference(StrEnum):
    """What is wrong with the first broken entry."""

    NUMBER = "number"
    PREVIOUS = "previous"
    CONTENT = "content"
    MISSING = "missing"


@dataclass(frozen=True)
class Break:
    """Where a chain breaks first: at which entry, counted from 1, and what differs there."""

    entry: int
    difference: Difference


def start_of(record: bytes) -> str:
    """What the first entry of the record's chain follows."""
    return hashlib.sha256(record).hexdigest()


def append(history: tuple[AnyEntry, ...], entry: AnyEntry, *, record: bytes) -> tuple[AnyEntry, ...]:
    """The record's history with the entry at its end, sealed."""
    prev = history[-1].hash if history else start_of(record)
    return (*history, replace(entry, prev=prev, hash=_seal(prev, entry)))


def find_break(history: Sequence[ChainEntry], *, record: bytes, version: int | None = None) -> Break | None:
    """Where the chain is no longer as it was written; nothing where it is whole.

    With the record's `version` it is also found when the latest entries are missing, of which no other entry speaks.
    """
    prev = ""
    for number, entry in enumerate(history, start=1):
        follows = entry.prev in (start_of(record), _EARLIER_START) if number == 1 else entry.prev == prev
        if entry.version != number:
            return Break(number, Difference.NUMBER)
        if not follows:
            return Break(number, Difference.PREVIOUS)
        if entry.hash != _seal(entry.prev, entry):
            return Break(number, Difference.CONTENT)
        prev = entry.hash
    if version is not None and version != len(history):
        return Break(len(history) + 1, Difference.MISSING)
    return None


def _seal(prev: str, entry: ChainEntry) -> str:
    return hashlib.sha256(json.dumps([prev, *entry.content()], ensure_ascii=False).encode()).hexdigest()
