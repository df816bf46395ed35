"""What every row is given: the system, and how long and how large to measure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from benchmarks.figures import Figure
from benchmarks.system import System


@dataclass(frozen=True)
class Bench:
    """`seconds` is the length of one timed load; `scale` multiplies the numbers of messages and documents."""

    system: System
    seconds: float
    scale: float
    tell: Callable[[str], None]

    def scaled(self, number: int, *, least: int) -> int:
        """The number at this run's scale."""
        return max(least, int(number * self.scale))


Row: TypeAlias = Callable[[Bench], Iterable[Figure]]
