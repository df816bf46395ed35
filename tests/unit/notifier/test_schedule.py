"""When a mail is tried again."""

from datetime import timedelta
from itertools import pairwise

import pytest

from services.notifier.domain.schedule import Schedule
from tests.unit.notifier.samples import AT

SCHEDULE = Schedule(first_retry=timedelta(seconds=5), longest_retry=timedelta(minutes=15), give_up=timedelta(days=5))


def test_the_pause_doubles_up_to_its_bound() -> None:
    pauses = [SCHEDULE.pause(attempt, 1.0) for attempt in range(1, 40)]

    assert pauses[:4] == [timedelta(seconds=seconds) for seconds in (5, 10, 20, 40)]
    assert all(earlier <= later for earlier, later in pairwise(pauses))
    assert pauses[-1] == timedelta(minutes=15)


@pytest.mark.parametrize("attempt", [1, 5, 100])
def test_luck_spreads_pauses_over_the_upper_half(attempt: int) -> None:
    assert SCHEDULE.pause(attempt, 0.0) * 2 == SCHEDULE.pause(attempt, 1.0)


def test_a_mail_is_given_up_by_its_age_only() -> None:
    assert not SCHEDULE.is_hopeless(AT, AT + timedelta(days=4))
    assert SCHEDULE.is_hopeless(AT, AT + timedelta(days=5))
