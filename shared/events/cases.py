"""Facts of appraisal: what happened to a case or a decision; intake and an authority's own software listen."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events.content import AuthorityRef, Count, Frozen, MissingItem, Person, Slip
from shared.events.event import Event, NominationEvent, dashed
from shared.events.words import Level, Outcome, StepRole


class CaseEvent(NominationEvent):
    """Something happened at one step. `version` is the case's, so (step, version) orders all facts of a nomination.

    `follows` is the case's version in the fact told before this one: not every version has one. The first fact of a
    step, with 0, follows the hand-over by the step that this one comes after. Older senders left it out.
    """

    step: Count
    level: Level
    role: StepRole
    authority: AuthorityRef
    at: AwareDatetime
    follows: Count | None = Field(
        None,
        description="Phiên bản của việc trong sự kiện được báo ngay trước ở bước này; 0 khi là sự kiện đầu tiên của"
        " bước, theo sau việc bước trước chuyển đến; null khi bên gửi cũ không cho biết",
    )

    @property
    def aggregate(self) -> str:
        """The case `<nomination>:<step>`."""
        return f"case/{self.nomination_id}:{self.step}"

    def routing_key(self, source: str) -> str:
        """`<type>.<level>.<authority>`."""
        return f"{self.type}.{source}.{dashed(self.authority.code)}"


class CaseOpened(CaseEvent):
    """The level has the case in its worklist."""

    type: Literal["case.opened.v1"] = "case.opened.v1"
    due_on: date


class CaseForwarded(CaseEvent):
    """The step agreed; the next authority has the work."""

    type: Literal["case.forwarded.v1"] = "case.forwarded.v1"
    next_step: Count
    note: str = ""


class CaseReturned(CaseEvent):
    """The unit is asked, once at this step, to supply everything listed; the clock stands."""

    type: Literal["case.returned.v1"] = "case.returned.v1"
    missing: tuple[MissingItem, ...]
    note: str = ""


class CaseReopened(CaseEvent):
    """The supplement has arrived and the case is being worked on again."""

    type: Literal["case.reopened.v1"] = "case.reopened.v1"
    due_on: date


class CaseDelayed(CaseEvent):
    """The limit ran out without an outcome: the unit is owed an apology and a new date (mẫu số 04, TT 01/2018)."""

    type: Literal["case.delayed.v1"] = "case.delayed.v1"
    due_on: date
    promised_on: date


class CaseDeclined(CaseEvent):
    """Not awarded, with the official reason code, its text and legal basis."""

    type: Literal["case.declined.v1"] = "case.declined.v1"
    reason_code: str
    reason: str
    basis: str = ""


class CaseReferred(CaseEvent):
    """Proposed for a higher form instead: this step is closed and `slip` has the higher form's steps appended."""

    type: Literal["case.referred.v1"] = "case.referred.v1"
    award_form: str
    reason: str
    slip: Slip
    next_step: Count


class CaseApproved(CaseEvent):
    """Approved by who may give the form; awarded only once a decision with a number is issued."""

    type: Literal["case.approved.v1"] = "case.approved.v1"
    note: str = ""


class CaseWithdrawn(CaseEvent):
    """The unit took the nomination back before this step had an outcome."""

    type: Literal["case.withdrawn.v1"] = "case.withdrawn.v1"
    reason: str


class WithdrawalRefused(CaseEvent):
    """The request came after the final outcome, which stands."""

    type: Literal["case.withdrawal_refused.v1"] = "case.withdrawal_refused.v1"
    standing: Outcome


class AwardedItem(Frozen):
    """A nomination in a decision; (step, sequence) orders it among the facts of the nomination.

    Nothing is done to a case between its reservation and its award, so this follows the fact of version `sequence - 1`.
    """

    nomination_id: UUID = Field(description="Mã đề nghị được khen thưởng")
    step: Count = Field(description="Số thứ tự của bước đã duyệt")
    sequence: Count = Field(description="Thứ tự của việc khen thưởng giữa các sự kiện của bước")


class DecisionIssued(Event):
    """A numbered decision with its list: with it, and only with it, these nominations are awarded."""

    type: Literal["decision.issued.v1"] = "decision.issued.v1"
    decision_id: UUID
    version: Count
    level: Level
    authority: AuthorityRef
    number: str
    issued_on: date
    signatory: Person
    items: tuple[AwardedItem, ...]
    at: AwareDatetime

    @property
    def aggregate(self) -> str:
        """The decision."""
        return f"decision/{self.decision_id}"

    @property
    def sequence(self) -> int:
        """The decision's version."""
        return self.version

    def routing_key(self, source: str) -> str:
        """`<type>.<level>.<authority>`."""
        return f"{self.type}.{source}.{dashed(self.authority.code)}"


CASES: tuple[type[Event], ...] = (
    CaseOpened,
    CaseForwarded,
    CaseReturned,
    CaseReopened,
    CaseDelayed,
    CaseDeclined,
    CaseReferred,
    CaseApproved,
    CaseWithdrawn,
    WithdrawalRefused,
    DecisionIssued,
)
