"""What a level reports, in the words of the nomination's history: the fact, its place, and what it follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.intake.domain.history import Remark
from services.intake.domain.order import Position, position_of
from services.intake.domain.status import Fact
from shared.events.amendments import DecisionAnnulled, DecisionCorrected, FieldChange
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
from shared.events.words import AnnulmentKind, CorrectedField, Level

# A decision is reported to a nomination with the one item that names it: see `narrow`.
OfDecision = DecisionIssued | DecisionCorrected | DecisionAnnulled
Reported = CaseEvent | OfDecision
# What an annulment makes of an award: over for good, or to be decided upon again.
_ANNULLED: Mapping[AnnulmentKind, Fact] = {
    AnnulmentKind.REVOKED: Fact.AWARD_ANNULLED,
    AnnulmentKind.REISSUED: Fact.AWARD_UNDONE,
    AnnulmentKind.MISTAKEN: Fact.AWARD_UNDONE,
}
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


def narrow(decision: OfDecision, item: AwardedItem) -> OfDecision:
    """The decision as far as it is about one nomination; it keeps its id."""
    return decision.model_copy(update={"items": (item,)})


def report_of(event: Reported) -> Report:
    """What the event reports."""
    return _of_case(event) if isinstance(event, CaseEvent) else _of_decision(event)


def changes_of(correction: DecisionCorrected) -> tuple[FieldChange, ...]:
    """All that a narrowed correction changes for its one nomination."""
    [item] = correction.items
    return (*correction.changes, *item.changes)


def _of_decision(decision: OfDecision) -> Report:
    [item] = decision.items
    fact = _fact_of(decision)
    return Report(
        event=decision,
        event_id=event_id(decision),
        fact=fact,
        position=position_of(fact, item.step, item.sequence),
        follows=item.sequence - 1,
        at=decision.at,
        level=decision.level,
        authority=decision.authority,
        details={
            "decision_id": str(decision.decision_id),
            "decision_number": decision.number,
            "issued_on": decision.issued_on.isoformat(),
            **_amendment_details(decision),
        },
        remark=_remark_of_amendment(decision),
    )


def _fact_of(decision: OfDecision) -> Fact:
    match decision:
        case DecisionIssued():
            return Fact.AWARDED
        case DecisionAnnulled():
            return _ANNULLED[decision.kind]
        case DecisionCorrected():
            is_back = any(change.field is CorrectedField.IN_FORCE for change in changes_of(decision))
            return Fact.AWARD_RESTORED if is_back else Fact.AWARD_CORRECTED


def _amendment_details(decision: OfDecision) -> Mapping[str, str]:
    if isinstance(decision, DecisionIssued):
        return {}
    paper = decision.paper
    named = {"paper_number": paper.number, "paper_issued_on": paper.issued_on.isoformat()} if paper else {}
    return {"kind": decision.kind.value, **named}


def _remark_of_amendment(decision: OfDecision) -> Remark | None:
    match decision:
        case DecisionIssued():
            return None
        case DecisionAnnulled():
            return Remark(version=0, text=decision.reason, basis=decision.basis)
        case DecisionCorrected():
            return Remark(version=0, text=decision.reason, changes=changes_of(decision))


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
