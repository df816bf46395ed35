"""An owner's own look at what is parked of its queue, and what its operators have it do there, by its pages.

Whoever signs in as operator orders of the owner itself what `thidua park` orders from outside. The messages are held
while the order is recorded and carried out, so that two orders about one message do it once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from aio_pika.abc import AbstractIncomingMessage
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

from shared.messaging.consumer.publisher import Publisher
from shared.messaging.link import user_of
from shared.messaging.parked.counting import count_queues
from shared.messaging.parked.looking import BETWEEN_LOOKS_SECONDS, MOST_AT_ONCE, ParkedLook, looking_into, opened
from shared.messaging.parked.orders import Act
from shared.messaging.parked.removal import Removal
from shared.messaging.parked.seeing import SeenMessage, ref_of, see
from shared.messaging.topology.counts import QueueCounts
from shared.messaging.topology.queues import OWNERS
from shared.messaging.wire import parked_since
from shared.refusals import NotFoundError, UnavailableError

# Whoever looks holds what was looked at; and a person waits.
_MOST_LOOKED_AT = 1_000
_LOOKS = 4
_PATIENCE_SECONDS = 30.0
_GONE = "Thông điệp này không còn để riêng: đã được trả lại, đã bỏ, hoặc đã quá hạn giữ. Mở lại danh sách để xem."

Record = Callable[[Sequence[str]], Awaitable[str]]


@dataclass(frozen=True)
class Choice:
    """Which parked messages an order is about: these `refs`, or all where there are none; parked by the moment `until`.

    What was put back and is parked again since then is another matter: an order that comes twice does not touch it.
    """

    refs: frozenset[str]
    until: datetime

    def takes(self, raw: AbstractIncomingMessage, owner: str) -> bool:
        """Whether it is about this one."""
        since = parked_since(raw, owner)
        return (not self.refs or ref_of(raw) in self.refs) and (since is None or since <= self.until)


class OwnParked:
    """What is parked of one's own queue."""

    def __init__(self, amqp_url: str, queue: str, publisher: Publisher) -> None:
        self.queue = queue
        self._url = amqp_url
        user = user_of(amqp_url)
        self._owner = OWNERS.get(queue, user)
        self._removal = Removal(queue, self._owner, user, publisher)

    async def counts(self) -> QueueCounts:
        """How many messages wait, are retried and parked.

        Raises:
            UnavailableError: The broker is away.
        """
        return (await count_queues(self._url, [self.queue]))[self.queue]

    async def show(self, most: int) -> Sequence[SeenMessage]:
        """The oldest that are parked, masked.

        Raises:
            UnavailableError: The broker is away.
        """
        try:
            async with opened(self._url) as connection, looking_into(connection, self.queue) as look:
                return [see(raw, self._owner) for raw in await look.first(most)]
        except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
            raise UnavailableError from error

    async def find(self, refs: frozenset[str]) -> Sequence[SeenMessage]:
        """Those of that name, masked.

        Raises:
            NotFoundError: None of them is parked any more.
            UnavailableError: The broker is away.
        """
        found: Sequence[SeenMessage] = ()

        async def look_for(look: ParkedLook) -> bool:
            nonlocal found
            found = [see(raw, self._owner) for raw in await _matching(look, lambda raw: ref_of(raw) in refs, len(refs))]
            return bool(found)

        await self._look_again(look_for)
        if not found:
            raise NotFoundError(_GONE)
        return found

    async def carry_out(self, act: Act, choice: Choice, record: Record) -> int:
        """Put back, or drop, what is chosen, at most `MOST_AT_ONCE`; how many were. Nothing is recorded of nothing.

        `record` gets their names before the first is touched, and gives what the log calls the order by. Why it was
        ordered stands in the record, which few may read, and not in the log.

        Raises:
            UnavailableError: The broker went away, or the record did: what is not done yet is still parked.
        """
        done = 0

        async def remove(look: ParkedLook) -> bool:
            nonlocal done
            most = min(len(choice.refs) or MOST_AT_ONCE, MOST_AT_ONCE)
            chosen = await _matching(look, lambda raw: choice.takes(raw, self._owner), most)
            if not chosen:
                return False
            order = await record([ref_of(raw) for raw in chosen])
            for raw in chosen:
                await self._removal.remove(raw, act, order=order)
                done += 1
            return True

        await self._look_again(remove)
        return done

    async def _look_again(self, work: Callable[[ParkedLook], Awaitable[bool]]) -> None:
        """Look until the work has found something: others who look hold what they see for that moment."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS), opened(self._url) as connection:
                for turn in range(_LOOKS):
                    if turn:
                        await asyncio.sleep(BETWEEN_LOOKS_SECONDS)
                    async with looking_into(connection, self.queue) as look:
                        if await work(look):
                            return
        except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
            raise UnavailableError from error


async def _matching(
    look: ParkedLook, is_meant: Callable[[AbstractIncomingMessage], bool], most: int
) -> Sequence[AbstractIncomingMessage]:
    """The first so many that are meant, of those that are looked at."""
    found: list[AbstractIncomingMessage] = []
    for _ in range(_MOST_LOOKED_AT):
        raw = await look.next() if len(found) < most else None
        if raw is None:
            break
        if is_meant(raw):
            found.append(raw)
    return found
