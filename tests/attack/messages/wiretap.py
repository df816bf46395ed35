"""Listens in on all work and all facts, and sends what it heard again: an attacker with a recording."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aio_pika import Message
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from shared.messaging.topology.queues import EXCHANGES
from tests.chaos.tripling import copied


@dataclass(frozen=True)
class Wiretap:
    """What was heard, in order."""

    heard: list[AbstractIncomingMessage] = field(default_factory=list)

    @property
    def types(self) -> set[str]:
        """Of which types."""
        return {raw.type or "" for raw in self.heard}

    def copies(self) -> list[tuple[str, str, Message]]:
        """Exchange, key and the message as it was."""
        return [(raw.exchange or "", raw.routing_key or "", copied(raw)) for raw in self.heard]


@asynccontextmanager
async def listening(channel: AbstractChannel) -> AsyncIterator[Wiretap]:
    """The wiretap, while it is in place."""
    tap = Wiretap()

    async def take(raw: AbstractIncomingMessage) -> None:
        tap.heard.append(raw)

    queue = await channel.declare_queue(exclusive=True)
    for exchange in EXCHANGES:
        if exchange.type == "topic":
            await queue.bind(exchange.name, "#")
    tag = await queue.consume(take, no_ack=True)
    try:
        yield tap
    finally:
        await queue.cancel(tag)
        await queue.delete()


async def send_again(channel: AbstractChannel, copies: Iterable[tuple[str, str, Message]]) -> None:
    """All of them, in this order."""
    for exchange, key, message in copies:
        target = await channel.get_exchange(exchange, ensure=False)
        await target.publish(message, key)
