"""Who comes first when the processor is short: servers before services, and these before mails."""

import errno
import os
import time
from contextlib import suppress
from pathlib import Path

from ops.stack.parts import MAIL, NOTIFIER, SERVICES

SERVICE_NICENESS = 5
_MAIL_NICENESS = 15
_NICENESS = dict.fromkeys(SERVICES, SERVICE_NICENESS) | {NOTIFIER: _MAIL_NICENESS, MAIL: _MAIL_NICENESS}
_TRY_SECONDS = 2.0
_PAUSE_SECONDS = 0.05


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
    until = time.monotonic() + _TRY_SECONDS
    while True:
        try:
            group.write_text(str(niceness), encoding="ascii")
        except OSError as error:
            # Whoever is not root may do this ten times a second.
            if error.errno == errno.EAGAIN and time.monotonic() < until:
                time.sleep(_PAUSE_SECONDS)
                continue
        return
