"""Intake's ports over nothing but memory."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.intake.domain.attached import StoredFile
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


class NoFiles:
    """An empty store of attachments."""

    async def take(self, _ids: Collection[UUID], _unit: str, _at: datetime) -> Mapping[UUID, StoredFile]:
        return {}
