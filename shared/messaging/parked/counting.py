"""How many messages wait in the queues: the broker tells any of its users, who need no right to read them."""

from collections.abc import Iterable, Mapping

from aio_pika.abc import AbstractConnection
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

from shared.messaging.parked.looking import ANSWER_SECONDS, opened
from shared.messaging.topology.counts import QueueCounts
from shared.messaging.topology.queues import TIERS, orders_queue, parked_queue, retry_queue
from shared.refusals import UnavailableError


async def count_queues(amqp_url: str, queues: Iterable[str]) -> Mapping[str, QueueCounts]:
    """The counts of each queue.

    Raises:
        UnavailableError: The broker is away.
    """
    try:
        async with opened(amqp_url) as connection:
            return {queue: await _count(connection, queue) for queue in queues}
    except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
        raise UnavailableError from error


async def _count(connection: AbstractConnection, queue: str) -> QueueCounts:
    channel = await connection.channel(publisher_confirms=False)

    async def ask(name: str) -> tuple[int, int]:
        found = (await channel.declare_queue(name, passive=True, timeout=ANSWER_SECONDS)).declaration_result
        return found.message_count or 0, found.consumer_count or 0

    try:
        waiting, consumers = await ask(queue)
        return QueueCounts(
            waiting=waiting,
            retried={tier: (await ask(retry_queue(queue, tier)))[0] for tier in TIERS},
            parked=(await ask(parked_queue(queue)))[0],
            orders=(await ask(orders_queue(queue)))[0],
            consumers=consumers,
        )
    finally:
        if not channel.is_closed:
            await channel.close()
