"""A process's clock is set apart by a test, and by nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.clock import as_set

NOW = datetime(2021, 10, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize("seconds", [-60, 0, 60])
def test_a_test_sets_a_clock_apart(seconds: int) -> None:
    clock = as_set(lambda: NOW, {"THIDUA_ENV": "test", "THIDUA_CLOCK_OFFSET_SECONDS": str(seconds)})

    assert clock() == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize("env", ["demo", "production", ""])
def test_nobody_else_does(env: str) -> None:
    clock = as_set(lambda: NOW, {"THIDUA_ENV": env, "THIDUA_CLOCK_OFFSET_SECONDS": "60"})

    assert clock() == NOW


def test_a_clock_is_right_where_nothing_is_said() -> None:
    assert as_set(lambda: NOW, {"THIDUA_ENV": "test"})() == NOW
