"""What is said of a nomination names what was said of it before, in whatever order the facts of its cases come."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.nomination import Change, Nomination
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
from shared.events.nominations import (
    NominationDelayed,
    NominationFact,
    NominationForwarded,
    NominationReferred,
    NominationReturned,
    NominationWithdrawalRefused,
    NominationWithdrawn,
)
from shared.events.words import Outcome, PublicStatus
from shared.refusals import NotYetError
from tests.unit.intake.samples import Told, a_decision, a_nomination, apply_all, case_fact, case_story, change_by

MAILED = [
    NominationDelayed,
    NominationReturned,
    NominationReferred,
    NominationForwarded,
    NominationDelayed,
    NominationForwarded,
    NominationWithdrawn,
]
JOURNEY: Sequence[Told] = (
    (CaseOpened, 1, 1),
    (CaseDelayed, 1, 2),
    (CaseReturned, 1, 3),
    (CaseReopened, 1, 4),
    (CaseReferred, 1, 5),
    (CaseOpened, 3, 1),
    (CaseForwarded, 3, 2),
    (CaseOpened, 4, 1),
    (CaseDelayed, 4, 2),
    (CaseForwarded, 4, 3),
    (CaseWithdrawn, 5, 1),
)


def said(change: Change | None) -> list[NominationFact]:
    return [event for event in change.events if isinstance(event, NominationFact)] if change else []


def announced(nomination: Nomination, order: Sequence[Told]) -> list[NominationFact]:
    """All that is said while the facts come in that order; what no route has yet is tried again."""
    found: list[NominationFact] = []
    facts = dict(zip(JOURNEY, case_story(nomination, JOURNEY), strict=True))
    waiting = [facts[one] for one in order]
    while waiting:
        event = waiting.pop(0)
        try:
            change = change_by(nomination, event)
        except NotYetError:
            waiting.append(event)
            continue
        found += said(change)
        nomination = change.after if change else nomination
    return found


@given(st.permutations(JOURNEY))
def test_each_mailed_change_names_the_one_mailed_before_it(
    order: Sequence[Told],
) -> None:
    found = announced(a_nomination(), order)

    assert [type(one) for one in found] == MAILED
    assert [one.told_after for one in found] == [0, *(one.version for one in found[:-1])]
    assert [one.place for one in found] == sorted(one.place for one in found)
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert not any(one.is_ahead or one.is_late for one in found)


def test_an_award_follows_the_refusal_that_follows_the_approval() -> None:
    nomination = a_nomination()
    told = ((CaseForwarded, 1, 1), (CaseOpened, 2, 1), (CaseApproved, 2, 2), (WithdrawalRefused, 2, 3))
    nomination = apply_all(nomination, *case_story(nomination, told))

    [award] = said(change_by(nomination, a_decision([nomination], sequence=4)))

    assert (award.told_after, award.version) == (5, 6)


@pytest.mark.parametrize(
    ("standing", "status"), [(Outcome.APPROVE, PublicStatus.APPROVED), (Outcome.DECLINE, PublicStatus.DECLINED)]
)
def test_a_refused_withdrawal_is_told_with_what_stands(standing: Outcome, status: PublicStatus) -> None:
    ruling = CaseApproved if standing is Outcome.APPROVE else CaseDeclined
    nomination = apply_all(a_nomination(), case_fact(ruling, a_nomination(), 1, 2))
    refused = case_fact(WithdrawalRefused, nomination, 1, 3, follows=2).model_copy(update={"standing": standing})

    [told] = said(change_by(nomination, refused))

    assert isinstance(told, NominationWithdrawalRefused)
    assert (told.standing, told.status, told.told_after) == (standing, status, 2)


@pytest.mark.parametrize("standing", [Outcome.FORWARD, Outcome.REFER])
def test_a_step_that_has_handed_on_answers_no_withdrawal(standing: Outcome) -> None:
    refused = case_fact(WithdrawalRefused, a_nomination(), 1, 2).model_copy(update={"standing": standing})

    assert said(change_by(a_nomination(), refused)) == []
