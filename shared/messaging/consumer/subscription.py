"""One queue taken from with FastStream; everything that depends on how FastStream and aio-pika work inside is here."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Self

import aiormq
from aio_pika.abc import AbstractIncomingMessage, AbstractRobustConnection
from aio_pika.exceptions import CONNECTION_EXCEPTIONS
from faststream import AckPolicy
from faststream.message import StreamMessage
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitMessage, RabbitQueue
from faststream.rabbit.subscriber import RabbitSubscriber

from shared.messaging.link import with_heartbeat
from shared.messaging.nodes import open_at_any

_RECONNECT_SECONDS = 1.0
_ANSWER_SECONDS = 5.0
_CLOSE_SECONDS = 2.0
Take = Callable[[AbstractIncomingMessage], None]


class Subscription:
    """A live subscription; it comes back by itself after a lost connection, as a rule: see `is_consuming`."""

    def __init__(
        self, connection: AbstractRobustConnection, broker: RabbitBroker, subscriber: RabbitSubscriber
    ) -> None:
        self._connection = connection
        self._broker = broker
        self._subscriber = subscriber
        self._queue = subscriber.queue.name

    @classmethod
    async def open(cls, url: str, queue: str, *, prefetch: int, take: Take) -> Self:
        """Connect and consume; `take` is called with each raw message and must answer for its acknowledgement.

        Raises:
            AMQPError, OSError, TimeoutError: The broker is away, or has no such queue for this user.
        """

        async def at(node: str) -> Self:
            return await cls._open_at(node, queue, prefetch=prefetch, take=take)

        return await open_at_any(url, at)

    @classmethod
    async def _open_at(cls, url: str, queue: str, *, prefetch: int, take: Take) -> Self:
        # Each broker object asks for this queue once, with its own channel: a second asking would lose the prefetch.
        broker = RabbitBroker(
            with_heartbeat(url),
            timeout=_ANSWER_SECONDS,
            reconnect_interval=_RECONNECT_SECONDS,
            fail_fast=True,
            graceful_timeout=None,  # the consumer waits for its handlers itself, after the cancel
            logger=None,
            apply_types=False,
            decoder=_undecoded,
        )
        subscriber = broker.subscriber(
            RabbitQueue(queue, queue_type=QueueType.QUORUM, declare=False),
            channel=Channel(prefetch_count=prefetch, publisher_confirms=False),
            ack_policy=AckPolicy.MANUAL,
            no_reply=True,
        )

        async def receive(message: RabbitMessage) -> None:
            take(message.raw_message)

        subscriber(receive)
        starting = asyncio.create_task(broker.start())
        try:
            await asyncio.shield(starting)
            return cls(await broker.connect(), broker, subscriber)
        except BaseException:
            # Cancelled while it connects, aio_pika would go on trying for ever; let alone, it soon comes to its end.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(2 * _ANSWER_SECONDS):
                    await asyncio.gather(starting, return_exceptions=True)
            await _stop(broker)
            raise

    @property
    def is_connected(self) -> bool:
        """Whether the connection stands as far as this side knows."""
        return self._connection.connected.is_set()

    async def is_consuming(self) -> bool:
        """Whether this side has its consumer: it is lost when the broker cancels it and it cannot be taken up again."""
        queue, tag = self._subscriber._queue_obj, self._subscriber._consumer_tag  # noqa: SLF001  FastStream shows neither
        if queue is None or tag is None or not self.is_connected:
            return False
        try:
            channel = await queue.channel.get_underlay_channel()
        except CONNECTION_EXCEPTIONS:
            return False
        return isinstance(channel, aiormq.Channel) and not channel.is_closed and tag in channel.consumers

    async def is_seen(self) -> bool:
        """Whether the broker knows of a consumer of this queue, asked on a channel of its own."""
        transport = self._connection.transport
        if transport is None:
            return False
        try:
            channel = await transport.connection.channel(publisher_confirms=False)
            try:
                declared = await channel.queue_declare(self._queue, passive=True, timeout=_ANSWER_SECONDS)
            finally:
                with contextlib.suppress(*CONNECTION_EXCEPTIONS):
                    await channel.close()
        except (*CONNECTION_EXCEPTIONS, TimeoutError):
            return False
        return bool(declared.consumer_count)

    async def cancel(self) -> None:
        """Take no more messages. FastStream's own stop would go on taking and swallow what it takes."""
        queue, tag = self._subscriber._queue_obj, self._subscriber._consumer_tag  # noqa: SLF001  as above
        if queue is None or tag is None:
            return
        self._subscriber._consumer_tag = None  # noqa: SLF001  so that FastStream does not cancel it again
        with contextlib.suppress(*CONNECTION_EXCEPTIONS, TimeoutError):
            await queue.cancel(tag, timeout=_ANSWER_SECONDS)

    async def close(self) -> None:
        """Close the connection; what is not acknowledged goes back to the queue."""
        await self.cancel()
        try:
            await _stop(self._broker)
        finally:
            # FastStream may not get that far where the node is dead; left alone, it would go on connecting for ever.
            with contextlib.suppress(*CONNECTION_EXCEPTIONS, TimeoutError):
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await self._connection.close()


async def _stop(broker: RabbitBroker) -> None:
    with contextlib.suppress(*CONNECTION_EXCEPTIONS, TimeoutError):
        await broker.stop()


async def _undecoded(message: StreamMessage[AbstractIncomingMessage]) -> StreamMessage[AbstractIncomingMessage]:
    # A body that is no JSON must reach the handler too: only there can it be parked.
    return message
