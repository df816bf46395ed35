"""Looks at all parts of the system for its operators; none of them is needed for the answer."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.notifier.application.ports import Clock
from services.notifier.domain.standing import Since, follow, lengthen, standing_of
from shared.messaging.topology.counts import QueueCounts
from shared.refusals import UnavailableError
from shared.web.http.parts import Seen

_EVERY_SECONDS = 30.0
_KEPT = 120  # an hour


class Parts(Protocol):
    """The processes of the system."""

    async def ask(self) -> Sequence[Seen]:
        """What each says within a moment; those that do not are silent. None where no addresses are known."""
        ...


class Queues(Protocol):
    """The queues of the system."""

    async def count(self) -> Mapping[str, QueueCounts]:
        """What waits in each.

        Raises:
            UnavailableError: The broker is away.
        """
        ...


@dataclass(frozen=True)
class Overview:
    """The parts at one moment: what their processes say, by part; how each stands and since when; their queues.

    `queues` is absent where the broker is away; `waiting` are the latest counts of each queue, oldest first.
    """

    at: datetime
    processes: Mapping[str, Sequence[Seen]]
    since: Mapping[str, Since]
    queues: Mapping[str, QueueCounts] | None
    waiting: Mapping[str, Sequence[int]]

    @property
    def seen(self) -> Sequence[Seen]:
        """All processes."""
        return [each for instances in self.processes.values() for each in instances]


@dataclass
class LookAround:
    """Look at everything, and remember how it stood."""

    parts: Parts
    queues: Queues
    now: Clock
    _since: Mapping[str, Since] = field(default_factory=dict)
    _waiting: Mapping[str, Sequence[int]] = field(default_factory=dict)

    async def __call__(self) -> Overview:
        """Everything as it is now."""
        seen, queues = await asyncio.gather(self.parts.ask(), self._count())
        processes: dict[str, list[Seen]] = {}
        for each in seen:
            processes.setdefault(part_name(each.name), []).append(each)
        at = self.now()
        standings = {
            name: standing_of((each.ready, each.is_silent) for each in instances)
            for name, instances in processes.items()
        }
        self._since = follow(self._since, standings, at)
        return Overview(at, processes, self._since, queues, self._waiting)

    async def watch(self) -> None:
        """Look now and then for ever, so that it is known since when something is down, and how much waited."""
        while True:
            counted = (await self()).queues or {}
            self._waiting = {
                queue: lengthen(self._waiting.get(queue, ()), counts.waiting + counts.all_retried, _KEPT)
                for queue, counts in counted.items()
            }
            await asyncio.sleep(_EVERY_SECONDS)

    async def _count(self) -> Mapping[str, QueueCounts] | None:
        with suppress(UnavailableError):
            return await self.queues.count()
        return None


def part_name(process: str) -> str:
    """The part that a process is an instance of: `intake` for `intake@2`."""
    return process.partition("@")[0]
