"""What a decision, as it stands, makes of one of its cases: nothing the second time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.appraisal.domain.amendment import Amendment, Annulment, keys_of
from services.appraisal.domain.case import Award, Case, CaseState
from services.appraisal.domain.decision import Decision
from services.appraisal.domain.transitions import CaseAction, advance
from shared.events.decided import Decided
from shared.events.words import AnnulmentKind, CorrectedField

# Taken back for good, it is over; where the paper was void or never was, the right decision may be recorded.
ACTIONS: Mapping[AnnulmentKind, CaseAction] = {
    AnnulmentKind.REVOKED: CaseAction.ANNUL_AWARD,
    AnnulmentKind.REISSUED: CaseAction.UNDO_AWARD,
    AnnulmentKind.MISTAKEN: CaseAction.UNDO_AWARD,
}


def follow(case: Case, decision: Decision, *, at: datetime) -> Decided[Case] | None:
    """The case brought in line with the decision; absent when it is. The decision's own facts tell it."""
    latest = decision.latest
    if latest is None:
        return award(case, decision, at=at) if case.state is CaseState.APPROVED else None
    if not is_held(case, decision) or case.key not in keys_of(latest.items) or _is_in_line(case, latest):
        return None
    if isinstance(latest, Annulment):
        return _annul(case, latest, at=at)
    is_restored = any((change.field, change.case) == (CorrectedField.IN_FORCE, case.key) for change in latest.changes)
    action = CaseAction.RESTORE_AWARD if is_restored else CaseAction.CORRECT_AWARD
    combined = latest.combined.get(str(case.key), ())
    moved = advance(case, action, by=latest.recorded_by.account, at=at, combined=combined)
    known = Award(decision.id, decision.number, decision.issued_on, latest.version)
    return Decided(case, replace(moved, award=known))


def award(case: Case, decision: Decision, *, at: datetime) -> Decided[Case]:
    """The case awarded; the decision's own fact tells it, so the case adds none.

    Raises:
        ActionNotAllowedError: It was not approved.
    """
    combined = decision.combined.get(str(case.key), ())
    moved = advance(case, CaseAction.AWARD, by=decision.recorded_by.account, at=at, combined=combined)
    known = Award(decision.id, decision.number, decision.issued_on)
    return Decided(case, replace(moved, award=known, closed_at=at))


def is_held(case: Case, decision: Decision) -> bool:
    """Whether the decision's award is upon the case, in force or revoked; another decision may have followed."""
    return (
        case.state in {CaseState.AWARDED, CaseState.ANNULLED}
        and case.award is not None
        and case.award.decision == decision.id
    )


def _annul(case: Case, annulment: Annulment, *, at: datetime) -> Decided[Case]:
    action = ACTIONS[annulment.kind]
    combined = annulment.combined.get(str(case.key), ())
    moved = advance(case, action, by=annulment.recorded_by.account, at=at, combined=combined)
    if action is CaseAction.UNDO_AWARD or case.award is None:
        return Decided(case, replace(moved, award=None, reservation=None))
    return Decided(case, replace(moved, award=replace(case.award, amended=annulment.version)))


def _is_in_line(case: Case, latest: Amendment) -> bool:
    return case.award is not None and case.award.amended >= latest.version
