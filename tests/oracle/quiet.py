"""Waiting until nothing is under way any more: queues and outboxes empty, and every mail there that is due."""

import time
from collections.abc import Sequence

import httpx

from tests.oracle.entries import Quiet, SeenOutbox, SeenQueue
from tests.oracle.observing import Windows, leftovers, pause
from tests.oracle.record import Record
from tests.oracle.rest import LONGEST_UNREST, PARKED

# Longer than the broker takes to refresh its figures, so that a full queue cannot look empty throughout.
_HELD_SECONDS = 6.0
_PATIENCE = 2 * LONGEST_UNREST


async def wait_for_quiet(record: Record, windows: Windows) -> bool:
    """Whether it came; the record is told how long it took, from now on until the calm began."""
    began = time.monotonic()
    calm_since: float | None = None
    mails = -1
    last: Sequence[str] = ()
    while time.monotonic() < began + _PATIENCE:
        now = time.monotonic()
        arrived = len(windows.smtp.mails())
        busy = [*(["mails"] if arrived != mails else []), *await _busy(windows)]
        if busy:
            calm_since, last = None, busy
        elif calm_since is None:
            calm_since = now
        elif now - calm_since > _HELD_SECONDS:
            record.add(Quiet(after_seconds=calm_since - began, last=tuple(last)))
            return True
        mails = arrived
        await pause()
    return False


async def _busy(windows: Windows) -> list[str]:
    try:
        return [name for one in await leftovers(windows) if (name := _if_busy(one))]
    except httpx.HTTPError as error:
        return [f"no answer: {error!r}"]


def _if_busy(one: SeenQueue | SeenOutbox) -> str | None:
    if isinstance(one, SeenOutbox):
        return one.service if one.pending > 0 else None
    return one.name if one.messages > 0 and not one.name.endswith(PARKED) else None
