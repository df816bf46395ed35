"""What intake says about a nomination once a fact has been applied: one event for each change that is mailed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

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
from shared.events.content import AuthorityRef
from shared.events.nominations import (
    NominationAwardAnnulled,
    NominationAwardCorrected,
    NominationAwarded,
    NominationDelayed,
    NominationFact,
    NominationWithdrawalRefused,
    NominationWithdrawn,
)
from shared.mails.announcing import Common, announce_outcome, form_at, identify, name_form

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


def announce(nomination: Nomination, fact: Reported, form_names: Mapping[str, str]) -> NominationFact | None:
    """What to say of `fact`, the newest in the nomination's history; nothing for facts that nobody is mailed.

    Raises:
        NotYetError: The fact speaks of a step that this slip does not have yet: the referral is still on its way.
    """
    newest = nomination.history[-1]
    if not _is_mailed(newest):
        return None
    common = _common(nomination, fact.authority, name_form(form_names, form_at(nomination.slip, newest.step)))
    match fact:
        case CaseForwarded() | CaseReturned() | CaseDeclined() | CaseReferred() | CaseApproved():
            event: NominationFact = announce_outcome(fact, common, nomination.slip, form_names)
        case CaseDelayed():
            event = NominationDelayed(**common, due_on=fact.due_on, promised_on=fact.promised_on)
        case CaseWithdrawn():
            event = NominationWithdrawn(**common, reason=fact.reason)
        case WithdrawalRefused():
            event = NominationWithdrawalRefused(**common, standing=fact.standing, status=nomination.status)
        case DecisionIssued() | DecisionCorrected() | DecisionAnnulled():
            event = _of_decision(fact, common)
        case _:
            return None
    return event


def _awarded(decision: DecisionIssued, common: Common) -> NominationAwarded:
    return NominationAwarded(
        **common,
        decision_id=decision.decision_id,
        decision_number=decision.number,
        issued_on=decision.issued_on,
        signatory=decision.signatory,
    )


def _of_decision(fact: OfDecision, common: Common) -> NominationFact:
    match fact:
        case DecisionIssued():
            return _awarded(fact, common)
        case DecisionCorrected():
            return _corrected(fact, common)
        case DecisionAnnulled():
            return _annulled(fact, common)


def _corrected(correction: DecisionCorrected, common: Common) -> NominationAwardCorrected:
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


def _annulled(annulment: DecisionAnnulled, common: Common) -> NominationAwardAnnulled:
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


def _common(nomination: Nomination, authority: AuthorityRef, award_form: str) -> Common:
    newest, ordered = nomination.history[-1], put_in_order(nomination.history)
    place = ordered.index(newest)
    return Common(
        **identify(nomination.id, nomination.number, nomination.dossier, nomination.content),
        version=nomination.version,
        award_form=award_form,
        authority=authority,
        at=_dated(ordered[: place + 1]),
        told_after=max((entry.version for entry in ordered[:place] if _is_mailed(entry)), default=0),
        place=str(position_of(newest.fact, newest.step, newest.sequence)),
        is_ahead=is_missing_before(nomination.history, nomination.slip, newest),
        is_late=any(_is_mailed(entry) for entry in ordered[place + 1 :]),
    )


def _dated(entries: Sequence[HistoryEntry]) -> datetime:
    """When the last of them happened, but after all before it: levels share no clock, and mails go in this order."""
    last = len(entries) - 1
    return max(entry.at + (last - place) * _APART for place, entry in enumerate(entries))


def _is_mailed(entry: HistoryEntry) -> bool:
    # A step that has handed on does not answer a withdrawal: older levels said so all the same.
    is_answer = entry.fact is Fact.WITHDRAWAL_REFUSED and entry.details.get("standing") in ENDS
    return is_answer or entry.fact in _TOLD
