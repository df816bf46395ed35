"""A look into a parked queue: messages are taken one by one, and what is not acknowledged is back where it was."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aio_pika
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage, AbstractQueue

from shared.messaging.link import CONNECT_SECONDS, with_heartbeat
from shared.messaging.nodes import open_at_any
from shared.messaging.topology.queues import parked_queue

ANSWER_SECONDS = 10.0
# Whoever looks into a parked queue holds its messages for that moment: what is not found is looked for again.
LOOKS = 10
BETWEEN_LOOKS_SECONDS = 0.3
# With more than 32 acknowledgements under way, RabbitMQ keeps those of a quorum queue back in the channel, and loses
# them when it is closed: what was taken out would lie there again.
MOST_AT_ONCE = 30


@dataclass(frozen=True)
class ParkedLook:
    """The parked messages of one queue, oldest first. `count` is how many there were; others may hold some of them."""

    count: int
    _queue: AbstractQueue

    async def next(self) -> AbstractIncomingMessage | None:
        """The next one; none when all are taken."""
        return await self._queue.get(fail=False, timeout=ANSWER_SECONDS)

    async def first(self, most: int | None = None) -> list[AbstractIncomingMessage]:
        """All of them, or so many."""
        taken: list[AbstractIncomingMessage] = []
        while most is None or len(taken) < most:
            raw = await self.next()
            if raw is None:
                break
            taken.append(raw)
        return taken


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[AbstractConnection]:
    """A connection, to any node where the address names several.

    Raises:
        AMQPError, OSError, TimeoutError: The broker is away.
    """
    connection = await open_at_any(url, _connected)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def looking_into(connection: AbstractConnection, queue: str) -> AsyncIterator[ParkedLook]:
    """The parked messages of `queue`, on a channel of their own."""
    channel = await connection.channel(publisher_confirms=False)
    try:
        parked = await channel.declare_queue(parked_queue(queue), passive=True, timeout=ANSWER_SECONDS)
        yield ParkedLook(parked.declaration_result.message_count or 0, parked)
    finally:
        # Said, not left to the closing of the channel, so that the next look finds them; tag 0 means all.
        if not channel.is_closed:
            underlay = await channel.get_underlay_channel()
            await underlay.basic_nack(0, multiple=True, requeue=True)
            await channel.close()


async def _connected(node: str) -> AbstractConnection:
    return await aio_pika.connect(with_heartbeat(node), timeout=CONNECT_SECONDS)
