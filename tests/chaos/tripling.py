"""Every queue threefold and shuffled: a detour through shadow queues, from which each message goes on three times."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from random import Random

from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue

from ops.stack import Stack
from shared.messaging.topology.queues import BINDINGS, CONSUMED, EXCHANGES, Binding
from tests.chaos.insider import insider

COPIES = 3
_GATHER_SECONDS = 0.3
_IDLE_SECONDS = 0.05
_BATCH = 50
_TOPICS = frozenset(one.name for one in EXCHANGES if one.type == "topic")
_DETOURS: Sequence[Binding] = tuple(binding for binding in BINDINGS if binding.exchange in _TOPICS)


@asynccontextmanager
async def tripled(stack: Stack, dice: Random) -> AsyncIterator[Counter[str]]:
    """Meanwhile whatever is published arrives three times, in any order; at the end everything is as it was.

    Gives how many messages each queue was sent, copies counted.
    """
    sent: Counter[str] = Counter()
    async with insider(stack) as channel:
        shadows = {name: await _shadow(channel, name) for name in CONSUMED}
        over = asyncio.Event()
        for binding in _DETOURS:
            await shadows[binding.queue].bind(binding.exchange, binding.key)
            await (await channel.get_queue(binding.queue)).unbind(binding.exchange, binding.key)
        async with asyncio.TaskGroup() as pumps:
            for name, shadow in shadows.items():
                pumps.create_task(_pump(channel, shadow, name, dice, over, sent))
            try:
                yield sent
            finally:
                for binding in _DETOURS:
                    await (await channel.get_queue(binding.queue)).bind(binding.exchange, binding.key)
                    await shadows[binding.queue].unbind(binding.exchange, binding.key)
                over.set()
        for shadow in shadows.values():
            await shadow.delete(if_unused=False, if_empty=False)


async def _shadow(channel: AbstractChannel, queue: str) -> AbstractQueue:
    return await channel.declare_queue(f"shadow.{queue}", durable=True, arguments={"x-queue-type": "quorum"})


async def _pump(
    channel: AbstractChannel, shadow: AbstractQueue, queue: str, dice: Random, over: asyncio.Event, sent: Counter[str]
) -> None:
    while True:
        is_last = over.is_set()
        batch = await _gathered(shadow)
        if not batch and is_last:
            return
        copies = [copied(raw) for raw in batch for _ in range(COPIES)]
        dice.shuffle(copies)
        for copy in copies:
            await channel.default_exchange.publish(copy, queue)
            sent[queue] += 1
        for raw in batch:
            await raw.ack()


async def _gathered(shadow: AbstractQueue) -> list[AbstractIncomingMessage]:
    loop = asyncio.get_running_loop()
    until, batch = loop.time() + _GATHER_SECONDS, list[AbstractIncomingMessage]()
    while loop.time() < until and len(batch) < _BATCH:
        raw = await shadow.get(fail=False)
        if raw is None:
            await asyncio.sleep(_IDLE_SECONDS)
        else:
            batch.append(raw)
    return batch


def copied(raw: AbstractIncomingMessage) -> Message:
    return Message(
        raw.body,
        headers=raw.headers,
        content_type=raw.content_type,
        delivery_mode=DeliveryMode.PERSISTENT,
        message_id=raw.message_id,
        correlation_id=raw.correlation_id,
        timestamp=raw.timestamp,
        type=raw.type,
        user_id=raw.user_id,
        app_id=raw.app_id,
    )
