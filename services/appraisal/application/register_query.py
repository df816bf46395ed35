"""What can be asked of the register, and how a line of it looks; the viewer is part of every question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.appraisal.application.worklist_query import Count
from services.appraisal.domain.case import CaseState
from services.appraisal.domain.people import By
from shared.events.words import NomineeKind, Occasion, Outcome, PriorityMark, StepRole

# Where a case stands after an outcome: whoever asks for the outcome asks for these.
OUTCOME_STATES: Mapping[Outcome, frozenset[CaseState]] = {
    Outcome.FORWARD: frozenset({CaseState.FORWARDED}),
    Outcome.APPROVE: frozenset({CaseState.APPROVED, CaseState.AWARDED, CaseState.ANNULLED}),
    Outcome.DECLINE: frozenset({CaseState.DECLINED}),
    Outcome.REFER: frozenset({CaseState.REFERRED}),
}


@dataclass(frozen=True)
class RegisterFilters:
    """What the viewer asks to see. `first` and `last` are days of receipt; both count."""

    text: str = ""
    first: date | None = None
    last: date | None = None
    unit: str = ""
    award_form: str = ""
    target_group: str = ""
    state: CaseState | None = None
    outcome: Outcome | None = None
    is_overdue: bool = False


@dataclass(frozen=True)
class RegisterQuery:
    """The filters with the viewer in them, as of a day.

    `near` are those of the authorities whose cases the asker works on: there they find by names that are kept.
    """

    authorities: frozenset[str]
    near: frozenset[str]
    today: date
    filters: RegisterFilters
    after: str = ""
    limit: int = 50


@dataclass(frozen=True)
class RegisterRow:
    """A nomination at this level as a line of the register. `holder` has claimed it, or had it assigned."""

    case_id: str
    number: str
    nominee: str
    kind: NomineeKind
    is_confidential: bool
    unit: str
    unit_name: str
    authority: str
    authority_name: str
    role: StepRole
    award_form: str
    rule_set: str
    occasion: Occasion
    target_group: str
    priority_marks: tuple[PriorityMark, ...]
    state: CaseState
    received_at: datetime
    due_on: date
    paused_on: date | None
    concluded_on: date | None
    working_days: int
    claimed_by: By | None
    claimed_until: datetime | None
    assigned_to: By | None
    decision_number: str
    decided_on: date | None

    def holder_at(self, at: datetime) -> By | None:
        """Who has it in hand: whoever holds it at the moment, or else whom it was given to."""
        is_held = self.claimed_until is not None and self.claimed_until > at
        return self.claimed_by if is_held else self.assigned_to

    def timed_until(self, today: date) -> date:
        """The day up to which its limit runs: that of the outcome, of the return, or today."""
        return self.concluded_on or self.paused_on or today


@dataclass(frozen=True)
class RegisterSlice:
    """Some lines, latest receipt first, and the cursor at which the next slice begins."""

    rows: Sequence[RegisterRow]
    next: str | None


@dataclass(frozen=True)
class RegisterPage:
    """A slice, how many lines there are in all as far as they are counted, and the moment of asking."""

    rows: Sequence[RegisterRow]
    next: str | None
    count: Count
    at: datetime
