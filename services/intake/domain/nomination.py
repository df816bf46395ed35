"""The aggregate: one nominee, one award form, one achievement, with its route, its status and its history."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.intake.domain.history import HistoryEntry, Remark
from services.intake.domain.order import Position
from services.intake.domain.reports import Reported
from services.intake.domain.status import UNDECIDED
from shared.audit.chain import append
from shared.events.content import DossierRef, NominationContent, Slip, Step
from shared.events.decided import Decided
from shared.events.mails import Recipient
from shared.events.signature import IntakeSignature
from shared.events.words import PublicStatus
from shared.text.numbering import number_of

Answer = Literal["pending", "granted", "refused"]
MailState = Literal["sent", "uncertain", "failed"]


@dataclass(frozen=True)
class WaitingFact:
    """A fact that came before the one that it follows: it waits for that one, until `due_at` at most."""

    event_id: UUID
    event: Reported
    due_at: datetime


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

    `history` is in the order in which things came, `places.put_in_order` says in which they happened.
    `supplements` has the digest of what was supplied at a step, so that a retry is recognised. `signature` is what
    levels take the work by; there is none where it was received before there were signatures.
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
    waiting: tuple[WaitingFact, ...] = ()
    signature: IntakeSignature | None = None

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
        """The fact has entered the history already, or waits to."""
        return any(entry.event_id == event_id for entry in self.history) or any(
            kept.event_id == event_id for kept in self.waiting
        )


@dataclass(frozen=True)
class Change(Decided[Nomination]):
    """What one write changes of a nomination that is there already."""

    before: Nomination

    @property
    def entries(self) -> tuple[HistoryEntry, ...]:
        """The history's new entries."""
        return self.after.history[len(self.before.history) :]

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """The free texts of the new entries."""
        return self.after.remarks[len(self.before.remarks) :]


def add_entry(nomination: Nomination, entry: HistoryEntry, remark: Remark | None = None) -> Nomination:
    """The nomination one version on, with the entry sealed at the end of its history."""
    remarks = (*nomination.remarks, remark) if remark else nomination.remarks
    history = append(nomination.history, entry, record=nomination.id.bytes)
    return replace(nomination, version=entry.version, history=history, remarks=remarks)
