"""The arithmetic of figures: whatever there is, sums over the groups of each figure are the whole."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.appraisal.domain.case import CaseState
from services.appraisal.domain.figures import (
    STANDING_OF,
    Concluded,
    Counted,
    Span,
    Standing,
    days_late,
    days_taken,
    group,
    numbers_of,
    over_time,
    shorten,
)
from services.appraisal.domain.timing import concluded_on, days_used
from shared.clock.days import day_of
from tests.unit.appraisal.samples import APPROVE, CALENDAR, FORWARD, NOW, RETURN, in_state, opened, ruled, work

FIRST, LAST = date(2021, 1, 1), date(2023, 12, 29)
DAYS = st.dates(FIRST, LAST)


@dataclass(frozen=True)
class Entry:
    """A case as far as figures look at it."""

    unit: str
    form: str
    state: CaseState
    received_on: date
    is_late: bool

    @property
    def is_overdue(self) -> bool:
        return self.state is CaseState.OPEN and self.is_late


ENTRIES = st.lists(
    st.builds(
        Entry, st.sampled_from("abcdefg"), st.sampled_from("xy"), st.sampled_from(CaseState), DAYS, st.booleans()
    ),
    max_size=60,
)
CONCLUDED = st.lists(st.builds(Concluded, DAYS, DAYS, st.integers(1, 20), st.integers(1, 9)), max_size=40)


def counted(entries: Sequence[Entry], by: Callable[[Entry], str]) -> list[Counted]:
    """As a database counts them."""
    found = Counter((by(entry), entry.state, entry.is_overdue) for entry in entries)
    return [Counted(*key, number) for key, number in found.items()]


def months(entries: Sequence[Entry]) -> Counter[str]:
    return Counter(f"{entry.received_on:%Y-%m}" for entry in entries)


@given(ENTRIES)
def test_each_grouping_sums_to_the_whole(entries: list[Entry]) -> None:
    whole = numbers_of(counted(entries, lambda entry: entry.form))

    assert whole.received == len(entries)
    assert whole.overdue == sum(entry.is_overdue for entry in entries)
    assert whole.overdue <= whole.by_standing[Standing.OPEN]
    for by in (lambda entry: entry.unit, lambda entry: entry.form):
        groups = group(counted(entries, by))
        assert sum(numbers.received for numbers in groups) == whole.received
        assert sum(numbers.overdue for numbers in groups) == whole.overdue
        for standing in Standing:
            assert sum(numbers.by_standing[standing] for numbers in groups) == whole.by_standing[standing]


@given(ENTRIES, st.integers(1, 8))
def test_a_shortened_list_loses_nothing(entries: list[Entry], most: int) -> None:
    groups = group(counted(entries, lambda entry: entry.unit))

    shown = shorten(groups, most, "")

    assert len(shown) <= most + 1
    assert sum(numbers.received for numbers in shown) == len(entries)
    assert sum(numbers.overdue for numbers in shown) == sum(entry.is_overdue for entry in entries)
    assert list(shown[:most]) == list(groups[:most])


@given(ENTRIES, CONCLUDED, DAYS, st.integers(0, 1_000))
def test_time_loses_nothing(entries: list[Entry], concluded: list[Concluded], first: date, length: int) -> None:
    span = Span(first, min(first + timedelta(days=length), LAST))
    inside = [entry for entry in entries if span.first <= entry.received_on <= span.last]
    ended = [each for each in concluded if span.first <= each.on <= span.last]

    periods = over_time(months(inside), ended, span)

    assert sum(period.received for period in periods) == len(inside)
    assert sum(period.concluded for period in periods) == sum(each.number for each in ended)
    assert 1 <= len(periods) <= 13
    assert periods == sorted(periods, key=lambda period: period.first)
    assert periods[-1].first <= span.last


@given(CONCLUDED)
def test_days_taken_lose_nothing(concluded: list[Concluded]) -> None:
    taken = days_taken(concluded, CALENDAR)

    assert sum(each.in_time + each.late for each in taken) == sum(each.number for each in concluded)
    late = sum(each.number for each in concluded if CALENDAR.between(each.due_on, each.on) > 0)
    assert sum(each.late for each in taken) == late


@given(st.dictionaries(st.dates(FIRST, date(2023, 12, 28)), st.integers(1, 9)))
def test_days_late_lose_nothing(due: dict[date, int]) -> None:
    assert sum(each.late for each in days_late(due, LAST, CALENDAR)) == sum(due.values())


def test_every_state_stands_somewhere() -> None:
    assert STANDING_OF.keys() == set(CaseState)


def test_the_largest_group_stands_first() -> None:
    small = Entry("a", "x", CaseState.OPEN, FIRST, is_late=False)
    entries = [small, *[replace(small, unit="b")] * 2]

    assert [numbers.group for numbers in group(counted(entries, lambda entry: entry.unit))] == ["b", "a"]


@pytest.mark.parametrize(
    ("first", "last", "months_each", "count"),
    [
        (date(2021, 1, 1), date(2021, 12, 31), 1, 12),
        (date(2021, 4, 1), date(2021, 6, 30), 1, 3),
        (date(2021, 12, 31), date(2022, 1, 1), 1, 2),
        (date(2021, 2, 15), date(2021, 2, 15), 1, 1),
        (date(2020, 1, 1), date(2021, 12, 31), 3, 8),
        (date(2018, 1, 1), date(2021, 12, 31), 12, 4),
    ],
)
def test_time_goes_by_months_quarters_or_years(first: date, last: date, months_each: int, count: int) -> None:
    periods = over_time({}, (), Span(first, last))

    assert [period.months for period in periods] == [months_each] * count
    assert periods[0].first <= first


def test_days_used_are_those_of_the_limit() -> None:
    case = opened()
    received = day_of(NOW)
    limit = case.step.working_days

    assert days_used(limit, case.due_on, received, CALENDAR) == 0
    assert days_used(limit, case.due_on, case.due_on, CALENDAR) == limit
    assert days_used(limit, case.due_on, CALENDAR.add(case.due_on, 2), CALENDAR) == limit + 2


def test_days_of_waiting_for_the_unit_count_for_nobody() -> None:
    # A supplement moves the due date by the working days that the unit took.
    case = opened()
    moved = replace(case, due_on=CALENDAR.add(case.due_on, 5))
    ended = CALENDAR.add(day_of(NOW), 2 + 5 + 1)

    assert days_used(case.step.working_days, moved.due_on, ended, CALENDAR) == 3


def test_a_case_is_concluded_on_the_day_of_its_outcome() -> None:
    later = NOW + timedelta(days=30)
    forwarded = ruled(opened(), FORWARD).after
    awarded = replace(ruled(opened(work(2)), APPROVE).after, state=CaseState.AWARDED, closed_at=later)
    withdrawn = replace(ruled(opened(), RETURN).after, state=CaseState.WITHDRAWN, closed_at=later)

    assert concluded_on(opened()) is None
    assert concluded_on(in_state(CaseState.RETURNED)) is None
    assert concluded_on(forwarded) == day_of(NOW)
    assert concluded_on(awarded) == day_of(NOW)
    assert concluded_on(withdrawn) == day_of(later)
