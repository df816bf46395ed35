"""The operator's view of parked messages: count, show without personal data, send back, drop with a reason.

Signs in as the AMQP user `operator`, who can read parked queues and write to the shortest retry queue of each, no more.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage, AbstractQueue
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

from shared.messaging.link import CONNECT_SECONDS, Link, Published, user_of, with_heartbeat
from shared.messaging.nodes import open_at_any
from shared.messaging.topology import CONSUMED, OWNERS, REPLAY_TIER, RETRY, parked_queue, retry_key
from shared.messaging.wire import PARKED_AT, REASON, attempt_of, put_back, sender_of, text
from shared.observability.logs import get_logger
from shared.observability.privacy import masked
from shared.observability.progress import Tell, untold
from shared.refusals import NotFoundError, UnavailableError

_log = get_logger(__name__)
_ANSWER_SECONDS = 10.0
_DELIVERY_LIMIT = "delivered too often without being acknowledged"


@dataclass(frozen=True)
class ParkedMessage:
    """One parked message as an operator may see it. `name` selects it: its event id, or `#3` where it has none."""

    name: str
    type: str
    subject: str
    sender: str
    reason: str
    parked_at: str
    attempts: int
    body: object


class Parked:
    """All parked queues, over one connection per act. Looking puts every message back where it was."""

    def __init__(self, amqp_url: str) -> None:
        self._url = amqp_url
        self._user = user_of(amqp_url)

    async def counts(self) -> Mapping[str, int]:
        """How many messages of each consumed queue are parked.

        Raises:
            UnavailableError: The broker is away.
        """
        counts: dict[str, int] = {}
        for queue in CONSUMED:
            async with self._opened(queue) as opened:
                counts[queue] = opened.declaration_result.message_count or 0
        return counts

    async def show(self, queue: str, limit: int = 20) -> Sequence[ParkedMessage]:
        """The oldest parked messages of a queue, masked.

        Raises:
            NotFoundError: There is no such queue.
            UnavailableError: The broker is away.
        """
        owner = _owner(queue)
        async with self._opened(queue) as opened:
            taken = await _take(opened, limit)
            return [_seen(raw, owner, place) for place, raw in enumerate(taken, start=1)]

    async def replay(self, queue: str, names: Collection[str] | None = None, tell: Tell = untold) -> int:
        """Send these, or all, back to their queue by way of the 5 s retry queue, with all attempts before them again.

        `tell` hears after each how many are back, of how many.

        Raises:
            NotFoundError: There is no such queue, or not all of these are parked there; nothing was sent back then.
            UnavailableError: The broker is away or did not confirm; what was confirmed until then is back.
        """
        owner, done = _owner(queue), 0
        link = await Link.open(self._url)
        try:
            async with self._opened(queue) as opened:
                chosen = _chosen(await _take(opened), owner, names)
                for raw in chosen:
                    copy = put_back(raw, user=self._user, owner=owner, attempt=0)
                    outcome = await link.publish(RETRY, retry_key(queue, REPLAY_TIER), copy)
                    if outcome is not Published.CONFIRMED:
                        raise UnavailableError
                    await raw.ack()
                    done += 1
                    tell(done, len(chosen))
                    _log.warning("parked.replayed", queue=queue, event_id=raw.message_id)
        finally:
            await link.close()
        return done

    async def drop(self, queue: str, names: Collection[str], reason: str) -> int:
        """Take these out for good; who reads the log later finds the reason.

        Raises:
            NotFoundError: There is no such queue, or not all of these are parked there; nothing was dropped then.
            UnavailableError: The broker is away.
        """
        owner = _owner(queue)
        async with self._opened(queue) as opened:
            chosen = _chosen(await _take(opened), owner, names)
            for raw in chosen:
                await raw.ack()
                _log.warning("parked.dropped", queue=queue, event_id=raw.message_id, type=_type(raw), why=reason)
        return len(chosen)

    @asynccontextmanager
    async def _opened(self, queue: str) -> AsyncIterator[AbstractQueue]:
        try:
            connection = await open_at_any(self._url, _connected)
        except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
            raise UnavailableError from error
        try:
            channel = await connection.channel(publisher_confirms=False)
            try:
                yield await channel.declare_queue(parked_queue(queue), passive=True, timeout=_ANSWER_SECONDS)
            finally:
                await _return_all(channel)
        except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
            raise UnavailableError from error
        finally:
            await connection.close()


async def _connected(node: str) -> AbstractConnection:
    async with asyncio.timeout(CONNECT_SECONDS):
        return await aio_pika.connect(with_heartbeat(node))


async def _return_all(channel: AbstractChannel) -> None:
    # Said, not left to the closing of the channel, so that the next look finds them; tag 0 means all.
    if not channel.is_closed:
        underlay = await channel.get_underlay_channel()
        await underlay.basic_nack(0, multiple=True, requeue=True)
        await channel.close()


def _owner(queue: str) -> str:
    owner = OWNERS.get(queue)
    if owner is None:
        raise NotFoundError(f"Không có hàng đợi {queue!r}. Các hàng đợi: {', '.join(CONSUMED)}.")
    return owner


async def _take(queue: AbstractQueue, limit: int | None = None) -> list[AbstractIncomingMessage]:
    taken: list[AbstractIncomingMessage] = []
    while limit is None or len(taken) < limit:
        raw = await queue.get(fail=False, timeout=_ANSWER_SECONDS)
        if raw is None:
            break
        taken.append(raw)
    return taken


def _chosen(
    taken: Sequence[AbstractIncomingMessage], owner: str, names: Collection[str] | None
) -> list[AbstractIncomingMessage]:
    if names is None:
        return list(taken)
    named = [(_seen(raw, owner, place).name, raw) for place, raw in enumerate(taken, start=1)]
    missing = set(names) - {name for name, _ in named}
    if missing:
        raise NotFoundError(f"Không có trong hàng đợi lỗi: {', '.join(sorted(missing))}. Hãy xem lại danh sách.")
    return [raw for name, raw in named if name in names]


def _seen(raw: AbstractIncomingMessage, owner: str, place: int) -> ParkedMessage:
    return ParkedMessage(
        name=raw.message_id or f"#{place}",
        type=_type(raw),
        subject=text(raw.headers, "cloudEvents:subject"),
        sender=sender_of(raw, owner),
        reason=text(raw.headers, REASON) or _DELIVERY_LIMIT,
        parked_at=text(raw.headers, PARKED_AT),
        attempts=attempt_of(raw),
        body=_masked_body(raw.body),
    )


def _type(raw: AbstractIncomingMessage) -> str:
    return text(raw.headers, "cloudEvents:type") or raw.type or ""


def _masked_body(body: bytes) -> object:
    try:
        content: object = json.loads(body)
    except ValueError:
        return f"({len(body)} bytes, no JSON)"
    return masked(content) if isinstance(content, dict | list) else f"({len(body)} bytes, no object)"
