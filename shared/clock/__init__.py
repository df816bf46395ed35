"""The clock of a process; a test may set it apart from those of its neighbours, and nobody else can."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

ENVIRONMENT = "THIDUA_ENV"
OFFSET = "THIDUA_CLOCK_OFFSET_SECONDS"


def utc_now() -> datetime:
    """The moment, as exactly as MongoDB keeps it: what is read back, or said again, is equal to what was written."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def as_set(now: Callable[[], datetime], environment: Mapping[str, str]) -> Callable[[], datetime]:
    """The clock `now`, as fast or slow as the environment says where that is a test's."""
    wanted = environment.get(OFFSET, "") if environment.get(ENVIRONMENT) == "test" else ""
    offset = timedelta(seconds=float(wanted or 0))
    return (lambda: now() + offset) if offset else now
