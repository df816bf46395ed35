"""Intake's ports over nothing but memory."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.intake.domain.attachments import StoredFile
from services.intake.domain.correspondence import Note
from shared.events.envelope import Outgoing
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

    async def take(
        self, _ids: Collection[UUID], _units: AbstractSet[str], _kept_until: datetime
    ) -> Mapping[UUID, StoredFile]:
        return {}

    async def hold(self, _ids: Collection[UUID], _unit: str, _until: datetime) -> frozenset[UUID]:
        return frozenset()


@dataclass
class FakeCorrespondence:
    """Notes about nominations, guarded as the real ones are, and what was put into their outboxes."""

    held: dict[UUID, Note] = field(default_factory=dict)
    sent: list[Outgoing] = field(default_factory=list)

    async def add(self, note: Note, messages: tuple[Outgoing, ...]) -> bool:
        if note.id in self.held:
            return False
        self.held[note.id] = note
        self.sent += messages
        return True

    async def find(self, identity: UUID) -> Note | None:
        return self.held.get(identity)

    async def of_nomination(self, nomination_id: UUID) -> Sequence[Note]:
        mine = (one for one in self.held.values() if one.nomination_id == nomination_id)
        return sorted(mine, key=lambda one: (one.at, one.id))
