"""The table of transitions, and everything that is not in it."""

import itertools
from dataclasses import replace

import pytest

from services.appraisal.domain.case import UNDECIDED, CaseState
from services.appraisal.domain.transitions import (
    ACTION_OF,
    STATE_NAMES,
    TRANSITIONS,
    ActionNotAllowedError,
    CaseAction,
    advance,
)
from shared.events.words import Outcome
from tests.chains import is_whole
from tests.unit.appraisal.samples import NOW, VERDICTS, in_state, ruled

PAIRS = list(itertools.product(CaseState, CaseAction))


@pytest.mark.parametrize(("state", "action"), [pair for pair in PAIRS if pair not in TRANSITIONS])
def test_what_the_table_lacks_is_refused_with_the_state(state: CaseState, action: CaseAction) -> None:
    case = in_state(state)

    with pytest.raises(ActionNotAllowedError, match=STATE_NAMES[state]) as refusal:
        advance(case, action, by="a-head", at=NOW)

    assert refusal.value.details["state"] == state.value
    assert refusal.value.details["version"] == case.version


@pytest.mark.parametrize(("state", "action"), [pair for pair in PAIRS if pair in TRANSITIONS])
def test_what_the_table_has_makes_a_version_and_an_entry(state: CaseState, action: CaseAction) -> None:
    case = in_state(state)

    after = advance(case, action, by="a-head", at=NOW)

    assert after.state is TRANSITIONS[state, action]
    assert after.version == case.version + 1
    assert after.history[-1].action == action.value
    assert is_whole(after)


@pytest.mark.parametrize("state", [state for state in CaseState if state is not CaseState.OPEN])
@pytest.mark.parametrize("outcome", Outcome)
def test_a_case_that_is_not_open_gets_no_outcome(state: CaseState, outcome: Outcome) -> None:
    case = in_state(state)

    with pytest.raises(ActionNotAllowedError):
        ruled(case, VERDICTS[outcome])


def test_every_outcome_has_its_action() -> None:
    assert {outcome.value for outcome in ACTION_OF} == {action.value for action in ACTION_OF.values()}


def test_only_an_award_leads_out_of_a_final_outcome() -> None:
    final = set(CaseState) - UNDECIDED

    moves = {(old, new) for (old, _), new in TRANSITIONS.items() if old in final and old is not new}

    assert moves == {
        (CaseState.APPROVED, CaseState.AWARDED),
        (CaseState.AWARDED, CaseState.ANNULLED),
        (CaseState.AWARDED, CaseState.APPROVED),
        (CaseState.ANNULLED, CaseState.AWARDED),
    }


def test_a_changed_entry_breaks_the_chain() -> None:
    case = in_state(CaseState.FORWARDED)
    assert is_whole(case)

    assert not is_whole(replace(case, history=case.history[1:]))
