"""Holding a case while working on it: a courtesy between colleagues with an end, not a state of the case."""

from dataclasses import replace
from datetime import datetime, timedelta

from services.appraisal.domain.case import Case, standing
from services.appraisal.domain.people import By, Claim, TakeOver
from services.appraisal.domain.transitions import CaseAction, target
from shared.refusals import ConflictError

HOLD = timedelta(minutes=30)


class HeldByAnotherError(ConflictError):
    """Somebody else works on it; `details` say who and until when."""

    def __init__(self, case: Case, claim: Claim) -> None:
        super().__init__(
            f"Việc này đang do {claim.by.name} giữ. Trao đổi với người đó, chờ hết thời gian giữ, hoặc nhận thay.",
            details=standing(case) | {"held_by": claim.by.name, "held_until": claim.until.isoformat()},
        )


def claim(case: Case, by: By, *, at: datetime, take_over: bool = False, reason: str = "") -> Case:
    """The case held by this person from now on; one's own claim is prolonged. `reason` is why it is taken over.

    Raises:
        ActionNotAllowedError: There is nothing to work on.
        HeldByAnotherError: Somebody else holds it, and it is not to be taken over.
    """
    target(case, CaseAction.CLAIM)
    held = case.claim_at(at)
    mine = Claim(by, at, at + HOLD)
    if held is None:
        return replace(case, claim=mine)
    if held.by.account == by.account:
        return replace(case, claim=replace(mine, since=held.since))
    if not take_over:
        raise HeldByAnotherError(case, held)
    return replace(case, claim=mine, take_overs=(*case.take_overs, TakeOver(by, held.by, at, reason)))


def release(case: Case, by: By, *, at: datetime) -> Case:
    """The case held by nobody; releasing what nobody holds changes nothing.

    Raises:
        HeldByAnotherError: It is held, but by somebody else.
    """
    refuse_held(case, by, at=at)
    return replace(case, claim=None)


def refuse_held(case: Case, by: By, *, at: datetime) -> None:
    """Nothing, unless somebody else holds the case.

    Raises:
        HeldByAnotherError: Somebody else does.
    """
    held = case.claim_at(at)
    if held is not None and held.by.account != by.account:
        raise HeldByAnotherError(case, held)
