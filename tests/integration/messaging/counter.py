"""The other end of a queue, on a plain connection: puts in and takes out raw messages, and asks how many there are."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue

from shared.events.envelope import Outgoing
from shared.messaging.link import Link, Published, user_of
from shared.messaging.topology.queues import exchange_of
from shared.messaging.wire import to_message
from tests.integration.messaging.waiting import eventually

PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Counter:
    """Everything may be done with `url`, the administrator's; `sender` is a service's address."""

    url: str
    channel: AbstractChannel

    async def publish(self, sender: str, messages: Sequence[Outgoing]) -> None:
        """As the relay of that sender would."""
        link = await Link.open(sender)
        try:
            for message in messages:
                user = user_of(sender)
                exchange = exchange_of(message.exchange, user)
                assert await link.publish(exchange, message.key, to_message(message, user)) is Published.CONFIRMED
        finally:
            await link.close()

    async def queue(self, name: str) -> AbstractQueue:
        """The queue, asked anew."""
        return await self.channel.declare_queue(name, passive=True)

    async def count(self, name: str) -> int:
        """How many messages are ready in it."""
        return (await self.queue(name)).declaration_result.message_count or 0

    async def take(self, name: str, count: int) -> list[AbstractIncomingMessage]:
        """That many messages, out of the queue."""
        queue = await self.channel.get_queue(name, ensure=False)
        taken: list[AbstractIncomingMessage] = []

        async def is_enough() -> bool:
            while raw := await queue.get(fail=False, no_ack=True):
                taken.append(raw)
            return len(taken) >= count

        await eventually(is_enough)
        return taken

    async def empty(self, *names: str) -> None:
        """Nothing is left in these."""
        for name in names:
            await (await self.queue(name)).purge()


@asynccontextmanager
async def opened_counter(url: str) -> AsyncIterator[Counter]:
    """A counter with the rights of that user."""
    connection = await aio_pika.connect(url)
    try:
        yield Counter(url, await connection.channel())
    finally:
        await connection.close()
