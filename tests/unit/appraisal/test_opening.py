"""How cases begin, are supplemented and withdrawn."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.appraisal.domain.case import CaseKey, CaseState, Marker, Withdrawal
from services.appraisal.domain.opening import (
    answer_withdrawal,
    is_supplemented,
    open_case,
    read_withdrawal,
    receive_step,
    supplement,
)
from services.appraisal.domain.transitions import ActionNotAllowedError
from shared.events.cases import CaseOpened, CaseReopened, CaseWithdrawn, WithdrawalRefused
from shared.events.words import Level, Outcome
from shared.refusals import MalformedMessageError, NotYetError
from tests.chains import is_whole
from tests.unit.appraisal.samples import (
    CALENDAR,
    CONTENT,
    DUTIES,
    NOMINATION,
    NOW,
    RETURN,
    RULES,
    in_state,
    opened,
    provincial_work,
    reserved,
    ruled,
    sender_of,
    supplemented,
    withdrawal,
    work,
)

ASKED = read_withdrawal(withdrawal())


@pytest.mark.parametrize("step", [1, 2, 3])
def test_work_from_whoever_serves_the_step_before_is_taken(step: int) -> None:
    handed_over = provincial_work(step)

    received = receive_step(handed_over, handed_over.to_level, sender_of(handed_over))

    assert received.step == step


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("sender", [None, *Level])
def test_work_from_anybody_else_can_never_be_applied(step: int, sender: Level | None) -> None:
    handed_over = provincial_work(step)
    if sender is sender_of(handed_over):
        return

    with pytest.raises(MalformedMessageError, match="does not serve its slip"):
        receive_step(handed_over, handed_over.to_level, sender)


def test_work_for_another_level_can_never_be_applied() -> None:
    with pytest.raises(MalformedMessageError):
        receive_step(work(), Level.PROVINCE, None)


def test_work_whose_step_is_not_on_its_slip_can_never_be_applied() -> None:
    with pytest.raises(MalformedMessageError):
        receive_step(work().model_copy(update={"step": 9}), Level.COMMUNE, None)


def test_a_new_case_is_due_in_working_days_from_the_hand_over() -> None:
    decided = open_case(work(), rules=RULES, calendar=CALENDAR, at=NOW + timedelta(days=3))

    (event,) = decided.events
    assert isinstance(event, CaseOpened)
    assert decided.after.due_on == event.due_on == date(2021, 10, 19)  # ten working days after Tuesday the 5th
    assert (decided.after.version, event.version) == (1, 1)
    assert is_whole(decided.after)


def test_frontline_people_come_first() -> None:
    marked = CONTENT.model_copy(update={"priority_marks": ("tuyen-dau",)})

    assert opened(work(content=marked)).priority > opened().priority


def test_a_case_withdrawn_before_it_came_is_withdrawn_at_once() -> None:
    marker = Marker(CaseKey(NOMINATION, 1), ASKED)

    decided = open_case(work(), rules=RULES, calendar=CALENDAR, at=NOW, marker=marker)

    [event] = decided.events
    assert isinstance(event, CaseWithdrawn)
    assert event.follows == 0
    assert decided.after.state is CaseState.WITHDRAWN
    assert decided.before is None
    assert is_whole(decided.after)


def test_a_supplement_moves_the_limit_by_the_days_it_took() -> None:
    case = ruled(opened(), RETURN).after

    decided = supplement(
        case, supplemented(after=timedelta(days=6)), rules=RULES, duties=DUTIES, calendar=CALENDAR, at=NOW
    )

    (event,) = decided.events
    assert isinstance(event, CaseReopened)
    assert decided.after.due_on == date(2021, 10, 25)  # the 19th and four working days: the 6th to the 11th
    assert (decided.after.round, decided.after.state, decided.after.paused_on) == (2, CaseState.OPEN, None)
    assert is_supplemented(decided.after, supplemented())


def test_a_supplement_answered_the_same_day_moves_nothing() -> None:
    case = ruled(opened(), RETURN).after

    after = supplement(
        case, supplemented(after=timedelta(hours=1)), rules=RULES, duties=DUTIES, calendar=CALENDAR, at=NOW
    ).after

    assert after.due_on == case.due_on


def test_a_supplement_clears_own_findings_and_keeps_others() -> None:
    short = CONTENT.achievement.model_copy(update={"summary": "Ngắn."})
    thin = opened(work(content=CONTENT.model_copy(update={"achievement": short, "consent": False})))
    assert {"tom-tat-ngan", "chua-dong-y"} <= {finding.code for finding in thin.findings}

    after = supplement(
        ruled(thin, RETURN).after, supplemented(), rules=RULES, duties=DUTIES, calendar=CALENDAR, at=NOW
    ).after

    assert not {"tom-tat-ngan", "chua-dong-y"} & {finding.code for finding in after.findings}


def test_a_supplement_to_a_case_that_was_not_returned_is_refused() -> None:
    with pytest.raises(ActionNotAllowedError):
        supplement(opened(), supplemented(), rules=RULES, duties=DUTIES, calendar=CALENDAR, at=NOW)


@pytest.mark.parametrize("state", [CaseState.OPEN, CaseState.RETURNED])
def test_an_undecided_case_is_withdrawn(state: CaseState) -> None:
    decided = answer_withdrawal(in_state(state), ASKED, at=NOW)

    (event,) = decided.events
    assert isinstance(event, CaseWithdrawn)
    assert decided.after.state is CaseState.WITHDRAWN


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        (CaseState.APPROVED, Outcome.APPROVE),
        (CaseState.AWARDED, Outcome.APPROVE),
        (CaseState.ANNULLED, Outcome.APPROVE),
        (CaseState.DECLINED, Outcome.DECLINE),
    ],
)
def test_the_last_word_stands_and_the_refusal_tells_it(state: CaseState, standing: Outcome) -> None:
    case = in_state(state)

    decided = answer_withdrawal(case, ASKED, at=NOW)

    (event,) = decided.events
    assert isinstance(event, WithdrawalRefused)
    assert event.standing is standing
    assert decided.after.state is state


@pytest.mark.parametrize("state", [CaseState.FORWARDED, CaseState.REFERRED, CaseState.WITHDRAWN])
def test_a_step_that_passed_it_on_leaves_the_answer(state: CaseState) -> None:
    case = in_state(state)

    decided = answer_withdrawal(case, ASKED, at=NOW)

    assert (decided.after, decided.events) == (case, ())


@pytest.mark.parametrize("state", CaseState)
def test_a_repeated_request_changes_nothing(state: CaseState) -> None:
    first = answer_withdrawal(in_state(state), ASKED, at=NOW).after

    again = answer_withdrawal(first, ASKED, at=NOW)

    assert (again.after, again.events) == (first, ())


def test_a_later_request_is_answered_again() -> None:
    first = answer_withdrawal(in_state(CaseState.DECLINED), ASKED, at=NOW).after

    again = answer_withdrawal(first, Withdrawal(9, "Lần nữa.", NOW), at=NOW)

    assert again.after.version == first.version + 1


def test_a_withdrawal_waits_while_a_decision_is_being_recorded() -> None:
    with pytest.raises(NotYetError):
        answer_withdrawal(reserved(in_state(CaseState.APPROVED), UUID(int=1)), ASKED, at=NOW)


def test_the_content_names_the_form_of_the_step_that_it_is_at() -> None:
    other = work().model_copy(update={"content": CONTENT.model_copy(update={"award_form": "bang-khen-tinh"})})

    assert opened(other).content.award_form == "giay-khen-xa"
