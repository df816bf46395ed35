"""The figures of a level: what was received, where it stands, how long it took. Sums over groups are the whole."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.appraisal.domain.case import CaseState
from services.appraisal.domain.timing import days_used
from shared.calendar.working_days import WorkingCalendar


class Standing(StrEnum):
    """Where a received nomination stands, as figures tell it: each is in exactly one."""

    OPEN = "open"
    RETURNED = "returned"
    FORWARDED = "forwarded"
    APPROVED = "approved"
    DECLINED = "declined"
    OTHER = "other"


STANDING_OF: Mapping[CaseState, Standing] = {
    CaseState.OPEN: Standing.OPEN,
    CaseState.RETURNED: Standing.RETURNED,
    CaseState.FORWARDED: Standing.FORWARDED,
    CaseState.APPROVED: Standing.APPROVED,
    CaseState.AWARDED: Standing.APPROVED,
    CaseState.DECLINED: Standing.DECLINED,
    CaseState.REFERRED: Standing.OTHER,
    CaseState.WITHDRAWN: Standing.OTHER,
    CaseState.ANNULLED: Standing.OTHER,
}


@dataclass(frozen=True)
class Span:
    """The days of which figures tell; both count."""

    first: date
    last: date


@dataclass(frozen=True)
class Counted:
    """How many cases of a group (by code) are in a state; `is_overdue` says that their limit has run out."""

    group: str
    state: CaseState
    is_overdue: bool
    number: int


@dataclass(frozen=True)
class Concluded:
    """How many cases had their outcome on a day, with a limit of so many working days that ended on another."""

    on: date
    due_on: date
    working_days: int
    number: int


@dataclass(frozen=True)
class Numbers:
    """How many cases of a group stand where, and how many of the open ones are overdue."""

    group: str
    by_standing: Mapping[Standing, int]
    overdue: int = 0

    @property
    def received(self) -> int:
        """All of them."""
        return sum(self.by_standing.values())


@dataclass(frozen=True)
class Period:
    """What came and what had its outcome in a month, quarter or year, `first` being its first day in the span."""

    first: date
    months: int
    received: int
    concluded: int


@dataclass(frozen=True)
class Days:
    """How many cases took from `least` to `most` working days, within their limit and past it; no `most`: or more."""

    least: int
    most: int | None
    in_time: int
    late: int


# Up to these many working days, each from the one before.
_USED = (1, 3, 5, 7, 10, 15, 20)
_OVERDUE = (1, 3, 5, 10, 20)
_MOST_PERIODS = 13
_YEAR, _QUARTER = 12, 3


def numbers_of(counted: Iterable[Counted], group: str = "") -> Numbers:
    """All of these as one group."""
    found, overdue = Counter[Standing](), 0
    for each in counted:
        found[STANDING_OF[each.state]] += each.number
        overdue += each.number if each.is_overdue else 0
    return Numbers(group, {standing: found[standing] for standing in Standing}, overdue)


def group(counted: Iterable[Counted]) -> Sequence[Numbers]:
    """The numbers of each group, the largest first."""
    by_group: dict[str, list[Counted]] = {}
    for each in counted:
        by_group.setdefault(each.group, []).append(each)
    found = [numbers_of(entries, code) for code, entries in by_group.items()]
    return sorted(found, key=lambda numbers: (-numbers.received, numbers.group))


def shorten(groups: Sequence[Numbers], most: int, rest: str) -> Sequence[Numbers]:
    """At most so many groups, and one called `rest` of all others."""
    if len(groups) <= most:
        return groups
    others = groups[most:]
    summed = {standing: sum(numbers.by_standing[standing] for numbers in others) for standing in Standing}
    return [*groups[:most], Numbers(rest, summed, sum(numbers.overdue for numbers in others))]


def over_time(received: Mapping[str, int], concluded: Iterable[Concluded], span: Span) -> Sequence[Period]:
    """The span month by month, by quarters where these are too many to draw, or by years.

    `received` is by month, `2021-10`; months outside of the span count for its nearest period.
    """
    finished = Counter[str]()
    for each in concluded:
        finished[_month(each.on)] += each.number
    count = (span.last.year - span.first.year) * _YEAR + span.last.month - span.first.month + 1
    months = next(size for size in (1, _QUARTER, _YEAR) if size == _YEAR or count / size < _MOST_PERIODS)
    starts = _starts(span, months)
    places = {start: at for at, start in enumerate(starts)}

    def sums(by_month: Mapping[str, int]) -> Counter[int]:
        found = Counter[int]()
        for month, number in by_month.items():
            start = _start(date.fromisoformat(f"{month}-01"), months)
            found[places[min(max(start, starts[0]), starts[-1])]] += number
        return found

    came, went = sums(received), sums(finished)
    return [Period(start, months, came[at], went[at]) for at, start in enumerate(starts)]


def days_taken(concluded: Iterable[Concluded], calendar: WorkingCalendar) -> Sequence[Days]:
    """How many cases took how many working days, up to their outcome."""
    in_time, late = Counter[int](), Counter[int]()
    for each in concluded:
        used = days_used(each.working_days, each.due_on, each.on, calendar)
        side = late if used > each.working_days else in_time
        side[_bucket(used, _USED)] += each.number
    return _buckets(_USED, 0, in_time, late)


def days_late(due: Mapping[date, int], today: date, calendar: WorkingCalendar) -> Sequence[Days]:
    """How many overdue cases are late by how many working days; a limit that ran out on a day off is late by none."""
    found = Counter[int]()
    for day, number in due.items():
        found[_bucket(calendar.between(day, today), _OVERDUE)] += number
    return _buckets(_OVERDUE, 0, Counter(), found)


def _buckets(tops: Sequence[int], least: int, in_time: Counter[int], late: Counter[int]) -> Sequence[Days]:
    found = []
    for at, top in enumerate([*tops, None]):
        found.append(Days(least, top, in_time[at], late[at]))
        least = (top or 0) + 1
    return found


def _bucket(days: int, tops: Sequence[int]) -> int:
    return next((at for at, top in enumerate(tops) if days <= top), len(tops))


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _start(day: date, months: int) -> date:
    """The first day of the month, quarter or year."""
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _starts(span: Span, months: int) -> Sequence[date]:
    found, day = [], _start(span.first, months)
    while day <= span.last:
        found.append(day)
        at = day.year * _YEAR + day.month - 1 + months
        day = date(at // _YEAR, at % _YEAR + 1, 1)
    return found
