"""Applying what appraisal reports: each fact enters the history once; the furthest one sets the status."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.intake.domain.announcing import announcement, award_announcement
from services.intake.domain.competence import lengthened, require_competent
from services.intake.domain.history import HistoryEntry, Remark, chained
from services.intake.domain.nomination import Change, Nomination, Position, recorded
from services.intake.domain.status import Fact, status_after
from services.intake.domain.withdrawing import answered, withdrawal_requests
from shared.events.cases import (
    AwardedItem,
    CaseApproved,
    CaseDeclined,
    CaseDelayed,
    CaseEvent,
    CaseForwarded,
    CaseOpened,
    CaseReferred,
    CaseReopened,
    CaseReturned,
    CaseWithdrawn,
    DecisionIssued,
    WithdrawalRefused,
)
from shared.events.content import AuthorityRef, Slip
from shared.events.event import Event
from shared.events.work import WithdrawalRequested

FACTS: Mapping[type[CaseEvent], Fact] = {
    CaseOpened: Fact.OPENED,
    CaseForwarded: Fact.FORWARDED,
    CaseReturned: Fact.RETURNED,
    CaseReopened: Fact.REOPENED,
    CaseDelayed: Fact.DELAYED,
    CaseDeclined: Fact.DECLINED,
    CaseReferred: Fact.REFERRED,
    CaseApproved: Fact.APPROVED,
    CaseWithdrawn: Fact.WITHDRAWN,
    WithdrawalRefused: Fact.WITHDRAWAL_REFUSED,
}
# What goes into the chain: codes, dates and step numbers.
_DETAILS = ("due_on", "promised_on", "next_step", "reason_code", "award_form", "standing")
# Facts of one case version, lightest first; all others weigh 1.
_WEIGHTS: Mapping[Fact, int] = {Fact.OPENED: 0, Fact.REOPENED: 0, Fact.AWARDED: 2}


@dataclass(frozen=True)
class _Report:
    fact: Fact
    position: Position
    at: datetime
    event_id: UUID
    authority: AuthorityRef
    details: Mapping[str, str]
    remark: Remark | None


def apply_case_fact(
    nomination: Nomination, event: CaseEvent, event_id: UUID, form_names: Mapping[str, str]
) -> Change | None:
    """The nomination after `event`, or nothing when its history has it already.

    Raises:
        ConflictError: The transition table does not allow it.
        MalformedMessageError: The step is another authority's, or the referral's slip is not the nomination's.
        NotYetError: It builds on a fact that has not arrived yet.
    """
    if nomination.knows(event_id):
        return None
    require_competent(nomination, event.step, event.level, event.authority)
    details, text = _told(event)
    fact, version = FACTS[type(event)], nomination.version + 1
    report = _Report(
        fact=fact,
        position=Position(event.step, event.version, _WEIGHTS.get(fact, 1)),
        at=event.at,
        event_id=event_id,
        authority=event.authority,
        details=details,
        remark=replace(text, version=version) if text else None,
    )
    after = _with_slip(_reported(nomination, report), event)
    said = announcement(after, event, form_names)
    further: tuple[Event, ...] = (said,) if said else ()
    return Change(nomination=after, events=(*further, *_follow_up(nomination, after)))


def apply_decision(
    nomination: Nomination, decision: DecisionIssued, item: AwardedItem, event_id: UUID, form_names: Mapping[str, str]
) -> Change | None:
    """The nomination awarded by a numbered decision, or nothing when its history has it already.

    Raises:
        ConflictError: The transition table does not allow it.
        MalformedMessageError: The step is another authority's.
        NotYetError: The referral that appends the step has not arrived yet.
    """
    if nomination.knows(event_id):
        return None
    require_competent(nomination, item.step, decision.level, decision.authority)
    report = _Report(
        fact=Fact.AWARDED,
        position=Position(item.step, item.sequence, _WEIGHTS[Fact.AWARDED]),
        at=decision.at,
        event_id=event_id,
        authority=decision.authority,
        details={
            "decision_id": str(decision.decision_id),
            "decision_number": decision.number,
            "issued_on": decision.issued_on.isoformat(),
        },
        remark=None,
    )
    after = _reported(nomination, report)
    return Change(nomination=after, events=(award_announcement(after, decision, item, form_names),))


def _reported(nomination: Nomination, report: _Report) -> Nomination:
    entry = HistoryEntry(
        version=nomination.version + 1,
        fact=report.fact,
        step=report.position.step,
        sequence=report.position.sequence,
        at=report.at,
        event_id=report.event_id,
        authority=report.authority,
        details=report.details,
    )
    after = recorded(_advanced(nomination, report), chained(entry, nomination.history[-1].hash), report.remark)
    return replace(after, withdrawal=answered(after.withdrawal, report.fact, entry.details.get("standing")))


def _advanced(nomination: Nomination, report: _Report) -> Nomination:
    # A refused withdrawal says that an outcome stands: it moves nothing, wherever its version lies.
    if report.fact is Fact.WITHDRAWAL_REFUSED or report.position <= nomination.position:
        return nomination
    later = report.position.step > nomination.position.step
    return replace(
        nomination,
        standing=status_after(nomination.standing, report.fact, at_a_later_step=later),
        position=report.position,
    )


def _with_slip(nomination: Nomination, event: CaseEvent) -> Nomination:
    match event:
        case CaseReferred():
            return replace(nomination, slip=lengthened(nomination.slip, event.slip))
        case CaseOpened() | CaseReopened():
            return replace(nomination, slip=_due(nomination.slip, event.step, event.due_on))
        case CaseDelayed():
            return replace(nomination, slip=_due(nomination.slip, event.step, event.promised_on))
        case _:
            return nomination


def _due(slip: Slip, number: int, due_on: date) -> Slip:
    return tuple(step.model_copy(update={"expected_on": due_on}) if step.step == number else step for step in slip)


def _follow_up(before: Nomination, after: Nomination) -> tuple[WithdrawalRequested, ...]:
    # Asked before the referral was known here: the levels of the new steps have not been asked.
    if after.withdrawal is None or after.withdrawal.answer != "pending":
        return ()
    return withdrawal_requests(after, after.slip[len(before.slip) :])


def _told(event: CaseEvent) -> tuple[dict[str, str], Remark | None]:
    details = {name: str(value) for name in _DETAILS if (value := getattr(event, name, None)) is not None}
    match event:
        case CaseForwarded() | CaseApproved():
            return details, _remark(event.note)
        case CaseReturned():
            return details, Remark(version=0, text=event.note, missing=event.missing)
        case CaseDeclined():
            return details, _remark(event.reason, event.basis)
        case CaseReferred() | CaseWithdrawn():
            return details, _remark(event.reason)
        case _:
            return details, None


def _remark(text: str, basis: str = "") -> Remark | None:
    return Remark(version=0, text=text, basis=basis) if text or basis else None
