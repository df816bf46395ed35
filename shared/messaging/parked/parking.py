"""The operator's view of parked messages: count, show without personal data, have sent back or dropped by their owner.

Signs in as the AMQP user `operator`, who can read parked queues and send orders to the owner of each, no more.
"""

import asyncio
import json
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from aio_pika.abc import AbstractConnection, AbstractIncomingMessage
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

from shared.messaging.link import Link, Published, user_of
from shared.messaging.parked.looking import ANSWER_SECONDS, BETWEEN_LOOKS_SECONDS, LOOKS, looking_into, opened
from shared.messaging.parked.orders import Act, Order, Report, as_message, name_of
from shared.messaging.topology.queues import (
    CONSUMED,
    OPERATOR,
    ORDERS,
    OWNERS,
    REPORTS_QUEUE,
    exchange_of,
)
from shared.messaging.wire import PARKED_AT, REASON, attempt_of, sender_of, text
from shared.observability.logs import get_logger
from shared.observability.privacy import masked
from shared.observability.progress import Tell, untold
from shared.refusals import MalformedMessageError, NotFoundError, UnavailableError

_log = get_logger(__name__)
_DELIVERY_LIMIT = "delivered too often without being acknowledged"
PATIENCE_SECONDS = 15.0
_LOOK_SECONDS = 1.0
_ANOTHER_S_SECONDS = 0.3


@dataclass(frozen=True)
class ParkedMessage:
    """One parked message as an operator may see it. `name` selects it: see `name_of`."""

    name: str
    type: str
    subject: str
    sender: str
    reason: str
    parked_at: str
    attempts: int
    body: object


class OwnerAwayError(UnavailableError):
    """The order is accepted and waits, up to a day: `owner` does not run, or does not come to it."""

    def __init__(self, owner: str) -> None:
        super().__init__()
        self.owner = owner


class Parked:
    """All parked queues, over one connection per act. Looking puts every message back where it was.

    An order is carried out by the owner of the queue; `patience` seconds without any progress are waited for it.
    """

    def __init__(self, amqp_url: str, *, patience: float = PATIENCE_SECONDS) -> None:
        self._url = amqp_url
        self._user = user_of(amqp_url)
        self._patience = patience

    async def counts(self) -> Mapping[str, int]:
        """How many messages of each consumed queue are parked.

        Raises:
            UnavailableError: The broker is away.
        """
        try:
            async with opened(self._url) as connection:
                return {queue: await _count(connection, queue) for queue in CONSUMED}
        except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
            raise UnavailableError from error

    async def show(self, queue: str, limit: int = 20) -> Sequence[ParkedMessage]:
        """The oldest parked messages of a queue, masked.

        Raises:
            NotFoundError: There is no such queue.
            UnavailableError: The broker is away.
        """
        owner = _owner(queue)
        try:
            async with opened(self._url) as connection, looking_into(connection, queue) as look:
                return [_seen(raw, owner) for raw in await look.first(limit)]
        except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
            raise UnavailableError from error

    async def replay(self, queue: str, names: Collection[str] | None = None, tell: Tell = untold) -> int:
        """Have these, or all, sent back to their queue after 5 s, with all attempts before them again; how many were.

        `tell` hears now and then how many are back, of how many.

        Raises:
            NotFoundError: There is no such queue, or not all of these are parked there; nothing was sent back then.
            OwnerAwayError: The order waits for the owner.
            UnavailableError: The broker is away; where it took the order, it stands.
        """
        return await self._order(queue, Order(act=Act.REPLAY, names=None if names is None else tuple(names)), tell)

    async def drop(self, queue: str, names: Collection[str], reason: str) -> int:
        """Have these taken out for good; who reads the log later finds the reason. How many were.

        Raises:
            NotFoundError: There is no such queue, or not all of these are parked there; nothing was dropped then.
            OwnerAwayError: The order waits for the owner.
            UnavailableError: The broker is away; where it took the order, it stands.
        """
        return await self._order(queue, Order(act=Act.DROP, names=tuple(names), why=reason), untold)

    async def _order(self, queue: str, order: Order, tell: Tell) -> int:
        _owner(queue)
        try:
            async with opened(self._url) as connection:
                if order.names is not None:
                    await _require_parked(connection, queue, order.names)
                report = await self._report_on(connection, queue, order, tell)
        except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
            raise UnavailableError from error
        if report.missing and not report.done:
            raise _not_parked(report.missing)
        _log.warning(
            f"parked.{order.act.value}_done", queue=queue, order=str(order.id), done=report.done, why=order.why
        )
        return report.done

    async def _report_on(self, connection: AbstractConnection, queue: str, order: Order, tell: Tell) -> Report:
        owner, reported = OWNERS[queue], asyncio.get_running_loop().create_future()

        async def hear(raw: AbstractIncomingMessage) -> None:
            if raw.correlation_id != str(order.id) or raw.user_id != owner:
                # Another command's, which waits for it beside this one.
                await asyncio.sleep(_ANOTHER_S_SECONDS * random.random())  # noqa: S311  no secret
                await raw.nack(requeue=True)
                return
            await raw.ack()
            if not reported.done():
                reported.set_result(raw.body)

        channel = await connection.channel(publisher_confirms=False)
        reports = await channel.get_queue(REPORTS_QUEUE, ensure=False)
        tag = await reports.consume(hear, timeout=ANSWER_SECONDS)
        await self._send(queue, order)
        try:
            return Report.read(await self._heard(connection, queue, reported, tell))
        except MalformedMessageError as error:
            raise UnavailableError from error
        finally:
            await reports.cancel(tag, timeout=ANSWER_SECONDS)

    async def _send(self, queue: str, order: Order) -> None:
        link = await Link.open(self._url)
        try:
            sent = await link.publish(exchange_of(ORDERS, OPERATOR), queue, as_message(order, self._user))
        finally:
            await link.close()
        if sent is not Published.CONFIRMED:
            raise UnavailableError
        _log.warning(
            f"parked.{order.act.value}_ordered", queue=queue, order=str(order.id), names=order.names, why=order.why
        )

    async def _heard(
        self, connection: AbstractConnection, queue: str, reported: asyncio.Future[bytes], tell: Tell
    ) -> bytes:
        loop = asyncio.get_running_loop()
        at_first = before = await _count(connection, queue)
        until = loop.time() + self._patience
        while loop.time() < until:
            await asyncio.wait({reported}, timeout=_LOOK_SECONDS)
            if reported.done():
                return reported.result()
            now = await _count(connection, queue)
            if now < before:
                until, before = loop.time() + self._patience, now
                tell(at_first - now, at_first)
        raise OwnerAwayError(OWNERS[queue])


async def _count(connection: AbstractConnection, queue: str) -> int:
    async with looking_into(connection, queue) as look:
        return look.count


def _owner(queue: str) -> str:
    owner = OWNERS.get(queue)
    if owner is None:
        raise NotFoundError(f"Không có hàng đợi {queue!r}. Các hàng đợi: {', '.join(CONSUMED)}.")
    return owner


async def _require_parked(connection: AbstractConnection, queue: str, names: Collection[str]) -> None:
    missing = set(names)
    for turn in range(1, LOOKS + 1):
        async with looking_into(connection, queue) as look:
            missing = set(names) - {name_of(raw) for raw in await look.first()}
        if not missing:
            return
        if turn < LOOKS:
            await asyncio.sleep(BETWEEN_LOOKS_SECONDS)
    raise _not_parked(missing)


def _not_parked(names: Collection[str]) -> NotFoundError:
    return NotFoundError(f"Không có trong hàng đợi lỗi: {', '.join(sorted(names))}. Hãy xem lại danh sách.")


def _seen(raw: AbstractIncomingMessage, owner: str) -> ParkedMessage:
    return ParkedMessage(
        name=name_of(raw),
        type=text(raw.headers, "cloudEvents:type") or raw.type or "",
        subject=text(raw.headers, "cloudEvents:subject"),
        sender=sender_of(raw, owner),
        reason=text(raw.headers, REASON) or _DELIVERY_LIMIT,
        parked_at=text(raw.headers, PARKED_AT),
        attempts=attempt_of(raw),
        body=_masked_body(raw.body),
    )


def _masked_body(body: bytes) -> object:
    try:
        content: object = json.loads(body)
    except ValueError:
        return f"({len(body)} bytes, no JSON)"
    return masked(content) if isinstance(content, dict | list) else f"({len(body)} bytes, no object)"
