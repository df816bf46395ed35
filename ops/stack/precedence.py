"""Who comes first when the processor is short: servers before services, and these before mails."""

import os
from contextlib import suppress
from pathlib import Path

from ops.stack.parts import MAIL, NOTIFIER, SERVICES
from ops.stack.waiting import wait_until
from ops.troubles import TroubleError

SERVICE_NICENESS = 5
# Last, but not without a floor: beside processors full of servers and services, a tenth of what a server has.
_MAIL_NICENESS = 10
_NICENESS = dict.fromkeys(SERVICES, SERVICE_NICENESS) | {NOTIFIER: _MAIL_NICENESS, MAIL: _MAIL_NICENESS}
_TRY_SECONDS = 2.0


def niceness_of(part: str) -> int:
    """How far this service or server gives way to the others, on the scale of `nice`."""
    return _NICENESS.get(part, 0)


def give_way(pid: int, niceness: int) -> None:
    """Let a process that leads its session give way further than it did, as far as the system knows such a thing."""
    if niceness:
        with suppress(ProcessLookupError):  # that it ended is told by whoever waits for it
            os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, pid) + niceness)
        _weigh_session(Path(f"/proc/{pid}/autogroup"), niceness)


def _weigh_session(group: Path, niceness: int) -> None:
    # Linux shares the processor out among sessions first, and niceness counts only within one: each part has its own.
    def is_settled() -> bool:
        try:
            group.write_text(str(niceness), encoding="ascii")
        except BlockingIOError:
            return False  # whoever is not root may do this ten times a second
        except OSError:
            return True  # it is not to be had here
        return True

    with suppress(TroubleError):
        wait_until(is_settled, what="a weight", seconds=_TRY_SECONDS, way_out="")
