"""What intake says about a nomination once a fact has been applied: one event for each change that is mailed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypedDict
from uuid import UUID

from services.intake.domain.history import HistoryEntry
from services.intake.domain.nomination import Nomination
from services.intake.domain.order import is_missing_before, position_of, put_in_order
from services.intake.domain.reports import OfDecision, Reported, changes_of
from services.intake.domain.status import Fact
from services.intake.domain.withdrawal import ENDS
from shared.events.amendments import DecisionAnnulled, DecisionCorrected
from shared.events.cases import (
    CaseApproved,
    CaseDeclined,
    CaseDelayed,
    CaseForwarded,
    CaseReferred,
    CaseReturned,
    CaseWithdrawn,
    DecisionIssued,
    WithdrawalRefused,
)
from shared.events.content import AuthorityRef, Slip, Step
from shared.events.nominations import (
    NominationApproved,
    NominationAwardAnnulled,
    NominationAwardCorrected,
    NominationAwarded,
    NominationDeclined,
    NominationDelayed,
    NominationFact,
    NominationForwarded,
    NominationReferred,
    NominationReturned,
    NominationWithdrawalRefused,
    NominationWithdrawn,
)
from shared.events.words import StepRole
from shared.nominees.shown import Purpose, Sight, show_name
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
        Fact.AWARD_CORRECTED,
        Fact.AWARD_ANNULLED,
        Fact.AWARD_UNDONE,
        Fact.AWARD_RESTORED,
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
    place: str
    is_ahead: bool
    is_late: bool


class _Onward(TypedDict):
    next_authority: AuthorityRef
    next_role: StepRole
    expected_on: date | None


def announce(nomination: Nomination, fact: Reported, form_names: Mapping[str, str]) -> NominationFact | None:
    """What to say of `fact`, the newest in the nomination's history; nothing for facts that nobody is mailed.

    Raises:
        NotYetError: The fact speaks of a step that this slip does not have yet: the referral is still on its way.
    """
    newest = nomination.history[-1]
    if not _is_mailed(newest):
        return None
    common = _common(nomination, fact.authority, name_form(form_names, form_at(nomination, newest.step)))
    match fact:
        case CaseForwarded() | CaseReferred():
            return _moved_on(nomination, fact, form_names, common)
        case CaseReturned():
            event: NominationFact = NominationReturned(**common, missing=fact.missing, note=fact.note)
        case CaseDelayed():
            event = NominationDelayed(**common, due_on=fact.due_on, promised_on=fact.promised_on)
        case CaseDeclined():
            event = NominationDeclined(**common, reason_code=fact.reason_code, reason=fact.reason, basis=fact.basis)
        case CaseApproved():
            event = NominationApproved(**common)
        case CaseWithdrawn():
            event = NominationWithdrawn(**common, reason=fact.reason)
        case WithdrawalRefused():
            event = NominationWithdrawalRefused(**common, standing=fact.standing, status=nomination.status)
        case DecisionIssued() | DecisionCorrected() | DecisionAnnulled():
            event = _of_decision(fact, common)
        case _:
            return None
    return event


def _awarded(decision: DecisionIssued, common: _Common) -> NominationAwarded:
    return NominationAwarded(
        **common,
        decision_id=decision.decision_id,
        decision_number=decision.number,
        issued_on=decision.issued_on,
        signatory=decision.signatory,
    )


def _of_decision(fact: OfDecision, common: _Common) -> NominationFact:
    match fact:
        case DecisionIssued():
            return _awarded(fact, common)
        case DecisionCorrected():
            return _corrected(fact, common)
        case DecisionAnnulled():
            return _annulled(fact, common)


def _corrected(correction: DecisionCorrected, common: _Common) -> NominationAwardCorrected:
    return NominationAwardCorrected(
        **common,
        decision_id=correction.decision_id,
        decision_number=correction.number,
        issued_on=correction.issued_on,
        kind=correction.kind,
        paper=correction.paper,
        reason=correction.reason,
        changes=changes_of(correction),
    )


def _annulled(annulment: DecisionAnnulled, common: _Common) -> NominationAwardAnnulled:
    return NominationAwardAnnulled(
        **common,
        decision_id=annulment.decision_id,
        decision_number=annulment.number,
        issued_on=annulment.issued_on,
        kind=annulment.kind,
        paper=annulment.paper,
        reason=annulment.reason,
        basis=annulment.basis,
    )


def _common(nomination: Nomination, authority: AuthorityRef, award_form: str) -> _Common:
    newest, ordered = nomination.history[-1], put_in_order(nomination.history)
    place = ordered.index(newest)
    return _Common(
        nomination_id=nomination.id,
        version=nomination.version,
        number=nomination.number,
        dossier_id=nomination.dossier.dossier_id,
        dossier_number=nomination.dossier.number,
        unit=nomination.dossier.unit.code,
        submitter=nomination.dossier.submitter,
        nominee=show_name(nomination.content, Sight.OWN, Purpose.MAIL),
        award_form=award_form,
        authority=authority,
        at=_dated(ordered[: place + 1]),
        told_after=max((entry.version for entry in ordered[:place] if _is_mailed(entry)), default=0),
        place=str(position_of(newest.fact, newest.step, newest.sequence)),
        is_ahead=is_missing_before(nomination.history, nomination.slip, newest),
        is_late=any(_is_mailed(entry) for entry in ordered[place + 1 :]),
        rule_set=nomination.dossier.rule_set,
    )


def _dated(entries: Sequence[HistoryEntry]) -> datetime:
    """When the last of them happened, but after all before it: levels share no clock, and mails go in this order."""
    last = len(entries) - 1
    return max(entry.at + (last - place) * _APART for place, entry in enumerate(entries))


def _is_mailed(entry: HistoryEntry) -> bool:
    # A step that has handed on does not answer a withdrawal: older levels said so all the same.
    is_answer = entry.fact is Fact.WITHDRAWAL_REFUSED and entry.details.get("standing") in ENDS
    return is_answer or entry.fact in _TOLD


def _moved_on(
    nomination: Nomination, fact: CaseForwarded | CaseReferred, form_names: Mapping[str, str], common: _Common
) -> NominationFact:
    following = _step(nomination.slip, fact.next_step)
    onward = _Onward(next_authority=following.authority, next_role=following.role, expected_on=following.expected_on)
    if isinstance(fact, CaseForwarded):
        return NominationForwarded(**common, **onward)
    earlier = common["award_form"]
    common["award_form"] = name_form(form_names, fact.award_form)
    return NominationReferred(**common, **onward, earlier_form=earlier, reason=fact.reason)


def name_form(form_names: Mapping[str, str], code: str) -> str:
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
