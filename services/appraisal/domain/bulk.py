"""One act over many cases: what somebody asked for, and what became of each case; each is decided by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from services.appraisal.domain import entitlement
from services.appraisal.domain.case import UNDECIDED, Case, CaseKey, CaseState, Verdict
from services.appraisal.domain.transitions import ACTION_OF, CaseAction
from shared.calendar.working_days import CalendarMissingError, WorkingCalendar
from shared.clock.days import day_of
from shared.events.content import AuthorityRef, Step
from shared.events.words import Level
from shared.identity.viewer import Role, Viewer
from shared.refusals import DomainError, FieldProblem, InvalidError
from shared.rules.slip import step_after

MAX_CASES = 500
LEASE = timedelta(seconds=30)
_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:bulk")
_TOLD_OF_OTHERS = ("state", "version", "outcome", "decided_by", "decided_at", "held_by", "held_until")


class BulkKind(StrEnum):
    """What is done to each of the cases."""

    PROPOSAL = "proposal"
    OUTCOME = "outcome"
    ASSIGNMENT = "assignment"


ENTITLED: Mapping[BulkKind, Sequence[Role]] = {
    BulkKind.PROPOSAL: entitlement.PROPOSERS,
    BulkKind.OUTCOME: entitlement.DECIDERS,
    BulkKind.ASSIGNMENT: entitlement.DECIDERS,
}


@dataclass(frozen=True)
class BulkLine:
    """A case, and the version of it that the person saw."""

    key: CaseKey
    version: int


@dataclass(frozen=True)
class BulkOrder:
    """What is asked for; without a verdict each case's standing proposal is confirmed.

    An assignment has no verdict: each case is given to the account `assignee`, for this `reason`.
    """

    kind: BulkKind
    verdict: Verdict | None
    lines: tuple[BulkLine, ...]
    assignee: str = ""
    reason: str = ""


@dataclass(frozen=True)
class BulkEffect:
    """Where a case stands after the act, who has the work next, and by which day.

    `combined` are the pairs of duties of which whoever acts is warned.
    """

    state: CaseState
    version: int
    next_authority: AuthorityRef | None
    due_on: date | None
    combined: tuple[str, ...] = ()


@dataclass(frozen=True)
class BulkRefusal:
    """Why a case was left as it is, and what to do; `standing` tells whose outcome or claim it met."""

    message: str
    errors: tuple[FieldProblem, ...] = ()
    standing: Mapping[str, str] = field(default_factory=dict)


BulkResult = BulkEffect | BulkRefusal


@dataclass(frozen=True)
class BulkAct:
    """An order that was recorded. `done` and `refused` tell, by place in the list, what became of each case."""

    id: UUID
    level: Level
    viewer: Viewer
    order: BulkOrder
    recorded_at: datetime
    lease_until: datetime
    done: Mapping[int, BulkEffect] = field(default_factory=dict)
    refused: Mapping[int, BulkRefusal] = field(default_factory=dict)
    is_complete: bool = False

    @property
    def results(self) -> Mapping[int, BulkResult]:
        """What became of each; what was done is done, even where a sibling process came later and was refused."""
        return {**self.refused, **self.done}

    @property
    def waiting(self) -> Sequence[int]:
        """The places whose cases are still to be tried."""
        results = self.results
        return [place for place in range(len(self.order.lines)) if place not in results]


def bulk_id(level: Level, account: str, key: str) -> UUID:
    """The id that a request always has: a retry meets its own document."""
    return uuid5(_NAMESPACE, f"{level.value}/{account}/{key}")


def begin(identity: UUID, level: Level, viewer: Viewer, order: BulkOrder, *, at: datetime) -> BulkAct:
    """The act about to touch its first case."""
    return BulkAct(identity, level, viewer, order, recorded_at=at, lease_until=at + LEASE)


def check_order(order: BulkOrder) -> None:
    """Nothing, when the list can be worked through.

    Raises:
        InvalidError: It is empty or too long, or names a case twice.
    """
    problems: list[FieldProblem] = []
    if not 1 <= len(order.lines) <= MAX_CASES:
        message = f"Chọn từ 1 đến {MAX_CASES} việc. Nhiều hơn thì tách thành các lượt khác."
        problems.append(FieldProblem("cases", message))
    seen: set[CaseKey] = set()
    for place, line in enumerate(order.lines):
        if line.key in seen:
            problems.append(FieldProblem(f"cases[{place}].case_id", "Bỏ việc này: đã có ở trên trong danh sách."))
        seen.add(line.key)
    if problems:
        raise InvalidError(problems)


def effect_of(case: Case, calendar: WorkingCalendar, *, seen: int, by: str) -> BulkEffect:
    """What this person's act upon the version that they saw made of a case."""
    entry = case.history[seen] if 0 < seen < len(case.history) else None
    combined = entry.combined if entry is not None and entry.by == by else ()
    following = _following(case)
    if following is not None and case.ruling is not None:
        due_on = _limit(calendar, day_of(case.ruling.at), following.working_days)
        return BulkEffect(case.state, case.version, following.authority, due_on, combined)
    return BulkEffect(case.state, case.version, None, case.due_on if case.state in UNDECIDED else None, combined)


def refusal_of(refused: DomainError) -> BulkRefusal:
    """The refusal of a single act, as one line of many tells it."""
    errors = refused.problems if isinstance(refused, InvalidError) else ()
    message = " ".join(error.message for error in errors) or refused.message
    standing = {name: str(refused.details[name]) for name in _TOLD_OF_OTHERS if name in refused.details}
    return BulkRefusal(message, tuple(errors), standing)


def is_done_by(case: Case, viewer: Viewer, order: BulkOrder, version: int) -> bool:
    """Whether this person already did this to exactly the version that they saw, whatever came after.

    A process that died may have changed the case without noting it; the case's own history tells.
    """
    if not 0 < version < len(case.history):
        return False
    entry = case.history[version]
    if entry.by != viewer.account:
        return False
    if order.kind is BulkKind.PROPOSAL:
        proposal = case.proposal
        is_theirs = proposal is None or proposal.at != entry.at or proposal.verdict == order.verdict
        return entry.action == CaseAction.PROPOSE.value and is_theirs
    if order.kind is BulkKind.ASSIGNMENT:
        given = case.assignment
        is_theirs = given is None or given.at != entry.at or given.to.account == order.assignee
        return entry.action == CaseAction.ASSIGN.value and is_theirs
    return any(
        (ruling.at, ACTION_OF[ruling.verdict.outcome].value) == (entry.at, entry.action)
        and order.verdict in {None, ruling.verdict}
        for ruling in case.rulings
    )


def _following(case: Case) -> Step | None:
    if case.ruling is None or case.state not in {CaseState.FORWARDED, CaseState.REFERRED}:
        return None
    form = case.ruling.verdict.award_form if case.state is CaseState.REFERRED else case.step.award_form
    return step_after(case.slip, case.key.step, form)


def _limit(calendar: WorkingCalendar, start: date, working_days: int) -> date | None:
    try:
        return calendar.add(start, working_days)
    except CalendarMissingError:
        # What is done is done; the day is told by whoever opens the next case.
        return None
