"""Intake's ports over nothing but memory."""

from dataclasses import dataclass, field
from datetime import date

from shared.events.windows import WindowEvent
from shared.events.words import Occasion


@dataclass
class FakeWindows:
    """Windows that are open, and what was asked and told."""

    open: frozenset[tuple[str, Occasion, date]] = frozenset()
    told: list[WindowEvent] = field(default_factory=list)

    async def follow(self, event: WindowEvent) -> None:
        self.told.append(event)

    async def is_open(self, movement: str, occasion: Occasion, on: date) -> bool:
        return (movement, occasion, on) in self.open
