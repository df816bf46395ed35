"""What a case tells the outside: the work for the next level, and the fact for intake."""

from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from services.appraisal.domain.case import Case, Ruling
from services.appraisal.domain.duties import duties_of
from services.appraisal.domain.transitions import CaseAction
from shared.events.cases import (
    CaseApproved,
    CaseDeclined,
    CaseDelayed,
    CaseForwarded,
    CaseOpened,
    CaseReferred,
    CaseReopened,
    CaseReturned,
    CaseWithdrawn,
    WithdrawalRefused,
)
from shared.events.content import AuthorityRef, Step
from shared.events.words import Level, Outcome, StepRole
from shared.events.work import WorkHandedOver


class _About(TypedDict):
    nomination_id: UUID
    version: int
    step: int
    level: Level
    role: StepRole
    authority: AuthorityRef
    at: datetime
    follows: int


# Entries of a case's history that are told, those of an award by its decision; the rest is the authority's business.
_OPENING = "open"
_TOLD = frozenset(
    {
        _OPENING,
        CaseAction.FORWARD,
        CaseAction.APPROVE,
        CaseAction.RETURN,
        CaseAction.DECLINE,
        CaseAction.REFER,
        CaseAction.SUPPLEMENT,
        CaseAction.WITHDRAW,
        CaseAction.REFUSE_WITHDRAWAL,
        CaseAction.AWARD,
        CaseAction.CORRECT_AWARD,
        CaseAction.ANNUL_AWARD,
        CaseAction.UNDO_AWARD,
        CaseAction.RESTORE_AWARD,
        CaseAction.DELAY,
    }
)


def opened(case: Case, at: datetime) -> CaseOpened:
    """The level has it."""
    return CaseOpened(**_about(case, at), due_on=case.due_on)


def reopened(case: Case, at: datetime) -> CaseReopened:
    """The supplement is in and the clock runs again."""
    return CaseReopened(**_about(case, at), due_on=case.due_on)


def delayed(case: Case, at: datetime, promised_on: date) -> CaseDelayed:
    """The limit ran out, and there is a new date."""
    return CaseDelayed(**_about(case, at), due_on=case.due_on, promised_on=promised_on)


def withdrawn(case: Case, at: datetime, reason: str) -> CaseWithdrawn:
    """Taken back before an outcome."""
    return CaseWithdrawn(**_about(case, at), reason=reason)


def born_withdrawn(case: Case, at: datetime, reason: str) -> CaseWithdrawn:
    """Taken back before it was opened: the opening is told to nobody."""
    return withdrawn(case, at, reason).model_copy(update={"follows": 0})


def withdrawal_refused(case: Case, at: datetime, standing: Outcome) -> WithdrawalRefused:
    """The outcome was there first."""
    return WithdrawalRefused(**_about(case, at), standing=standing)


def forwarded(case: Case, ruling: Ruling, following: Step) -> CaseForwarded:
    """Agreed, and on to the following step."""
    return CaseForwarded(**_about(case, ruling.at), next_step=following.step, note=ruling.verdict.text)


def approved(case: Case, ruling: Ruling) -> CaseApproved:
    """Approved, awaiting the numbered decision."""
    return CaseApproved(**_about(case, ruling.at), note=ruling.verdict.text)


def returned(case: Case, ruling: Ruling) -> CaseReturned:
    """Everything that is missing, asked for at once."""
    verdict = ruling.verdict
    return CaseReturned(**_about(case, ruling.at), missing=verdict.missing, note=verdict.text)


def declined(case: Case, ruling: Ruling) -> CaseDeclined:
    """Not awarded, and why."""
    return CaseDeclined(
        **_about(case, ruling.at), reason_code=ruling.verdict.reason_code, reason=ruling.reason, basis=ruling.basis
    )


def referred(case: Case, ruling: Ruling, following: Step) -> CaseReferred:
    """A higher form instead, by a longer slip."""
    return CaseReferred(
        **_about(case, ruling.at),
        award_form=ruling.verdict.award_form,
        reason=ruling.reason,
        slip=case.slip,
        next_step=following.step,
    )


def handed_over(case: Case, following: Step, at: datetime) -> WorkHandedOver:
    """The work for the following step, with everything needed to do it."""
    return WorkHandedOver(
        nomination_id=case.key.nomination,
        version=case.version,
        to_level=following.level,
        number=case.number,
        dossier=case.dossier,
        content=case.content.model_copy(update={"award_form": following.award_form}),
        identity=case.identity,
        slip=case.slip,
        step=following.step,
        findings=case.findings,
        done=duties_of(case),
        handed_over_at=at,
        signature=case.signature,
    )


def _about(case: Case, at: datetime) -> _About:
    return {
        "nomination_id": case.key.nomination,
        "version": case.version,
        "step": case.key.step,
        "level": case.level,
        "role": case.step.role,
        "authority": case.authority,
        "at": at,
        "follows": max((entry.version for entry in case.history[:-1] if entry.action in _TOLD), default=0),
    }
