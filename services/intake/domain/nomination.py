"""The aggregate: one nominee, one award form, one achievement, with its route, its status and its history."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.intake.domain.history import HistoryEntry, Remark
from services.intake.domain.status import UNDECIDED
from shared.events.content import DossierRef, NominationContent, Slip, Step
from shared.events.event import Event
from shared.events.mails import Recipient
from shared.events.words import PublicStatus
from shared.text.numbering import number_of

Answer = Literal["pending", "granted", "refused"]
MailState = Literal["sent", "uncertain", "failed"]


@dataclass(frozen=True, order=True)
class Position:
    """How far along its route a fact lies: by step, then by the case's version, then by weight.

    A case that is opened and withdrawn in one write reports both under one version: the weightier one stands.
    """

    step: int = 0
    sequence: int = 0
    weight: int = 0


@dataclass(frozen=True)
class Withdrawal:
    """The unit's wish to take the nomination back, and what the levels answered."""

    reason: str
    requested_at: datetime
    answer: Answer = "pending"


@dataclass(frozen=True)
class SentMail:
    """A mail about this nomination; `version` is the mail ledger's."""

    id: str
    version: int
    subject: str
    recipient: Recipient
    state: MailState
    at: datetime


@dataclass(frozen=True)
class Nomination:
    """A nomination. `standing` is the status by the facts; `status` is what people see.

    `supplements` has the digest of what was supplied at a step, so that a retry is recognised.
    """

    id: UUID
    dossier: DossierRef
    content: NominationContent
    slip: Slip
    standing: PublicStatus
    position: Position
    version: int
    history: tuple[HistoryEntry, ...]
    remarks: tuple[Remark, ...] = ()
    withdrawal: Withdrawal | None = None
    supplements: tuple[tuple[int, str], ...] = ()
    mails: tuple[SentMail, ...] = ()

    @property
    def number(self) -> str:
        """The number shown to people."""
        return number_of(self.id)

    @property
    def status(self) -> PublicStatus:
        """Where it stands: *đang rút* lies over an undecided one until a level has answered."""
        if self.withdrawal and self.withdrawal.answer == "pending" and self.standing in UNDECIDED:
            return PublicStatus.WITHDRAWING
        return self.standing

    @property
    def award_form(self) -> str:
        """The form it is considered for now; a referral appends the higher form's steps."""
        return self.slip[-1].award_form

    @property
    def visible_to(self) -> tuple[str, ...]:
        """The authorities on its slip, each once."""
        return tuple(dict.fromkeys(step.authority.code for step in self.slip))

    @property
    def current_step(self) -> Step:
        """The step that has it, or the one that had the last word."""
        return self.step(self.position.step) or self.slip[0]

    def step(self, number: int) -> Step | None:
        """The step of that number, when the slip has it."""
        return next((step for step in self.slip if step.step == number), None)

    def knows(self, event_id: UUID) -> bool:
        """The fact has entered the history already."""
        return any(entry.event_id == event_id for entry in self.history)


@dataclass(frozen=True)
class Change:
    """What one write brings about: the nomination afterwards, the entry that tells of it, and what is to be sent."""

    nomination: Nomination
    events: tuple[Event, ...] = ()

    @property
    def entry(self) -> HistoryEntry:
        """The history's new entry."""
        return self.nomination.history[-1]

    @property
    def remark(self) -> Remark | None:
        """The new entry's free text, when it has one."""
        remarks = self.nomination.remarks
        return remarks[-1] if remarks and remarks[-1].version == self.nomination.version else None


def recorded(nomination: Nomination, entry: HistoryEntry, remark: Remark | None = None) -> Nomination:
    """The nomination one version on, with `entry` (already chained) at the end of its history."""
    remarks = (*nomination.remarks, remark) if remark else nomination.remarks
    return replace(nomination, version=entry.version, history=(*nomination.history, entry), remarks=remarks)
