"""Applying what appraisal reports: each fact enters the history once, behind the one that it follows.

What comes before that one is kept in the nomination until it is there, or until it has waited long enough.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.intake.domain.announcements import announce
from services.intake.domain.competence import extend_slip, require_competent
from services.intake.domain.history import HistoryEntry
from services.intake.domain.nomination import Change, Nomination, WaitingFact, add_entry
from services.intake.domain.order import FOLLOWS, is_known, position_of
from services.intake.domain.reports import Report, Reported, report_of
from services.intake.domain.status import Fact, status_after
from services.intake.domain.withdrawal import answer_withdrawal, withdrawal_requests
from shared.events.cases import CaseDelayed, CaseOpened, CaseReferred, CaseReopened
from shared.events.content import Slip
from shared.events.event import Event
from shared.events.words import PublicStatus
from shared.events.work import WithdrawalRequested
from shared.refusals import ConflictError, MalformedMessageError, NotYetError

# A step reports a dozen facts at most; whatever is beyond this many waits in its queue.
MOST_WAITING = 50
_FOR_EVER = frozenset({PublicStatus.WITHDRAWN})
_DATING = frozenset({Fact.OPENED, Fact.REOPENED, Fact.DELAYED})
_Names = Mapping[str, str]


@dataclass(frozen=True)
class Overdue:
    """What no longer waited: the change, and what could not be applied even so and waits on."""

    change: Change
    refused: tuple[UUID, ...] = ()


def apply_fact(nomination: Nomination, event: Reported, form_names: _Names, *, due_at: datetime) -> Change | None:
    """The nomination after `event` and all that waited for it, or with `event` waiting until `due_at` at most.

    Nothing when it is in the history already, or waits already.

    Raises:
        ConflictError: The transition table does not allow it.
        MalformedMessageError: The step is another authority's, or the referral's slip is not the nomination's.
        NotYetError: Its step is on no route yet, only what it follows can make it possible, or too much waits already.
    """
    report = report_of(event)
    if nomination.knows(report.event_id):
        return None
    require_competent(nomination, report.position.step, report.level, report.authority)
    if is_known(nomination.history, nomination.slip, report.position.step, report.follows):
        return _take_up_followers(_apply(Change(nomination, nomination), report, form_names), form_names)
    return _keep(nomination, WaitingFact(report.event_id, event, due_at), form_names)


def _keep(nomination: Nomination, kept: WaitingFact, form_names: _Names) -> Change:
    # What cannot be applied shall be refused now, while there is a message to put aside.
    try:
        _apply(Change(nomination, nomination), report_of(kept.event), form_names)
    except ConflictError as conflict:
        if nomination.standing in _FOR_EVER:
            raise
        raise NotYetError(f"only what it follows can make it possible: {conflict.message}") from conflict
    if len(nomination.waiting) >= MOST_WAITING:
        raise NotYetError(f"{MOST_WAITING} facts wait for what they follow")
    return Change(nomination, replace(nomination, waiting=(*nomination.waiting, kept)))


def apply_overdue(nomination: Nomination, form_names: _Names, *, at: datetime, due_at: datetime) -> Overdue | None:
    """The nomination once nothing waits any more that should not at this moment; nothing when nothing does.

    With what is overdue goes all that waits and happened before it. What is refused waits on until `due_at`.
    """
    overdue = [_place(kept) for kept in nomination.waiting if kept.due_at <= at]
    if not overdue:
        return None
    change, refused = Change(nomination, nomination), list[UUID]()
    for kept in sorted(nomination.waiting, key=_place):
        if _place(kept) <= max(overdue):
            try:
                change = _take_up(change, kept, form_names)
            except (ConflictError, MalformedMessageError, NotYetError):
                refused.append(kept.event_id)
    change = _take_up_followers(change, form_names)
    after = change.after
    waiting = tuple(replace(kept, due_at=due_at) if kept.event_id in refused else kept for kept in after.waiting)
    return Overdue(replace(change, after=replace(after, waiting=waiting)), tuple(refused))


def _take_up_followers(change: Change, form_names: _Names) -> Change:
    refused: set[UUID] = set()
    while kept := next(_followers(change.after, refused), None):
        try:
            change = _take_up(change, kept, form_names)
        except (ConflictError, MalformedMessageError, NotYetError):
            refused.add(kept.event_id)  # told when its time is over
    return change


def _followers(nomination: Nomination, refused: set[UUID]) -> Iterator[WaitingFact]:
    for kept in sorted(nomination.waiting, key=_place):
        report = report_of(kept.event)
        if kept.event_id not in refused and is_known(
            nomination.history, nomination.slip, report.position.step, report.follows
        ):
            yield kept


def _take_up(change: Change, kept: WaitingFact, form_names: _Names) -> Change:
    nomination = change.after
    waiting = tuple(other for other in nomination.waiting if other.event_id != kept.event_id)
    return _apply(replace(change, after=replace(nomination, waiting=waiting)), report_of(kept.event), form_names)


def _place(kept: WaitingFact) -> tuple[object, UUID]:
    return (report_of(kept.event).position, kept.event_id)


def _apply(change: Change, report: Report, form_names: _Names) -> Change:
    before = change.after
    after = _with_slip(_enter(before, report), report.event)
    told_event = announce(after, report.event, form_names)
    further: tuple[Event, ...] = (told_event,) if told_event else ()
    return replace(change, after=after, events=(*change.events, *further, *_follow_up(before, after)))


def _enter(nomination: Nomination, report: Report) -> Nomination:
    step, version = report.position.step, nomination.version + 1
    is_ahead = not is_known(nomination.history, nomination.slip, step, report.follows)
    entry = HistoryEntry(
        version=version,
        fact=report.fact,
        step=step,
        sequence=report.position.sequence,
        at=report.at,
        event_id=report.event_id,
        authority=report.authority,
        details={**report.details, **({FOLLOWS: str(report.follows)} if is_ahead else {})},
    )
    remark = replace(report.remark, version=version) if report.remark else None
    after = add_entry(_advanced(nomination, report), entry, remark)
    return replace(after, withdrawal=answer_withdrawal(after.withdrawal, report.fact, entry.details.get("standing")))


def _advanced(nomination: Nomination, report: Report) -> Nomination:
    # A refused withdrawal says that an outcome stands: it moves nothing, wherever its version lies.
    if report.fact is Fact.WITHDRAWAL_REFUSED or report.position <= nomination.position:
        return nomination
    later = report.position.step > nomination.position.step
    return replace(
        nomination,
        standing=status_after(nomination.standing, report.fact, at_a_later_step=later),
        position=report.position,
    )


def _with_slip(nomination: Nomination, event: Reported) -> Nomination:
    match event:
        case CaseReferred():
            return replace(nomination, slip=extend_slip(nomination.slip, event.slip))
        case CaseOpened() | CaseReopened():
            return _expect(nomination, event.due_on)
        case CaseDelayed():
            return _expect(nomination, event.promised_on)
        case _:
            return nomination


def _expect(nomination: Nomination, on: date) -> Nomination:
    newest = nomination.history[-1]
    dated = [
        position_of(entry.fact, entry.step, entry.sequence)
        for entry in nomination.history
        if entry.step == newest.step and entry.fact in _DATING
    ]
    # A date that comes late was replaced long ago.
    is_latest = max(dated) == position_of(newest.fact, newest.step, newest.sequence)
    return replace(nomination, slip=_dated(nomination.slip, newest.step, on)) if is_latest else nomination


def _dated(slip: Slip, number: int, on: date) -> Slip:
    return tuple(step.model_copy(update={"expected_on": on}) if step.step == number else step for step in slip)


def _follow_up(before: Nomination, after: Nomination) -> tuple[WithdrawalRequested, ...]:
    # Asked before the referral was known here: the levels of the new steps have not been asked.
    if after.withdrawal is None or after.withdrawal.answer != "pending":
        return ()
    return withdrawal_requests(after, after.slip[len(before.slip) :])
