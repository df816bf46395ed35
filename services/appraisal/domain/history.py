"""The chain of what happened to a case: each entry seals the one before it, and none holds personal data."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_START = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One change: which version it made, what was done, when, and by which account (or `intake` for the unit)."""

    version: int
    action: str
    at: datetime
    by: str
    prev: str
    hash: str


def extended(history: tuple[Entry, ...], *, version: int, action: str, at: datetime, by: str) -> tuple[Entry, ...]:
    """The history with one more entry, sealed."""
    prev = history[-1].hash if history else _START
    # MongoDB keeps milliseconds: a hash over more could not be checked after reading.
    moment = at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)
    return (*history, Entry(version, action, moment, by, prev, _sealed(prev, version, action, moment, by)))


def is_intact(history: Sequence[Entry]) -> bool:
    """Whether no entry was changed, removed or put in: versions run from 1 and every hash is that of its content."""
    prev = _START
    for version, entry in enumerate(history, start=1):
        sealed = _sealed(prev, entry.version, entry.action, entry.at, entry.by)
        if (entry.version, entry.prev, entry.hash) != (version, prev, sealed):
            return False
        prev = entry.hash
    return True


def _sealed(prev: str, version: int, action: str, at: datetime, by: str) -> str:
    content = json.dumps([prev, version, action, at.astimezone(UTC).isoformat(timespec="milliseconds"), by])
    return hashlib.sha256(content.encode()).hexdigest()
