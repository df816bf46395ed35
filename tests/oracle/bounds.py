"""I10 and I11: whoever has work gets on with it, and nothing grows without bounds, as samples of the work show."""

from collections.abc import Iterator, Sequence

from tests.oracle.entries import QueueLine, Sampled
from tests.oracle.evidence import Evidence

LONGEST_IDLING = 60.0
MOST_MEMORY = 250_000_000
MOST_WAITING = 100_000
MOST_IN_HAND = 64  # by each consumer
_ASIDE = (".parked", ".retry.")


def idling(evidence: Evidence) -> Iterator[str]:
    """I10: no queue that somebody consumes holds messages for a minute without one of them being settled."""
    for name in _queues(evidence.samples):
        if longest := _longest_standstill(evidence.samples, name):
            yield f"queue {name} stood still for {longest:.0f} s, with messages and a consumer"


def excess(evidence: Evidence) -> Iterator[str]:
    """I11: memory, queues and what is in hand at a time stay under their limits."""
    for part, size in _peaks(each.memory for each in evidence.samples).items():
        if size > MOST_MEMORY:
            yield f"{part} took {size / 1e6:.0f} MB of memory"
    for name in _queues(evidence.samples):
        lines = [each.queues[name] for each in evidence.samples if name in each.queues]
        waiting = max(line.waiting for line in lines)
        if waiting > MOST_WAITING:
            yield f"queue {name} grew to {waiting} messages"
        in_hand, consumers = max(line.unacknowledged for line in lines), max(line.consumers for line in lines)
        if in_hand > MOST_IN_HAND * consumers:
            yield f"{in_hand} messages of {name} were in hand at once, with {consumers} consumers"


def _queues(samples: Sequence[Sampled]) -> list[str]:
    names = {name for each in samples for name in each.queues}
    return sorted(name for name in names if not any(mark in name for mark in _ASIDE))


def _longest_standstill(samples: Sequence[Sampled], name: str) -> float:
    """The longest span over a minute; zero without one. A broker that is away is nobody's standstill."""
    longest, since = 0.0, None
    before: QueueLine | None = None
    for each in samples:
        line = each.queues.get(name)
        if line is None or not line.waiting or not line.consumers or before is None or line.settled != before.settled:
            since = each.at
        elif since is not None and each.at - since > LONGEST_IDLING:
            longest = max(longest, each.at - since)
        before = line
    return longest


def _peaks(sizes: Iterator[dict[str, int]]) -> dict[str, int]:
    peaks: dict[str, int] = {}
    for each in sizes:
        for part, size in each.items():
            peaks[part] = max(size, peaks.get(part, 0))
    return peaks
