"""Takes messages from one queue: decode, one handler, acknowledge; no message is lost or blocks others.

What was put aside of the queue is looked after here, too: see `keeping`.
"""

import asyncio
import contextlib
import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aio_pika.abc import AbstractIncomingMessage
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

from shared.crashpoints import checkpoint
from shared.events.envelope import Incoming
from shared.messaging.consumer.disposing import Disposing
from shared.messaging.consumer.judging import (
    PUT_OFF_TIER,
    RETRY_PLAN,
    STOPPING_TIER,
    Fate,
    Handler,
    Handlers,
    Verdict,
    judge,
    known_type,
)
from shared.messaging.consumer.publisher import Publisher
from shared.messaging.consumer.subscription import Subscription
from shared.messaging.consumer.turns import Turns
from shared.messaging.nodes import nodes_of
from shared.messaging.parked.keeping import Keeper
from shared.messaging.parked.owning import OwnParked
from shared.messaging.parked.retention import PARKED_DAYS, Retention
from shared.messaging.supervision import end, keep_running
from shared.messaging.topology.queues import OWNERS
from shared.messaging.wire import attempt_of, from_delivery, subject_of
from shared.observability.correlation import bind_correlation, bind_trace
from shared.observability.logs import explain_error, get_logger
from shared.observability.metrics import CONSUMED, HOLDING, REBUILT, REDELIVERED
from shared.observability.tracing import Kind, span

__all__ = ["Consumer", "ConsumerStatus", "Handler", "Handlers"]

_log = get_logger(__name__)
PREFETCH = 64
HOLD_SECONDS = 600.0  # well under RabbitMQ's 30 minutes, after which it would close the channel
WATCH_SECONDS = 15.0
_LOOK_SECONDS = 1.0
_ABSENT_LOOKS = 5
# A subscription comes back to the node that it had; where there are others, they are asked after this long.
_ELSEWHERE_LOOKS = 3
_LOST_AFTER = 3
_OPEN_AGAIN_SECONDS = 1.0
_CLOSE_SECONDS = 5.0
_LONGEST_PAUSE = 5.0
_DRAIN_SECONDS = 10.0


@dataclass(frozen=True)
class ConsumerStatus:
    """How consuming goes. `holding` counts messages that wait for something that is away."""

    queue: str
    is_consuming: bool
    in_hand: int
    holding: int

    @property
    def is_ready(self) -> bool:
        """Whether messages are taken."""
        return self.is_consuming


def end_process() -> None:
    """Ask this process to end in good order: whoever runs it starts it anew."""
    os.kill(os.getpid(), signal.SIGTERM)


class Consumer:
    """One per queue. Up to `prefetch` messages are handled side by side, those about one subject one after the other.

    Receivers are right in any order all the same: one thing's messages stand under several subjects, other processes
    consume, too, and what was put back comes later. `parked` is what was put aside, for its operators' pages.
    """

    def __init__(
        self,
        amqp_url: str,
        queue: str,
        handlers: Handlers,
        *,
        prefetch: int = PREFETCH,
        retry_plan: Sequence[str] = RETRY_PLAN,
        hold_seconds: float = HOLD_SECONDS,
        watch_seconds: float = WATCH_SECONDS,
        parked_days: int = PARKED_DAYS,
        on_lost: Callable[[], None] = end_process,
    ) -> None:
        self._url = amqp_url
        self._has_other_nodes = len(nodes_of(amqp_url)) > 1
        self._queue = queue
        self._handlers = handlers
        self._prefetch = prefetch
        self._hold_seconds = hold_seconds
        self._watch_seconds = watch_seconds
        self._on_lost = on_lost
        self._owner = OWNERS.get(queue, "")
        self._publisher = Publisher(amqp_url)
        self._disposing = Disposing(amqp_url, queue, retry_plan, self._publisher)
        self._keeper = Keeper(amqp_url, queue, self._publisher)
        self.parked = OwnParked(amqp_url, queue, self._publisher)
        self._retention = Retention(amqp_url, queue, parked_days)
        self._subscription: Subscription | None = None
        self._runner: asyncio.Task[None] | None = None
        self._keeping: Sequence[asyncio.Task[None]] = ()
        self._turns = Turns()
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._is_consuming = False
        self._holding = 0
        self._failures = 0

    async def start(self) -> None:
        """Begin, in the background: the broker need not be there."""
        self._stopping.clear()
        self._runner = asyncio.create_task(keep_running(f"consumer.{self._queue}", self._run))
        self._keeping = (
            asyncio.create_task(keep_running(f"keeper.{self._queue}", self._keeper.run)),
            asyncio.create_task(keep_running(f"retention.{self._queue}", self._retention.run)),
        )

    async def stop_consuming(self) -> None:
        """Take no more messages, and wait a little for those in hand. The first thing to do when the process ends."""
        self._stopping.set()
        going, self._runner, self._keeping = [self._runner, *self._keeping], None, ()
        await end(*(task for task in going if task is not None))
        self._is_consuming = False
        if self._subscription is not None:
            await self._subscription.cancel()
        if self._running:
            await asyncio.wait(self._running, timeout=_DRAIN_SECONDS)

    async def close(self) -> None:
        """Close the connections; what is still in hand goes back to the queue."""
        await self.stop_consuming()
        await end(*self._running)
        await self._drop_subscription()
        await self._publisher.close()

    def status(self) -> ConsumerStatus:
        """How it goes right now."""
        return ConsumerStatus(self._queue, self._is_consuming, len(self._running), self._holding)

    async def _run(self) -> None:
        await self._drop_subscription()
        self._subscription = subscription = await self._open()
        self._is_consuming = True
        _log.info("consumer.started", queue=self._queue)
        await self._watch(subscription)
        REBUILT.labels(self._queue).inc()

    async def _open(self) -> Subscription:
        is_logged = False
        while True:
            try:
                return await Subscription.open(self._url, self._queue, prefetch=self._prefetch, take=self._take)
            except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
                if not is_logged:
                    _log.warning("consumer.unconnected", queue=self._queue, why=explain_error(error))
                is_logged = True
            await asyncio.sleep(_OPEN_AGAIN_SECONDS)

    async def _watch(self, subscription: Subscription) -> None:
        absent, away, asked_at = 0, 0, time.monotonic()
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            self._is_consuming = await subscription.is_consuming()
            if not subscription.is_connected:
                absent, away, asked_at = 0, away + 1, time.monotonic()
                if self._has_other_nodes and away >= _ELSEWHERE_LOOKS:
                    _log.warning("consumer.moving", queue=self._queue)
                    return
                continue
            away = 0
            absent = 0 if self._is_consuming else absent + 1
            if absent >= _ABSENT_LOOKS:
                break
            if time.monotonic() - asked_at < self._watch_seconds:
                continue
            asked_at = time.monotonic()
            if not await subscription.is_seen():
                break
            self._failures = 0
        self._count_failure()

    def _count_failure(self) -> None:
        self._is_consuming = False
        self._failures += 1
        _log.error("consumer.gone", queue=self._queue, failures=self._failures)
        if self._failures >= _LOST_AFTER:
            self._on_lost()

    async def _drop_subscription(self) -> None:
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            # A connection that is being opened again to a dead node cannot be closed: it must not hold up the next one.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await subscription.close()

    def _take(self, raw: AbstractIncomingMessage) -> None:
        # A task of its own: FastStream's are cancelled with the connection, which would cut a handler in half.
        task = asyncio.create_task(self._process(raw))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _process(self, raw: AbstractIncomingMessage) -> None:
        checkpoint("consumer.delivered")
        incoming = from_delivery(raw, self._owner)
        bind_correlation(incoming.correlation_id or incoming.id)
        bind_trace(incoming.trace)
        if raw.redelivered:
            REDELIVERED.labels(self._queue).inc()
        try:
            async with self._turns.of(raw.channel, subject_of(raw)):
                done = await self._settle_traced(raw, incoming)
        except Exception as error:  # noqa: BLE001  the message stays unacknowledged and comes again
            _log.exception("consumer.failed", queue=self._queue, event_id=incoming.id, why=explain_error(error))
            done = "failed"
        CONSUMED.labels(self._queue, known_type(incoming.type), done).inc()

    async def _settle_traced(self, raw: AbstractIncomingMessage, incoming: Incoming) -> str:
        attributes = {"messaging.system": "rabbitmq", "messaging.destination.name": self._queue}
        with span(f"process {known_type(incoming.type)}", Kind.CONSUMER, attributes) as telling:
            done = await self._settle(raw, incoming)
            telling.note({"thidua.outcome": done, "thidua.attempt": attempt_of(raw)})
            return done

    async def _settle(self, raw: AbstractIncomingMessage, incoming: Incoming) -> str:
        verdict = await judge(self._handlers, incoming)
        if verdict.fate is Fate.HOLD:
            verdict = await self._hold(incoming, verdict)
        if verdict.fate is Fate.HOLD:
            # Not counted as an attempt: nothing is known against the message.
            tier = STOPPING_TIER if self._stopping.is_set() else PUT_OFF_TIER
            return await self._disposing.put_back(raw, tier, attempt_of(raw))
        return await self._disposing.carry_out(raw, verdict)

    async def _hold(self, incoming: Incoming, verdict: Verdict) -> Verdict:
        self._count_holding(1)
        _log.warning("message.held", queue=self._queue, event_id=incoming.id, why=verdict.reason)
        pause, until = 0.2, time.monotonic() + self._hold_seconds
        try:
            while verdict.fate is Fate.HOLD and time.monotonic() < until and not self._stopping.is_set():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause * random.uniform(0.5, 1.0)):  # noqa: S311  no secret
                        await self._stopping.wait()
                pause = min(pause * 2, _LONGEST_PAUSE)
                verdict = await judge(self._handlers, incoming)
        finally:
            self._count_holding(-1)
        return verdict

    def _count_holding(self, change: int) -> None:
        self._holding += change
        HOLDING.labels(self._queue).set(self._holding)
