"""A nomination's history: a chain of hashes free of personal data, so that erasing a text breaks nothing."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.intake.domain.status import Fact
from shared.events.amendments import FieldChange
from shared.events.content import AuthorityRef, MissingItem


@dataclass(frozen=True)
class HistoryEntry:
    """One thing that happened. `step` 0 is intake itself; (step, sequence) is where it belongs, `version` when it came.

    `details` holds codes, dates and numbers of decisions only: nothing about a person.
    """

    version: int
    fact: Fact
    step: int
    sequence: int
    at: datetime
    event_id: UUID
    authority: AuthorityRef | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    prev: str = ""
    hash: str = ""


@dataclass(frozen=True)
class Remark:
    """The free text that came with a history entry: outside the chain, since it may speak of people.

    `changes` are what a correction made of the decision.
    """

    version: int
    text: str = ""
    basis: str = ""
    missing: tuple[MissingItem, ...] = ()
    changes: tuple[FieldChange, ...] = ()


def genesis(nomination_id: UUID) -> str:
    """What the first entry of a nomination's chain follows."""
    return hashlib.sha256(nomination_id.bytes).hexdigest()


def chained(entry: HistoryEntry, prev: str) -> HistoryEntry:
    """The entry as it follows `prev`."""
    return replace(entry, prev=prev, hash=_hash(entry, prev))


def is_unbroken(nomination_id: UUID, entries: Sequence[HistoryEntry]) -> bool:
    """Nothing was changed, removed or slipped in between since the entries were written."""
    prev = genesis(nomination_id)
    for entry in entries:
        if entry.prev != prev or entry.hash != _hash(entry, prev):
            return False
        prev = entry.hash
    return True


def _hash(entry: HistoryEntry, prev: str) -> str:
    content = [
        prev,
        entry.version,
        entry.fact.value,
        entry.step,
        entry.sequence,
        # The database keeps milliseconds.
        int(entry.at.timestamp() * 1000),
        str(entry.event_id),
        entry.authority.code if entry.authority else "",
        sorted(entry.details.items()),
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
