"""How the parts of the system stand, and since when, as far as somebody has looked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """What a part can do at this moment."""

    WORKING = "working"
    PARTLY = "partly"  # some of its instances work
    UNREADY = "unready"  # it answers, and waits for something
    SILENT = "silent"


@dataclass(frozen=True)
class Since:
    """How a part stands, and from when on: the moment of the change, or where none was seen, of the first look."""

    standing: Standing
    at: datetime
    is_change: bool


def standing_of(instances: Iterable[tuple[bool, bool]]) -> Standing:
    """How a part stands whose instances, each, are ready or not, and silent or not."""
    known = list(instances)
    ready = sum(is_ready for is_ready, _ in known)
    if ready:
        return Standing.WORKING if ready == len(known) else Standing.PARTLY
    return Standing.SILENT if all(is_silent for _, is_silent in known) else Standing.UNREADY


def follow(before: Mapping[str, Since], seen: Mapping[str, Standing], at: datetime) -> Mapping[str, Since]:
    """What is known of each part after another look."""
    return {name: _follow(before.get(name), standing, at) for name, standing in seen.items()}


def lengthen(before: Sequence[int], count: int, most: int) -> Sequence[int]:
    """The latest counts with another at the end, so many at most."""
    return (*before, count)[-most:]


def _follow(before: Since | None, standing: Standing, at: datetime) -> Since:
    if before is None:
        return Since(standing, at, is_change=False)
    return before if before.standing is standing else Since(standing, at, is_change=True)
