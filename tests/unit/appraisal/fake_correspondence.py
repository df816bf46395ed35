"""A level's messages in memory, guarded as the real ones are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.appraisal.domain.case import CaseKey
from services.appraisal.domain.correspondence import Message, Said
from shared.events.messages import CaseMessageWritten


@dataclass
class FakeMessages:
    """The port `Messages`."""

    held: dict[UUID, Message] = field(default_factory=dict)
    events: list[CaseMessageWritten] = field(default_factory=list)

    async def add(self, said: Said) -> bool:
        if said.message.id in self.held:
            return False
        self.held[said.message.id] = said.message
        self.events += said.events
        return True

    async def find(self, identity: UUID) -> Message | None:
        return self.held.get(identity)

    async def of_case(self, key: CaseKey) -> Sequence[Message]:
        return sorted((one for one in self.held.values() if one.key == key), key=lambda one: (one.at, one.id))
