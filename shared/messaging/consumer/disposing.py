"""Carries out a verdict: acknowledged only after what shall remain of the message is safe elsewhere."""

from collections.abc import Sequence

from aio_pika.abc import AbstractIncomingMessage
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

from shared.crashpoints import checkpoint
from shared.messaging.consumer.judging import Fate, Verdict
from shared.messaging.consumer.publisher import Publisher
from shared.messaging.link import user_of
from shared.messaging.topology.queues import OWNERS, PARKING, RETRY, exchange_of, retry_key
from shared.messaging.wire import attempt_of, put_aside, put_back
from shared.observability.logs import get_logger
from shared.observability.metrics import PARKED, RETRIED

_log = get_logger(__name__)


class Disposing:
    """Acknowledges, puts back or puts aside messages of one queue."""

    def __init__(self, url: str, queue: str, retry_plan: Sequence[str], publisher: Publisher) -> None:
        self._queue = queue
        self._plan = retry_plan
        self._user = user_of(url)
        self._owner = OWNERS.get(queue, self._user)
        self._publisher = publisher

    async def carry_out(self, raw: AbstractIncomingMessage, verdict: Verdict) -> str:
        """Do what the verdict says; returns what was done, for the count."""
        if verdict.fate is Fate.DONE:
            checkpoint("consumer.applied")
            return await self._acknowledge(raw, "done")
        attempt = attempt_of(raw)
        if verdict.fate is Fate.RETRY and attempt < len(self._plan):
            return await self.put_back(raw, self._plan[attempt], attempt + 1)
        reason = verdict.reason
        if verdict.fate is Fate.RETRY:
            reason = f"after {attempt} further attempts: {reason}"
        return await self._put_aside(raw, reason, verdict.kind)

    async def put_back(self, raw: AbstractIncomingMessage, tier: str, attempt: int) -> str:
        """Have it come again after the tier's time, as that attempt."""
        copy = put_back(raw, user=self._user, owner=self._owner, attempt=attempt)
        if not await self._publisher.place(raw, exchange_of(RETRY, self._owner), retry_key(self._queue, tier), copy):
            return "left"
        RETRIED.labels(self._queue, tier).inc()
        checkpoint("consumer.retry_published")
        return await self._acknowledge(raw, "retried")

    async def _put_aside(self, raw: AbstractIncomingMessage, reason: str, kind: str) -> str:
        copy = put_aside(raw, user=self._user, owner=self._owner, reason=reason)
        if not await self._publisher.place(raw, exchange_of(PARKING, self._owner), self._queue, copy):
            return "left"
        PARKED.labels(self._queue, kind).inc()
        _log.error("message.parked", queue=self._queue, event_id=raw.message_id, kind=kind, why=reason)
        return await self._acknowledge(raw, "parked")

    async def _acknowledge(self, raw: AbstractIncomingMessage, done: str) -> str:
        try:
            await raw.ack()
        except CONNECTION_EXCEPTIONS:
            return "unacknowledged"  # it will be delivered again, and change nothing
        checkpoint("consumer.acked")
        return done
