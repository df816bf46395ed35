"""Whose work a case is: the head says, and may say otherwise as long as the case has no final outcome."""

from dataclasses import replace
from datetime import datetime

from services.appraisal.domain.case import Case, Mandate
from services.appraisal.domain.people import Assignment, By
from services.appraisal.domain.transitions import CaseAction, advance
from shared.events.decided import Decided


def assign(case: Case, to: By, by: By, *, reason: str, at: datetime, mandate: Mandate | None = None) -> Decided[Case]:
    """The case, this person's work from now on; a claim on it stays.

    Raises:
        ActionNotAllowedError: It has a final outcome.
    """
    moved = advance(case, CaseAction.ASSIGN, by=by.account, at=at, mandate=mandate)
    return Decided(case, replace(moved, assignment=Assignment(to, by, at, reason)))


def unassign(case: Case, by: By, *, at: datetime, mandate: Mandate | None = None) -> Decided[Case]:
    """The case, nobody's work in particular.

    Raises:
        ActionNotAllowedError: It has a final outcome.
    """
    moved = advance(case, CaseAction.UNASSIGN, by=by.account, at=at, mandate=mandate)
    return Decided(case, replace(moved, assignment=None))


def is_assigned(case: Case, account: str, reason: str) -> bool:
    """Whether the case is this person's already, for this reason."""
    standing = case.assignment
    return standing is not None and (standing.to.account, standing.reason) == (account, reason)
