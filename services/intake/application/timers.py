"""What intake does every so many seconds, for as long as the process runs."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.observability.logs import get_logger
from shared.refusals import UnavailableError

_log = get_logger(__name__)


@dataclass(frozen=True)
class Timer:
    """`act` tells how much there was to do."""

    name: str
    seconds: float
    act: Callable[[], Awaitable[int]]

    async def run(self) -> None:
        """Act again and again; while the database is away, nothing is done."""
        while True:
            await asyncio.sleep(self.seconds)
            try:
                count = await self.act()
            except UnavailableError:
                continue
            if count:
                _log.info(f"intake.{self.name}", count=count)
