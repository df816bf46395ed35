"""The loop that does what time brings about."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from shared.events.words import Level
from shared.observability.logs import get_logger
from shared.refusals import UnavailableError

_log = get_logger(__name__)


@dataclass(frozen=True)
class KeepTime:
    """Prepare once, then run the timers of a level in turn, again and again; a database that is away is waited for."""

    level: Level
    prepare: Callable[[], Awaitable[None]]
    timers: Sequence[Callable[[], Awaitable[object]]]
    pause_seconds: float

    async def __call__(self) -> None:
        """Go on until cancelled."""
        await self.prepare()
        while True:
            try:
                for timer in self.timers:
                    await timer()
            except UnavailableError:
                _log.warning("timers.database_away", level=self.level.value)
            await asyncio.sleep(self.pause_seconds)
