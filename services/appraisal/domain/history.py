"""The chain of what happened to a case: each entry seals the one before it, and none holds personal data."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

_START = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One change: which version it made, what was done, when, and by which account (or `intake` for the unit).

    `mandate` is the authorisation by which a deputy decided, `combined` the pairs of duties that the account had
    then and was warned of.
    """

    version: int
    action: str
    at: datetime
    by: str
    prev: str
    hash: str
    mandate: str = ""
    combined: tuple[str, ...] = ()


def extended(
    history: tuple[Entry, ...],
    *,
    version: int,
    action: str,
    at: datetime,
    by: str,
    mandate: str = "",
    combined: tuple[str, ...] = (),
) -> tuple[Entry, ...]:
    """The history with one more entry, sealed."""
    prev = history[-1].hash if history else _START
    # MongoDB keeps milliseconds: a hash over more could not be checked after reading.
    moment = at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)
    entry = Entry(version, action, moment, by, prev, "", mandate, combined)
    return (*history, replace(entry, hash=_sealed(entry)))


def is_intact(history: Sequence[Entry]) -> bool:
    """Whether no entry was changed, removed or put in: versions run from 1 and every hash is that of its content."""
    prev = _START
    for version, entry in enumerate(history, start=1):
        if (entry.version, entry.prev, entry.hash) != (version, prev, _sealed(entry)):
            return False
        prev = entry.hash
    return True


def _sealed(entry: Entry) -> str:
    moment = entry.at.astimezone(UTC).isoformat(timespec="milliseconds")
    content = [entry.prev, entry.version, entry.action, moment, entry.by]
    # Entries without these are sealed as they were before there were any.
    mandate = [entry.mandate] if entry.mandate else []
    combined = [list(entry.combined)] if entry.combined else []
    return hashlib.sha256(json.dumps([*content, *mandate, *combined]).encode()).hexdigest()
