"""The owner's side of parked messages: it alone takes them out again, as the operator orders.

A message that is replayed goes back by the owner's own retry queue, in the name of who sent it first. Each step is
confirmed before the next: a process that dies between two of them leaves the order and the message where they were, and
its successor does it again. What was put back twice by then is applied once, like any message that comes twice.
"""

import asyncio

from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage
from aio_pika.exceptions import CONNECTION_EXCEPTIONS
from aiormq import Channel

from shared.crashpoints import checkpoint
from shared.messaging.consumer.publisher import Publisher
from shared.messaging.link import user_of
from shared.messaging.parked.looking import (
    ANSWER_SECONDS,
    BETWEEN_LOOKS_SECONDS,
    LOOKS,
    MOST_AT_ONCE,
    looking_into,
    opened,
)
from shared.messaging.parked.orders import Order, Report, as_message, name_of
from shared.messaging.parked.removal import Removal
from shared.messaging.topology.queues import (
    OPERATOR,
    OWNERS,
    REPORTS,
    REPORTS_QUEUE,
    exchange_of,
    orders_queue,
)
from shared.observability.logs import explain_error, get_logger
from shared.refusals import MalformedMessageError, UnavailableError

_log = get_logger(__name__)
_LOOK_SECONDS = 5.0
_OPEN_AGAIN_SECONDS = 2.0


class Keeper:
    """Carries out the orders about one queue's parked messages, one after the other."""

    def __init__(self, amqp_url: str, queue: str, publisher: Publisher) -> None:
        self._url = amqp_url
        self._queue = queue
        self._user = user_of(amqp_url)
        self._owner = OWNERS.get(queue, self._user)
        self._removal = Removal(queue, self._owner, self._user, publisher)

    async def run(self) -> None:
        """Take orders for ever, whether the broker is there or not."""
        is_logged = False
        while True:
            try:
                async with opened(self._url) as connection:
                    await self._take_orders(connection)
            except (*CONNECTION_EXCEPTIONS, TimeoutError, UnavailableError) as error:
                if not is_logged:
                    _log.warning("keeper.unconnected", queue=self._queue, why=explain_error(error))
                is_logged = True
            else:
                is_logged = False
            await asyncio.sleep(_OPEN_AGAIN_SECONDS)

    async def _take_orders(self, connection: AbstractConnection) -> None:
        """Take orders until the broker lets go of this consumer or the connection."""
        channel = await connection.channel(publisher_confirms=False)
        await channel.set_qos(prefetch_count=1)
        taken: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
        queue = await channel.get_queue(orders_queue(self._queue), ensure=False)
        tag = await queue.consume(taken.put, timeout=ANSWER_SECONDS)
        while await _is_consuming(channel, tag):
            try:
                async with asyncio.timeout(_LOOK_SECONDS):
                    raw = await taken.get()
            except TimeoutError:
                continue
            await self._answer(connection, raw)

    async def _answer(self, connection: AbstractConnection, raw: AbstractIncomingMessage) -> None:
        try:
            order = _read(raw)
        except MalformedMessageError as error:
            _log.error("order.refused", queue=self._queue, sender=raw.user_id, why=error.message)
            await raw.ack()
            return
        report = await self._carry_out(connection, order, is_again=bool(raw.redelivered))
        checkpoint("keeper.done")
        await self._removal.place(raw, exchange_of(REPORTS, self._owner), REPORTS_QUEUE, as_message(report, self._user))
        checkpoint("keeper.reported")
        await raw.ack()

    async def _carry_out(self, connection: AbstractConnection, order: Order, *, is_again: bool) -> Report:
        if order.names is None:
            return Report(order=order.id, done=await self._settle_all(connection, order))
        return await self._settle_named(connection, order, set(order.names), is_again=is_again)

    async def _settle_named(
        self, connection: AbstractConnection, order: Order, left: set[str], *, is_again: bool
    ) -> Report:
        done, turn, gone = 0, 0, set[str]()
        while left and turn < LOOKS:
            turn += 1
            async with looking_into(connection, self._queue) as look:
                named = [(name, raw) for raw in await look.first() if (name := name_of(raw)) in left]
                missing = left - {name for name, _ in named}
                # Where a predecessor died over the same order, some are gone already: the others are still to be done.
                if not missing or (turn == LOOKS and (is_again or done)):
                    for _, raw in named[:MOST_AT_ONCE]:
                        await self._remove(raw, order)
                        done += 1
                    gone |= missing
                    left, turn = {name for name, _ in named[MOST_AT_ONCE:]}, 0
                    continue
            await asyncio.sleep(BETWEEN_LOOKS_SECONDS)
        return Report(order=order.id, done=done, missing=tuple(sorted(gone | left)))

    async def _settle_all(self, connection: AbstractConnection, order: Order) -> int:
        async with looking_into(connection, self._queue) as look:
            # No more than there are now: one that is put back may be parked again while this goes on.
            for done in range(look.count):
                raw = await look.next()
                if raw is None:
                    return done
                await self._remove(raw, order)
            return look.count

    async def _remove(self, raw: AbstractIncomingMessage, order: Order) -> None:
        await self._removal.remove(raw, order.act, order=str(order.id), why=order.why)


def _read(raw: AbstractIncomingMessage) -> Order:
    if raw.user_id != OPERATOR:
        raise MalformedMessageError("only the operator may order")
    return Order.read(raw.body)


async def _is_consuming(channel: AbstractChannel, tag: str) -> bool:
    if channel.is_closed:
        return False
    underlay = await channel.get_underlay_channel()
    return isinstance(underlay, Channel) and not underlay.is_closed and tag in underlay.consumers
