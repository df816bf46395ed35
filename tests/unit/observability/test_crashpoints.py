"""A process dies only in a test, only at the point named, only at the time named."""

import pytest

from shared.crashpoints import CrashPlan


@pytest.mark.parametrize(
    ("environment", "reached_at"),
    [
        ({}, []),
        ({"THIDUA_CRASH_AT": "relay.swept"}, []),
        ({"THIDUA_ENV": "production", "THIDUA_CRASH_AT": "relay.swept"}, []),
        ({"THIDUA_ENV": "test", "THIDUA_CRASH_AT": "consumer.acked"}, []),
        ({"THIDUA_ENV": "test", "THIDUA_CRASH_AT": "relay.swept"}, [1]),
        ({"THIDUA_ENV": "test", "THIDUA_CRASH_AT": "relay.swept:3"}, [3]),
    ],
)
def test_the_plan_names_one_passing_of_one_point(environment: dict[str, str], reached_at: list[int]) -> None:
    plan = CrashPlan(environment)

    assert [time for time in range(1, 6) if plan.is_reached("relay.swept")] == reached_at
