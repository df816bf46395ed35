"""Named points at which a test lets the process die as by `kill -9`; nothing happens outside tests."""

import os
import signal
from collections.abc import Mapping

ENVIRONMENT = "THIDUA_ENV"
CRASH_AT = "THIDUA_CRASH_AT"


class CrashPlan:
    """Where to die: `name`, or `name:3` for the third time that the point is passed. Empty unless this is a test."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        wanted = environment.get(CRASH_AT, "") if environment.get(ENVIRONMENT) == "test" else ""
        name, _, times = wanted.partition(":")
        self.name = name
        self._left = int(times or 1)

    def is_reached(self, name: str) -> bool:
        """Whether this passing is the one to die at."""
        if not self.name or name != self.name:
            return False
        self._left -= 1
        return self._left == 0


_plan = CrashPlan(os.environ)


def checkpoint(name: str) -> None:
    """Die here, without any clean-up, when the plan says so."""
    if _plan.is_reached(name):
        os.kill(os.getpid(), signal.SIGKILL)


def is_armed(name: str) -> bool:
    """Whether the plan names this point: for points that need some preparation to be reached."""
    return _plan.name == name
