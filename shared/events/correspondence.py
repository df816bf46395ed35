"""Correspondence: notes between an authority and the unit about a nomination, which change no status."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from shared.events.content import AuthorityRef, Count, Frozen
from shared.events.event import Event, Exchange, dashed
from shared.events.words import Level


class Writer(Frozen):
    """Who wrote it: the account for programs, the name for people."""

    account: str
    name: str


class _Note(Event):
    """A note, written once: its id is all that orders or counts."""

    message_id: UUID
    nomination_id: UUID
    authority: AuthorityRef
    text: str
    at: AwareDatetime

    @property
    def aggregate(self) -> str:
        """The note."""
        return f"message/{self.message_id}"

    @property
    def sequence(self) -> int:
        """It is written once."""
        return 1

    def routing_key(self, source: str) -> str:
        """`<type>.<level or service>.<authority>`."""
        return f"{self.type}.{source}.{dashed(self.authority.code)}"


class CaseMessageWritten(_Note):
    """Somebody at `authority`, whose case is `<nomination>:<step>`, wrote to the unit."""

    type: Literal["case.message_written.v1"] = "case.message_written.v1"
    step: Count
    level: Level
    written_by: Writer


class WorkMessageAnswered(_Note):
    """The unit answered the authority at `step`: put it beside the case."""

    exchange: ClassVar[Exchange] = "thidua.work"
    type: Literal["work.message_answered.v1"] = "work.message_answered.v1"
    to_level: Level
    step: Count
    written_by: Writer

    @property
    def target(self) -> str:
        """The level that keeps it."""
        return self.to_level.value

    def routing_key(self, source: str) -> str:
        """`<from>.<to level>`."""
        return f"{source}.{self.to_level.value}"


class _OfNomination(_Note):
    number: str
    dossier_id: UUID
    dossier_number: str
    unit: str
    submitter: str
    nominee: str
    award_form: str


class NominationMessageWritten(_OfNomination):
    """The unit has a message of `authority`; it is a mail to the unit and the submitter."""

    type: Literal["nomination.message_written.v1"] = "nomination.message_written.v1"


class NominationMessageAnswered(_OfNomination):
    """The unit answered `authority`; it is a mail to the authority's mailbox, or to the `officer` who wrote first."""

    type: Literal["nomination.message_answered.v1"] = "nomination.message_answered.v1"
    unit_name: str
    officer: str


CORRESPONDENCE: tuple[type[Event], ...] = (
    CaseMessageWritten,
    WorkMessageAnswered,
    NominationMessageWritten,
    NominationMessageAnswered,
)
