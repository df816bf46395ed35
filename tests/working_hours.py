"""A clock that stands at work, for tests of what happens on working days only, on whatever day they run."""

from datetime import UTC, datetime, time, timedelta

from shared.calendar.working_days import vietnam
from shared.clock.days import VIETNAM, day_of

_NOON = time(12)
_DAY = timedelta(days=1)


def seconds_to_noon(*, days: int = 0) -> float:
    """How far ahead a clock must be set to show noon of the first working day after so many days."""
    now = datetime.now(UTC)
    day = day_of(now) + days * _DAY
    while not vietnam().is_working_day(day):
        day += _DAY
    return (datetime.combine(day, _NOON, VIETNAM) - now).total_seconds()
