"""Publishes what the outboxes hold: at once after each write, and by sweeping what was left.

Delivery is at least once. It is in order for each document, also past a crash and with several processes, where the
repository minds what it finds waiting; elsewhere a new message may overtake one that another process has in hand, and
receivers go by versions.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.events.envelope import Outgoing
from shared.messaging.relay.lanes import Lanes
from shared.messaging.relay.pending import Backlog, PendingMessages
from shared.messaging.relay.publishing import Publishing
from shared.messaging.relay.setbacks import Setbacks
from shared.messaging.relay.settling import Settling
from shared.messaging.relay.sweeping import Sweeping
from shared.messaging.supervision import end, keep_running
from shared.observability.logs import get_logger
from shared.observability.metrics import OFFERS_DROPPED

_log = get_logger(__name__)
CAPACITY = 10_000
GRACE_SECONDS = 2.0  # as the outbox sets `outbox_due` ahead
DRAIN_SECONDS = 5.0


@dataclass(frozen=True)
class RelayStatus:
    """How publishing goes. `oldest_age` is that of the oldest unpublished message when last looked at."""

    is_alive: bool
    is_connected: bool
    is_blocked: bool
    in_hand: int
    pending: int
    oldest_age: timedelta
    last_confirmed: datetime | None

    @property
    def is_ready(self) -> bool:
        """Whether messages leave."""
        return self.is_alive and self.is_connected and not self.is_blocked


class Relay:
    """One per process and AMQP user. `outboxes` maps a name of the caller's choice, used in offers, to an outbox."""

    def __init__(
        self, amqp_url: str, outboxes: Mapping[str, PendingMessages], *, clock: Callable[[], datetime]
    ) -> None:
        self._clock = clock
        self._lanes = Lanes(CAPACITY)
        self._setbacks = Setbacks(time.monotonic)
        self._settling = Settling(outboxes, self._lanes.forget)
        self._publishing = Publishing(
            amqp_url, self._lanes, self._settling, self._setbacks, clock=clock, reopened=self._reopened
        )
        self._sweeping = Sweeping(
            outboxes, self._lanes, self._setbacks, clock=clock, may_publish=lambda: self._publishing.is_connected
        )
        self._outboxes = outboxes
        self._tasks: list[asyncio.Task[None]] = []
        self._is_stopping = False

    def start(self) -> None:
        """Begin, in the background: neither broker nor database need be there."""
        self._is_stopping = False
        loops = {
            "relay.publishing": self._publishing.run,
            "relay.settling": self._settling.run,
            "relay.sweeping": self._sweeping.run,
        }
        self._tasks = [asyncio.create_task(keep_running(name, loop), name=name) for name, loop in loops.items()]

    async def stop(self) -> None:
        """Publish what is in hand, for a few seconds at most, and store what became of it; the rest stays stored."""
        if not self._tasks:
            return
        self._is_stopping = True
        publishing, settling, sweeping = self._tasks
        self._tasks = []
        await end(sweeping)
        if self._publishing.is_connected:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DRAIN_SECONDS):
                    await self._lanes.wait_empty()
        await end(publishing)
        await end(settling)
        await self._settling.finish()

    def offer(self, collection: str, document_id: object, messages: Sequence[Outgoing]) -> None:
        """Take just stored messages in hand. Never blocks, never raises; what it does not take, the sweep finds."""
        if not messages:
            return
        key = (collection, document_id)
        if self.takes_offers() and collection in self._outboxes and not self._setbacks.is_held(key):
            self._lanes.add(key, messages)
            return
        OFFERS_DROPPED.inc(len(messages))
        if not self._is_stopping:
            self._setbacks.hold(key, GRACE_SECONDS)

    def mind(self, collection: str, document_id: object, waiting: Collection[UUID]) -> None:
        """These wait to be published while the document is read: unless all are in hand here, the sweep keeps order."""
        if not self._lanes.knows(waiting):
            self._setbacks.hold((collection, document_id), GRACE_SECONDS)

    def takes_offers(self) -> bool:
        """Whether a message offered now leaves at once rather than with a sweep."""
        # Until a sweep has caught up, stored messages may be older than the one offered: it must not overtake them.
        is_open = self._publishing.is_connected and self._sweeping.is_caught_up and not self._is_stopping
        return is_open and self._lanes.has_room()

    @property
    def backlogs(self) -> Mapping[str, Backlog]:
        """What waited in each outbox when last looked at."""
        return self._sweeping.backlogs

    @property
    def oldest_age(self) -> timedelta:
        """The age of the oldest unpublished message when last looked at; every submission asks for it."""
        oldest = min((backlog.oldest for backlog in self._sweeping.backlogs.values() if backlog.oldest), default=None)
        return max(self._clock() - oldest, timedelta(0)) if oldest else timedelta(0)

    def status(self) -> RelayStatus:
        """How it goes right now."""
        return RelayStatus(
            is_alive=bool(self._tasks) and not any(task.done() for task in self._tasks),
            is_connected=self._publishing.is_connected,
            is_blocked=self._publishing.is_blocked,
            in_hand=self._lanes.size,
            pending=sum(backlog.pending for backlog in self._sweeping.backlogs.values()),
            oldest_age=self.oldest_age,
            last_confirmed=self._publishing.last_confirmed,
        )

    def _reopened(self) -> None:
        self._sweeping.restart()
