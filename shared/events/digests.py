"""What waits at an authority, told each working day to those who work there."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from shared.events.content import AuthorityRef, Count, Frozen
from shared.events.event import Event, dashed
from shared.events.words import Level


class DigestLine(Frozen):
    """A case that presses: it is overdue, or will be soon. `is_theirs` when it was given to the very reader."""

    number: str
    nominee: str
    award_form: str
    due_on: date
    is_theirs: bool


class DigestDue(Event):
    """On this day so much waits at `authority` for the person behind `account`; told to each once a day.

    `lines` are the first of the overdue cases and of those due until `soon_on`, the reader's own before all others.
    Of the open ones `unassigned` are nobody's; digests of earlier versions do not say.
    """

    type: Literal["digest.due.v1"] = "digest.due.v1"
    digest_id: UUID
    account: str
    level: Level
    authority: AuthorityRef
    on: date
    soon_on: date
    open: Count
    overdue: Count
    due_soon: Count
    theirs: Count
    returned: Count
    approved: Count
    unassigned: Count | None = None
    lines: tuple[DigestLine, ...]
    at: AwareDatetime

    @property
    def aggregate(self) -> str:
        """The digest."""
        return f"digest/{self.digest_id}"

    @property
    def sequence(self) -> int:
        """A digest is written once."""
        return 1

    def routing_key(self, source: str) -> str:
        """`<type>.<level>.<authority>`."""
        return f"{self.type}.{source}.{dashed(self.authority.code)}"


DIGESTS: tuple[type[Event], ...] = (DigestDue,)
