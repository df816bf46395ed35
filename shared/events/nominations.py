"""What intake says of nominations once a fact is applied; each is a mail. No contacts, no identity numbers."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events.amendments import AmendingPaper, FieldChange
from shared.events.content import AuthorityRef, Count, Frozen, MissingItem, Person
from shared.events.event import Event, NominationEvent, dashed
from shared.events.words import AnnulmentKind, CorrectionKind, Outcome, PublicStatus, StepRole


class NominationFact(NominationEvent):
    """A change of status that the submitter is told of. `award_form` is its name, for people.

    `told_after` is the version of the nomination's change that is told before this one; 0 when none is. Versions count
    changes as they came; `place`, compared as text, says where this one belongs among them (older ones have none).
    `is_ahead`: something that happened before it has not come even after a long wait. `is_late`: it happened before
    something that was told already.
    `rule_set` is the dossier's, for the words of a legal basis; old facts do not say it.
    """

    number: str
    dossier_id: UUID
    dossier_number: str
    unit: str
    submitter: str
    nominee: str
    award_form: str
    authority: AuthorityRef
    at: AwareDatetime
    told_after: Count = 0
    rule_set: str = ""
    place: str = Field(
        "", description="Vị trí của thay đổi trong diễn biến của đề nghị, so sánh như chuỗi ký tự; rỗng ở bản cũ"
    )
    is_ahead: bool = Field(
        default=False, description="Chưa nhận được thông tin của một việc xảy ra trước đó, dù đã chờ"
    )
    is_late: bool = Field(default=False, description="Xảy ra trước một thay đổi đã báo, nhưng thông tin đến sau")

    def routing_key(self, source: str) -> str:
        """`<type>.<service>.<authority>`."""
        return f"{self.type}.{source}.{dashed(self.authority.code)}"


class NominationForwarded(NominationFact):
    """`authority` agreed; `next_authority` has it now."""

    type: Literal["nomination.forwarded.v1"] = "nomination.forwarded.v1"
    next_authority: AuthorityRef
    next_role: StepRole | None = None
    expected_on: date | None = None


class NominationReturned(NominationFact):
    """`authority` asks for everything listed."""

    type: Literal["nomination.returned.v1"] = "nomination.returned.v1"
    missing: tuple[MissingItem, ...]
    note: str = ""


class NominationDelayed(NominationFact):
    """`authority` has missed its date and names a new one."""

    type: Literal["nomination.delayed.v1"] = "nomination.delayed.v1"
    due_on: date
    promised_on: date


class NominationDeclined(NominationFact):
    """Not awarded, with reason and basis."""

    type: Literal["nomination.declined.v1"] = "nomination.declined.v1"
    reason_code: str
    reason: str
    basis: str = ""


class NominationReferred(NominationFact):
    """Proposed for a higher form (`award_form` is the new one's name); `next_authority` has it now."""

    type: Literal["nomination.referred.v1"] = "nomination.referred.v1"
    earlier_form: str
    reason: str
    next_authority: AuthorityRef
    next_role: StepRole | None = None
    expected_on: date | None = None


class NominationApproved(NominationFact):
    """Approved; the decision is being drawn up."""

    type: Literal["nomination.approved.v1"] = "nomination.approved.v1"


class NominationAwarded(NominationFact):
    """Awarded by a numbered decision."""

    type: Literal["nomination.awarded.v1"] = "nomination.awarded.v1"
    decision_id: UUID
    decision_number: str
    issued_on: date
    signatory: Person


class NominationAwardCorrected(NominationFact):
    """The decision of the award reads otherwise from now on; number and date are those that hold."""

    type: Literal["nomination.award_corrected.v1"] = "nomination.award_corrected.v1"
    decision_id: UUID
    decision_number: str
    issued_on: date
    kind: CorrectionKind
    paper: AmendingPaper | None = None
    reason: str
    changes: tuple[FieldChange, ...]


class NominationAwardAnnulled(NominationFact):
    """The decision no longer awards this nomination; `kind` tells whether another decision may."""

    type: Literal["nomination.award_annulled.v1"] = "nomination.award_annulled.v1"
    decision_id: UUID
    decision_number: str
    issued_on: date
    kind: AnnulmentKind
    paper: AmendingPaper | None = None
    reason: str
    basis: str = ""


class NominationWithdrawn(NominationFact):
    """Taken back at the unit's request."""

    type: Literal["nomination.withdrawn.v1"] = "nomination.withdrawn.v1"
    reason: str


class NominationWithdrawalRefused(NominationFact):
    """Not taken back: `authority` had given `standing` before it was asked, and `status` is where that leaves it."""

    type: Literal["nomination.withdrawal_refused.v1"] = "nomination.withdrawal_refused.v1"
    standing: Outcome
    status: PublicStatus


class ReceivedLine(Frozen):
    """One nomination in the receipt: its number, who, what, first authority, and the date expected."""

    nomination_id: UUID
    number: str
    nominee: str
    award_form: str
    first_authority: str
    expected_on: date | None = None


class DossierReceived(Event):
    """A dossier was taken in; `lines` holds the first of its nominations, `total` counts all."""

    type: Literal["dossier.received.v1"] = "dossier.received.v1"
    dossier_id: UUID
    number: str
    unit: str
    submitter: str
    petition_number: str
    total: Count
    lines: tuple[ReceivedLine, ...]
    authority: AuthorityRef
    at: AwareDatetime

    @property
    def aggregate(self) -> str:
        """The dossier."""
        return f"dossier/{self.dossier_id}"

    @property
    def sequence(self) -> int:
        """A dossier is received once."""
        return 1

    def routing_key(self, source: str) -> str:
        """`<type>.<service>.<authority>`."""
        return f"{self.type}.{source}.{dashed(self.authority.code)}"


NOMINATIONS: tuple[type[Event], ...] = (
    NominationForwarded,
    NominationReturned,
    NominationDelayed,
    NominationDeclined,
    NominationReferred,
    NominationApproved,
    NominationAwarded,
    NominationAwardCorrected,
    NominationAwardAnnulled,
    NominationWithdrawn,
    NominationWithdrawalRefused,
    DossierReceived,
)
