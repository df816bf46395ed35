"""A level's correspondence in memory, guarded as the real ones are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.appraisal.domain.case import CaseKey
from services.appraisal.domain.correspondence import Note
from shared.events.correspondence import CaseMessageWritten
from shared.events.decided import Decided


@dataclass
class FakeCorrespondence:
    """The port `Correspondence`."""

    held: dict[UUID, Note] = field(default_factory=dict)
    events: list[CaseMessageWritten] = field(default_factory=list)

    async def add(self, decided: Decided[Note]) -> bool:
        if decided.after.id in self.held:
            return False
        self.held[decided.after.id] = decided.after
        self.events += [event for event in decided.events if isinstance(event, CaseMessageWritten)]
        return True

    async def find(self, identity: UUID) -> Note | None:
        return self.held.get(identity)

    async def of_case(self, key: CaseKey) -> Sequence[Note]:
        return sorted((each for each in self.held.values() if each.key == key), key=lambda each: (each.at, each.id))
