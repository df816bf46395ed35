"""What the unit is told of an outcome: intake announces it by this, and by this a check page knows the mail before."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from shared.events.cases import CaseApproved, CaseDeclined, CaseForwarded, CaseReferred, CaseReturned
from shared.events.content import AuthorityRef, DossierRef, NominationContent, Slip, Step
from shared.events.nominations import (
    NominationApproved,
    NominationDeclined,
    NominationForwarded,
    NominationReferred,
    NominationReturned,
)
from shared.events.words import StepRole
from shared.nominees.shown import Purpose, Sight, show_name
from shared.refusals import NotYetError

OutcomeFact = CaseForwarded | CaseReturned | CaseDeclined | CaseReferred | CaseApproved
OutcomeAnnounced = (
    NominationForwarded | NominationReturned | NominationDeclined | NominationReferred | NominationApproved
)


class Identified(TypedDict):
    """Which nomination a fact is about, and whom it concerns."""

    nomination_id: UUID
    number: str
    dossier_id: UUID
    dossier_number: str
    unit: str
    submitter: str
    nominee: str
    rule_set: str


class Common(Identified):
    """What every fact about a nomination says."""

    award_form: str
    authority: AuthorityRef
    version: int
    at: datetime
    told_after: int
    place: str
    is_ahead: bool
    is_late: bool


class _Onward(TypedDict):
    next_authority: AuthorityRef
    next_role: StepRole
    expected_on: date | None


def identify(nomination_id: UUID, number: str, dossier: DossierRef, content: NominationContent) -> Identified:
    """What says which nomination it is; the nominee as mails may name them."""
    return Identified(
        nomination_id=nomination_id,
        number=number,
        dossier_id=dossier.dossier_id,
        dossier_number=dossier.number,
        unit=dossier.unit.code,
        submitter=dossier.submitter,
        nominee=show_name(content, Sight.OWN, Purpose.MAIL),
        rule_set=dossier.rule_set,
    )


def announce_outcome(fact: OutcomeFact, common: Common, slip: Slip, form_names: Mapping[str, str]) -> OutcomeAnnounced:
    """The outcome as the unit is told it; `common` names the form that the step considers.

    Raises:
        NotYetError: The fact speaks of a step that this slip does not have yet: the referral is still on its way.
    """
    match fact:
        case CaseForwarded():
            return NominationForwarded(**common, **_onward(slip, fact.next_step))
        case CaseReturned():
            return NominationReturned(**common, missing=fact.missing, note=fact.note)
        case CaseDeclined():
            return NominationDeclined(**common, reason_code=fact.reason_code, reason=fact.reason, basis=fact.basis)
        case CaseApproved():
            return NominationApproved(**common)
        case CaseReferred():
            return _refer(fact, common, slip, form_names)


def name_form(form_names: Mapping[str, str], code: str) -> str:
    """The form's name."""
    # A form of a later rule set is shown by its code rather than holding the mail back.
    return form_names.get(code, code)


def form_at(slip: Slip, step: int) -> str:
    """The code of the form that the step considers; where the slip has no such step, of the last one."""
    return next((each.award_form for each in slip if each.step == step), slip[-1].award_form)


def _refer(fact: CaseReferred, common: Common, slip: Slip, form_names: Mapping[str, str]) -> NominationReferred:
    higher = common.copy()
    higher["award_form"] = name_form(form_names, fact.award_form)
    onward = _onward(slip, fact.next_step)
    return NominationReferred(**higher, **onward, earlier_form=common["award_form"], reason=fact.reason)


def _onward(slip: Slip, number: int) -> _Onward:
    following = _step(slip, number)
    return _Onward(next_authority=following.authority, next_role=following.role, expected_on=following.expected_on)


def _step(slip: Slip, number: int) -> Step:
    for step in slip:
        if step.step == number:
            return step
    raise NotYetError(f"Bước {number} chưa có trong lộ trình của đề nghị.")
