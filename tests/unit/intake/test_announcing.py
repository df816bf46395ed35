"""What is said of a nomination names what was said of it before, in whatever order the facts of its cases come."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.applying import apply_case_fact, apply_decision
from services.intake.domain.nomination import Change, Nomination
from shared.events.cases import (
    CaseApproved,
    CaseDelayed,
    CaseEvent,
    CaseForwarded,
    CaseOpened,
    CaseReferred,
    CaseReopened,
    CaseReturned,
    CaseWithdrawn,
    WithdrawalRefused,
)
from shared.events.envelope import event_id
from shared.events.nominations import NominationFact
from shared.refusals import NotYetError
from tests.unit.intake.samples import FORMS, a_decision, a_nomination, case_fact

JOURNEY: Sequence[tuple[type[CaseEvent], int, int]] = (
    (CaseOpened, 1, 1),
    (CaseDelayed, 1, 2),
    (CaseReturned, 1, 3),
    (CaseReopened, 1, 4),
    (CaseReferred, 1, 5),
    (CaseOpened, 3, 1),
    (CaseForwarded, 3, 2),
    (CaseOpened, 4, 1),
    (WithdrawalRefused, 4, 2),
    (CaseForwarded, 4, 3),
    (CaseWithdrawn, 5, 1),
)


def said(change: Change | None) -> list[NominationFact]:
    return [event for event in change.events if isinstance(event, NominationFact)] if change else []


def told(nomination: Nomination, order: Sequence[tuple[type[CaseEvent], int, int]]) -> list[NominationFact]:
    """All that is said while the facts come in that order; what comes too early is tried again."""
    found: list[NominationFact] = []
    waiting = [case_fact(kind, nomination, number, version) for kind, number, version in order]
    while waiting:
        event = waiting.pop(0)
        try:
            change = apply_case_fact(nomination, event, event_id(event), FORMS)
        except NotYetError:
            waiting.append(event)
            continue
        found += said(change)
        nomination = change.nomination if change else nomination
    return found


@given(st.permutations(JOURNEY))
def test_each_change_that_is_mailed_names_the_one_mailed_before_it(
    order: Sequence[tuple[type[CaseEvent], int, int]],
) -> None:
    found = told(a_nomination(), order)

    assert len(found) == 6
    assert [one.told_after for one in found] == [0, *(one.version for one in found[:-1])]


def test_an_award_is_told_after_the_approval_though_other_things_happened_between() -> None:
    nomination = a_nomination()
    for kind, version in ((CaseOpened, 1), (CaseApproved, 2), (WithdrawalRefused, 3)):
        event = case_fact(kind, nomination, 2, version)
        change = apply_case_fact(nomination, event, event_id(event), FORMS)
        assert change is not None
        nomination = change.nomination
    decision = a_decision([nomination])

    [award] = said(apply_decision(nomination, decision, decision.items[0], event_id(decision), FORMS))

    assert (award.told_after, award.version) == (3, 5)
