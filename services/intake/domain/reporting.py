"""What a level reports, in the words of the nomination's history: the fact, its place, and what it follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.intake.domain.history import Remark
from services.intake.domain.places import Position, position_of
from services.intake.domain.status import Fact
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
from shared.events.content import AuthorityRef
from shared.events.envelope import event_id
from shared.events.words import Level

# A decision is reported to a nomination with the one item that names it: see `narrow`.
Reported = CaseEvent | DecisionIssued
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
# Older levels did not say what a fact follows. These may be the first at their step; a case's first version opens it.
_MAY_BE_FIRST = frozenset({Fact.OPENED, Fact.WITHDRAWN})
_OPENING = 1


@dataclass(frozen=True)
class Report:
    """A fact, ready to enter a history. `follows` is the version of the fact before it, 0 for the hand-over."""

    event: Reported
    event_id: UUID
    fact: Fact
    position: Position
    follows: int
    at: datetime
    level: Level
    authority: AuthorityRef
    details: Mapping[str, str]
    remark: Remark | None = None


def narrow(decision: DecisionIssued, item: AwardedItem) -> DecisionIssued:
    """The decision as far as it is about one nomination; it keeps its id."""
    return decision.model_copy(update={"items": (item,)})


def report_of(event: Reported) -> Report:
    """What the event reports."""
    return _of_decision(event) if isinstance(event, DecisionIssued) else _of_case(event)


def _of_decision(decision: DecisionIssued) -> Report:
    [item] = decision.items
    return Report(
        event=decision,
        event_id=event_id(decision),
        fact=Fact.AWARDED,
        position=position_of(Fact.AWARDED, item.step, item.sequence),
        follows=item.sequence - 1,
        at=decision.at,
        level=decision.level,
        authority=decision.authority,
        details={
            "decision_id": str(decision.decision_id),
            "decision_number": decision.number,
            "issued_on": decision.issued_on.isoformat(),
        },
    )


def _of_case(event: CaseEvent) -> Report:
    fact = FACTS[type(event)]
    unsaid = 0 if fact in _MAY_BE_FIRST else _OPENING
    return Report(
        event=event,
        event_id=event_id(event),
        fact=fact,
        position=position_of(fact, event.step, event.version),
        follows=unsaid if event.follows is None else event.follows,
        at=event.at,
        level=event.level,
        authority=event.authority,
        details={name: str(value) for name in _DETAILS if (value := getattr(event, name, None)) is not None},
        remark=_remark_of(event),
    )


def _remark_of(event: CaseEvent) -> Remark | None:
    match event:
        case CaseForwarded() | CaseApproved():
            return _remark(event.note)
        case CaseReturned():
            return Remark(version=0, text=event.note, missing=event.missing)
        case CaseDeclined():
            return _remark(event.reason, event.basis)
        case CaseReferred() | CaseWithdrawn():
            return _remark(event.reason)
        case _:
            return None


def _remark(text: str, basis: str = "") -> Remark | None:
    return Remark(version=0, text=text, basis=basis) if text or basis else None
