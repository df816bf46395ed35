"""Finds what crashes, failures and overload left in the outboxes, and brings it to the lanes."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from shared.crashpoints import checkpoint
from shared.messaging.relay.lanes import Lanes
from shared.messaging.relay.pending import Backlog, PendingMessages
from shared.messaging.relay.setbacks import Setbacks
from shared.observability.logs import get_logger
from shared.observability.metrics import OUTBOX_AGE, OUTBOX_PENDING
from shared.refusals import UnavailableError

_log = get_logger(__name__)
LIMIT = 500
BUSY_SECONDS = 0.5
IDLE_SECONDS = 2.0
LOOK_SECONDS = 1.0


class Sweeping:
    """Takes due outboxes by lease, oldest first, as long as the broker is there and the lanes have room."""

    def __init__(
        self,
        outboxes: Mapping[str, PendingMessages],
        lanes: Lanes,
        setbacks: Setbacks,
        *,
        clock: Callable[[], datetime],
        may_publish: Callable[[], bool],
    ) -> None:
        self._outboxes = outboxes
        self._lanes = lanes
        self._setbacks = setbacks
        self._clock = clock
        self._may_publish = may_publish
        self._wake = asyncio.Event()
        self._backlogs: dict[str, Backlog] = {}
        self._looked_at = -LOOK_SECONDS  # monotonic
        self.is_caught_up = False  # since the last connection, one sweep found the outboxes empty of due messages

    @property
    def backlogs(self) -> Mapping[str, Backlog]:
        """What waited in each collection when last looked at."""
        return self._backlogs

    def restart(self) -> None:
        """Sweep at once: messages can leave again."""
        self.is_caught_up = False
        self._wake.set()

    async def run(self) -> None:
        """Look and sweep for ever, more often while there is something to find; looking goes on without the broker."""
        while True:
            found = 0
            try:
                waiting = await self._look()
                if self._may_publish() and self._lanes.has_room(0.5):
                    found = await self._sweep(waiting)
            except UnavailableError:
                _log.warning("sweep.database_away")
            await self._pause(found)

    async def _look(self) -> Mapping[str, PendingMessages]:
        """The outboxes in which something may wait: those seen empty at this moment need no sweep."""
        if time.monotonic() - self._looked_at < LOOK_SECONDS:
            return self._outboxes
        for collection, outbox in self._outboxes.items():
            self._note(collection, await outbox.backlog())
        self._looked_at = time.monotonic()
        return {name: outbox for name, outbox in self._outboxes.items() if self._backlogs[name].pending}

    async def _sweep(self, waiting: Mapping[str, PendingMessages]) -> int:
        most = 0
        for collection, outbox in waiting.items():
            taken = await outbox.take_due(self._clock(), LIMIT)
            if taken:
                checkpoint("relay.swept")
            for pending in taken:
                key = (collection, pending.document_id)
                self._lanes.add(key, pending.messages)
                self._setbacks.swept(key)
            most = max(most, len(taken))
        if most < LIMIT:
            self.is_caught_up = True
        return most

    async def _pause(self, found: int) -> None:
        self._setbacks.prune()
        if found >= LIMIT and self._lanes.has_room(0.5):
            await asyncio.sleep(0)
            return
        is_busy = found or self._setbacks or not self.is_caught_up
        seconds = (BUSY_SECONDS if is_busy else IDLE_SECONDS) * random.uniform(0.7, 1.0)  # noqa: S311  no secret
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return
        self._wake.clear()

    def _note(self, collection: str, backlog: Backlog) -> None:
        self._backlogs[collection] = backlog
        age = (self._clock() - backlog.oldest).total_seconds() if backlog.oldest else 0.0
        OUTBOX_PENDING.labels(collection).set(backlog.pending)
        OUTBOX_AGE.labels(collection).set(max(age, 0.0))
