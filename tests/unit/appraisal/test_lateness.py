"""A missed limit: the unit is told once, with a new date in working days; the authority stays overdue."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from services.appraisal.application.timers import TellDelays
from services.appraisal.domain.case import Case, CaseState
from services.appraisal.domain.lateness import delay, is_late
from services.appraisal.domain.opening import supplement
from services.appraisal.domain.transitions import ActionNotAllowedError
from shared.events.cases import CaseDelayed
from tests.chains import is_whole
from tests.unit.appraisal.fakes import FakeCases
from tests.unit.appraisal.samples import (
    CALENDAR,
    DUTIES,
    FORWARD,
    NOW,
    RETURN,
    RULE_SETS,
    RULES,
    in_state,
    opened,
    ruled,
    supplemented,
)

DAY = timedelta(days=1)


def the_day_after(case: Case) -> datetime:
    return NOW.replace(year=case.due_on.year, month=case.due_on.month, day=case.due_on.day) + DAY


def tell(cases: FakeCases, at: datetime) -> TellDelays:
    return TellDelays(cases, RULE_SETS, CALENDAR, lambda: at, lambda _: None)


def test_a_case_is_late_from_the_day_after_its_limit() -> None:
    case = opened()

    assert [is_late(case, case.due_on + days * DAY) for days in (-1, 0, 1)] == [False, False, True]


@pytest.mark.parametrize("state", [state for state in CaseState if state is not CaseState.OPEN])
def test_a_case_decided_or_returned_is_never_late(state: CaseState) -> None:
    case = in_state(state)

    assert not is_late(case, case.due_on + 100 * DAY)
    with pytest.raises(ActionNotAllowedError):
        delay(case, rules=RULES, calendar=CALENDAR, at=the_day_after(case))


def test_the_new_date_leaves_the_old_limit() -> None:
    case = opened()
    at = the_day_after(case)

    decided = delay(case, rules=RULES, calendar=CALENDAR, at=at)

    [event] = decided.events
    assert isinstance(event, CaseDelayed)
    assert (event.due_on, event.version) == (case.due_on, case.version + 1)
    assert event.promised_on == CALENDAR.add(at.date(), RULES.limits.further_days_when_late)
    assert (decided.after.due_on, decided.after.state) == (case.due_on, CaseState.OPEN)
    assert is_whole(decided.after)


async def test_the_unit_is_told_once_for_each_limit_that_was_missed() -> None:
    cases = FakeCases()
    cases.put(opened())
    at = the_day_after(opened())

    overdue = [await tell(cases, at + days * DAY)() for days in range(-1, 3)]

    assert overdue == [0, 1, 1, 1]
    assert [type(event) for event in cases.events] == [CaseDelayed]


async def test_a_limit_moved_by_a_supplement_is_missed_again() -> None:
    case = opened()
    at = the_day_after(case)
    late = delay(case, rules=RULES, calendar=CALENDAR, at=at).after
    returned = ruled(late, RETURN, at=at).after
    answered = supplemented(after=at + 3 * DAY - NOW)
    again = supplement(returned, answered, rules=RULES, duties=DUTIES, calendar=CALENDAR, at=at + 3 * DAY).after
    cases = FakeCases()
    cases.put(again)

    for days in (-1, 0, 1):
        await tell(cases, the_day_after(again) + days * DAY)()

    assert again.due_on > case.due_on
    assert [event.due_on for event in cases.events if isinstance(event, CaseDelayed)] == [again.due_on]


async def test_an_outcome_that_comes_first_leaves_nothing_to_tell() -> None:
    case = opened()
    at = the_day_after(case)

    class Racing(FakeCases):
        async def late(self, today: date, *, limit: int) -> list[Case]:
            found = list(await super().late(today, limit=limit))
            self.put(ruled(case, FORWARD).after)
            return found

    cases = Racing()
    cases.put(case)

    assert await tell(cases, at)() == 0
    assert not [event for event in cases.events if isinstance(event, CaseDelayed)]
    assert cases.case(case.key).state is CaseState.FORWARDED
    assert replace(case, state=CaseState.FORWARDED).delay is None
