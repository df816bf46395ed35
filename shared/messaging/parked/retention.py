"""How long parked messages are kept: their owner looks at the oldest, tells its age, and removes what is past its time.

A message is parked when it can never be applied; the operator replays or drops it. What nobody has looked after for
months still names people, so it does not lie there for ever; long before its end an alert has asked for it.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from aio_pika.abc import AbstractIncomingMessage
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

from shared.clock import utc_now
from shared.messaging.consumer.judging import known_type
from shared.messaging.parked.looking import looking_into, opened
from shared.messaging.parked.orders import name_of
from shared.messaging.topology.queues import OWNERS
from shared.messaging.wire import parked_since, subject_of, text
from shared.observability.logs import explain_error, get_logger
from shared.observability.metrics import PARKED_EXPIRED, PARKED_LYING, PARKED_OLDEST

_log = get_logger(__name__)
PARKED_DAYS = 90
_FIRST_LOOK_SECONDS = 60.0
_LOOK_SECONDS = 3600.0
# Whoever looks holds what was looked at, and the operator's orders wait for it. Old ones stand in front.
_MOST_LOOKED_AT = 1_000


class Retention:
    """Looks after the age of one queue's parked messages; one in each process that owns the queue."""

    def __init__(self, amqp_url: str, queue: str, days: int, now: Callable[[], datetime] = utc_now) -> None:
        self._url = amqp_url
        self._queue = queue
        self._owner = OWNERS.get(queue, "")
        self._most = timedelta(days=days)
        self._now = now

    async def run(self) -> None:
        """Look each hour, whether the broker is there or not."""
        await asyncio.sleep(_FIRST_LOOK_SECONDS)
        while True:
            try:
                await self.look()
            except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
                _log.warning("retention.unconnected", queue=self._queue, why=explain_error(error))
            await asyncio.sleep(_LOOK_SECONDS)

    async def look(self) -> int:
        """Remove what is past its time, and tell the age of the oldest that stays; how many were removed.

        Raises:
            AMQPError, OSError, TimeoutError: The broker is away; what was not removed lies where it was.
        """
        removed, oldest = 0, timedelta(0)
        async with opened(self._url) as connection, looking_into(connection, self._queue) as look:
            # No more than there are now: one that others put back meanwhile would be looked at again and again. All of
            # them, since one whose day is not known, or that the broker parked by itself, may stand before an old one.
            for _ in range(min(look.count, _MOST_LOOKED_AT)):
                raw = await look.next()
                if raw is None:
                    break
                age = self._age(raw)
                if age <= self._most:
                    oldest = max(oldest, age)
                    continue
                self._tell(raw, age)
                await raw.ack()
                removed += 1
            PARKED_LYING.labels(self._queue).set(look.count - removed)
        PARKED_OLDEST.labels(self._queue).set(oldest.total_seconds())
        return removed

    def _tell(self, raw: AbstractIncomingMessage, age: timedelta) -> None:
        # Before it is removed: who dies in between has said it once too often, and not once too few.
        _log.error(
            "parked.expired",
            queue=self._queue,
            event_id=name_of(raw),
            type=known_type(text(raw.headers, "cloudEvents:type")),
            subject=subject_of(raw),
            days=age.days,
        )
        PARKED_EXPIRED.labels(self._queue).inc()

    def _age(self, raw: AbstractIncomingMessage) -> timedelta:
        since = parked_since(raw, self._owner)
        return timedelta(0) if since is None else self._now() - since
