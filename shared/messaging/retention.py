"""How long parked messages are kept: their owner looks at the oldest, tells its age, and removes what is past its time.

A message is parked when it can never be applied; the operator replays or drops it. What nobody has looked after for
months still names people, so it does not lie there for ever; long before its end an alert has asked for it.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from aio_pika.abc import AbstractIncomingMessage
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

from shared.clock import utc_now
from shared.messaging.lying import looking_into, opened
from shared.messaging.orders import name_of
from shared.messaging.wire import parked_at
from shared.observability.logs import get_logger, told
from shared.observability.metrics import PARKED_EXPIRED, PARKED_OLDEST

_log = get_logger(__name__)
PARKED_DAYS = 90
_FIRST_LOOK_SECONDS = 60.0
_LOOK_SECONDS = 3600.0


class Retention:
    """Looks after the age of one queue's parked messages; one in each process that owns the queue."""

    def __init__(self, amqp_url: str, queue: str, days: int, now: Callable[[], datetime] = utc_now) -> None:
        self._url = amqp_url
        self._queue = queue
        self._most = timedelta(days=days)
        self._now = now

    async def run(self) -> None:
        """Look each hour, whether the broker is there or not."""
        await asyncio.sleep(_FIRST_LOOK_SECONDS)
        while True:
            try:
                await self.look()
            except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
                _log.warning("retention.unconnected", queue=self._queue, why=told(error))
            await asyncio.sleep(_LOOK_SECONDS)

    async def look(self) -> int:
        """Remove what is past its time, and tell the age of the oldest that stays; how many were removed.

        Raises:
            AMQPError, OSError, TimeoutError: The broker is away; what was not removed lies where it was.
        """
        removed = 0
        async with opened(self._url) as connection, looking_into(connection, self._queue) as lying:
            # No more than there are now: one that others put back meanwhile would be looked at again and again.
            for _ in range(lying.count):
                raw = await lying.next()
                age = self._age(raw) if raw is not None else timedelta(0)
                if raw is None or age <= self._most:
                    break
                await raw.ack()
                removed += 1
                PARKED_EXPIRED.labels(self._queue).inc()
                _log.error("parked.expired", queue=self._queue, message=name_of(raw), type=raw.type, days=age.days)
            else:
                age = timedelta(0)
        PARKED_OLDEST.labels(self._queue).set(age.total_seconds())
        return removed

    def _age(self, raw: AbstractIncomingMessage) -> timedelta:
        # The broker parks by itself what was returned too often; then nothing but the day of sending is known.
        since = parked_at(raw) or raw.timestamp
        if since is None:
            return timedelta(0)
        return self._now() - (since if since.tzinfo else since.replace(tzinfo=UTC))
