"""How much waits in a queue, as data."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class QueueCounts:
    """One queue: messages that wait in it, for another attempt by tier, and aside; orders about those; who consumes.

    What a process has in hand at this moment is not counted.
    """

    waiting: int
    retried: Mapping[str, int]
    parked: int
    orders: int
    consumers: int

    @property
    def all_retried(self) -> int:
        """Messages that wait for another attempt, of all tiers."""
        return sum(self.retried.values())
