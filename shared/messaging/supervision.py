"""Keeps a loop running for as long as the process wants it: an ended loop is a fault, whatever ended it."""

import asyncio
from collections.abc import Awaitable, Callable

from shared.observability.logs import explain_error, get_logger
from shared.observability.metrics import RESTARTS

_log = get_logger(__name__)
_PAUSE_SECONDS = 0.2
# Longer than a consumer that is stopped while it connects waits for that to end: told again, it would cut it short.
_AGAIN_SECONDS = 12.0


async def keep_running(name: str, loop: Callable[[], Awaitable[None]]) -> None:
    """Run the loop until this task is cancelled, starting it again each time that it ends by itself."""
    while True:
        try:
            await loop()
            why = "returned"
        except asyncio.CancelledError:
            # Libraries cancel what waits on a lost connection: only a cancellation of this very task ends the loop.
            if is_cancelled():
                raise
            why = "cancelled from within"
        except Exception as error:  # noqa: BLE001  whatever it is, the loop goes on
            why = explain_error(error)
            _log.exception("loop.failed", loop=name)
        RESTARTS.labels(name).inc()
        _log.warning("loop.restarted", loop=name, why=why)
        await asyncio.sleep(_PAUSE_SECONDS)


def is_cancelled() -> bool:
    """Whether the current task itself was asked to end, as opposed to an awaited future that a library cancelled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def end(*tasks: asyncio.Task[None], again_after: float = _AGAIN_SECONDS) -> None:
    """Cancel these and wait until they are gone."""
    going = set(tasks)
    while going := {task for task in going if not task.done()}:
        for task in going:
            task.cancel()
        # Libraries swallow a cancellation now and then: what goes on in spite of it is told again.
        await asyncio.wait(going, timeout=again_after)
