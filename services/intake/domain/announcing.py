"""What intake says about a nomination once a fact has been applied: one event for each change that is mailed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TypedDict
from uuid import UUID

from services.intake.domain.nomination import Nomination
from services.intake.domain.status import Fact
from shared.events.cases import (
    AwardedItem,
    CaseApproved,
    CaseDeclined,
    CaseDelayed,
    CaseEvent,
    CaseForwarded,
    CaseReferred,
    CaseReturned,
    CaseWithdrawn,
    DecisionIssued,
)
from shared.events.content import AuthorityRef, Slip, Step
from shared.events.nominations import (
    NominationApproved,
    NominationAwarded,
    NominationDeclined,
    NominationDelayed,
    NominationFact,
    NominationForwarded,
    NominationReferred,
    NominationReturned,
    NominationWithdrawn,
)
from shared.refusals import NotYetError

_APART = timedelta(milliseconds=1)  # as exactly as MongoDB keeps a moment
# What is announced below, as the history names it; the rest of a history is mailed to nobody.
_TOLD = frozenset(
    {
        Fact.FORWARDED,
        Fact.RETURNED,
        Fact.DELAYED,
        Fact.DECLINED,
        Fact.REFERRED,
        Fact.APPROVED,
        Fact.AWARDED,
        Fact.WITHDRAWN,
    }
)


class _Common(TypedDict):
    nomination_id: UUID
    version: int
    number: str
    dossier_id: UUID
    dossier_number: str
    unit: str
    submitter: str
    nominee: str
    award_form: str
    authority: AuthorityRef
    at: datetime
    told_after: int
    rule_set: str


class _Onward(TypedDict):
    next_authority: AuthorityRef
    expected_on: date | None


def announcement(nomination: Nomination, fact: CaseEvent, form_names: Mapping[str, str]) -> NominationFact | None:
    """What to say of `fact` about the nomination as it is afterwards; nothing for facts that nobody is mailed.

    Raises:
        NotYetError: The fact speaks of a step that this slip does not have yet: the referral is still on its way.
    """
    common = _common(nomination, fact.authority, named(form_names, form_at(nomination, fact.step)))
    match fact:
        case CaseForwarded() | CaseReferred():
            return _moved_on(nomination, fact, form_names, common)
        case CaseReturned():
            said: NominationFact = NominationReturned(**common, missing=fact.missing, note=fact.note)
        case CaseDelayed():
            said = NominationDelayed(**common, due_on=fact.due_on, promised_on=fact.promised_on)
        case CaseDeclined():
            said = NominationDeclined(**common, reason_code=fact.reason_code, reason=fact.reason, basis=fact.basis)
        case CaseApproved():
            said = NominationApproved(**common)
        case CaseWithdrawn():
            said = NominationWithdrawn(**common, reason=fact.reason)
        case _:
            return None
    return said


def award_announcement(
    nomination: Nomination, decision: DecisionIssued, item: AwardedItem, form_names: Mapping[str, str]
) -> NominationAwarded:
    """What to say once a numbered decision names the nomination."""
    common = _common(nomination, decision.authority, named(form_names, form_at(nomination, item.step)))
    return NominationAwarded(
        **common,
        decision_id=decision.decision_id,
        decision_number=decision.number,
        issued_on=decision.issued_on,
        signatory=decision.signatory,
    )


def _common(nomination: Nomination, authority: AuthorityRef, award_form: str) -> _Common:
    return _Common(
        nomination_id=nomination.id,
        version=nomination.version,
        number=nomination.number,
        dossier_id=nomination.dossier.dossier_id,
        dossier_number=nomination.dossier.number,
        unit=nomination.dossier.unit.code,
        submitter=nomination.dossier.submitter,
        nominee=nomination.content.nominee.name,
        award_form=award_form,
        authority=authority,
        at=_said_at(nomination),
        told_after=_told_before(nomination),
        rule_set=nomination.dossier.rule_set,
    )


def _said_at(nomination: Nomination) -> datetime:
    """When the last entry happened, but after all before it: levels share no clock, and mails go in this order."""
    last = len(nomination.history) - 1
    return max(entry.at + (last - place) * _APART for place, entry in enumerate(nomination.history))


def _told_before(nomination: Nomination) -> int:
    """The version of the last change before the newest that was announced; 0 when this is the first."""
    return max((entry.version for entry in nomination.history[:-1] if entry.fact in _TOLD), default=0)


def _moved_on(
    nomination: Nomination, fact: CaseForwarded | CaseReferred, form_names: Mapping[str, str], common: _Common
) -> NominationFact:
    following = _step(nomination.slip, fact.next_step)
    onward = _Onward(next_authority=following.authority, expected_on=following.expected_on)
    if isinstance(fact, CaseForwarded):
        return NominationForwarded(**common, **onward)
    earlier = common["award_form"]
    common["award_form"] = named(form_names, fact.award_form)
    return NominationReferred(**common, **onward, earlier_form=earlier, reason=fact.reason)


def named(form_names: Mapping[str, str], code: str) -> str:
    """The form's name."""
    # A form of a later rule set is shown by its code rather than holding the mail back.
    return form_names.get(code, code)


def form_at(nomination: Nomination, step: int) -> str:
    """The code of the form that the step considers."""
    found = nomination.step(step)
    return found.award_form if found else nomination.award_form


def _step(slip: Slip, number: int) -> Step:
    for step in slip:
        if step.step == number:
            return step
    raise NotYetError(f"Bước {number} chưa có trong lộ trình của đề nghị.")
