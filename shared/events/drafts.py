"""What intake tells of drafts: only that one is about to end."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from shared.events.content import Count
from shared.events.event import Event, dashed


class DraftEnding(Event):
    """Nobody has changed a draft for long: at `ends_at` it is removed. Told once after each change.

    `version` is the draft's, `account` is whoever changed it last; a draft may have no `petition_number` yet.
    """

    type: Literal["draft.ending.v1"] = "draft.ending.v1"
    draft_id: UUID
    version: Count
    unit: str
    account: str
    petition_number: str
    entries: Count
    changed_at: AwareDatetime
    ends_at: AwareDatetime
    at: AwareDatetime

    @property
    def aggregate(self) -> str:
        """The draft."""
        return f"draft/{self.draft_id}"

    @property
    def sequence(self) -> int:
        """The draft's version."""
        return self.version

    def routing_key(self, source: str) -> str:
        """`<type>.<service>.<unit>`."""
        return f"{self.type}.{source}.{dashed(self.unit)}"


DRAFTS: tuple[type[Event], ...] = (DraftEnding,)
