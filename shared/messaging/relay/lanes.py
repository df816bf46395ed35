"""Who is published when: one document's messages in order, documents side by side, no message twice at once."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from shared.events.envelope import Outgoing

Key = tuple[str, object]  # collection, document id


class RecentIds:
    """Remembers ids for at least some seconds, in two generations."""

    def __init__(self, seconds: float = 10.0, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._young: set[UUID] = set()
        self._old: set[UUID] = set()
        self._turned = monotonic()

    def __contains__(self, each: UUID) -> bool:
        return each in self._young or each in self._old

    def add(self, ids: Collection[UUID]) -> None:
        """Remember these; those that are older than both generations are forgotten."""
        now = self._monotonic()
        if now - self._turned > self._seconds:
            self._young, self._old, self._turned = set(), self._young, now
        self._young.update(ids)


@dataclass
class Lane:
    """The messages of one document that this process has to publish, oldest first."""

    key: Key
    messages: deque[Outgoing] = field(default_factory=deque)
    confirmed: set[UUID] = field(default_factory=set)


class Lanes:
    """The documents in hand. An id stays known until its settlement is stored, so that no sweep brings it again."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lanes: dict[Key, Lane] = {}
        self._known: set[UUID] = set()
        self._settled = RecentIds()
        self._waiting: asyncio.Queue[Lane] = asyncio.Queue()
        self._emptied = asyncio.Event()
        self._emptied.set()

    @property
    def size(self) -> int:
        """How many messages are in hand, those confirmed but not settled included."""
        return len(self._known)

    def has_room(self, share: float = 1.0) -> bool:
        """Whether that share of the capacity is not reached yet."""
        return len(self._known) < self._capacity * share

    def knows(self, ids: Collection[UUID]) -> bool:
        """Whether all of these are in hand, or were until a moment ago: a reader may still see them waiting."""
        return all(each in self._known or each in self._settled for each in ids)

    def add(self, key: Key, messages: Sequence[Outgoing]) -> None:
        """Take these in hand, behind what the document has in hand already; known ones are passed over."""
        fresh = [message for message in messages if message.id not in self._known]
        if not fresh:
            return
        self._known.update(message.id for message in fresh)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = Lane(key)
            self._waiting.put_nowait(lane)
            self._emptied.clear()
        lane.messages.extend(fresh)

    async def take(self) -> Lane:
        """The next document to publish; it stays in hand until it is closed."""
        return await self._waiting.get()

    def close(self, lane: Lane) -> None:
        """The document is done, or stopped at a message that failed: what it still has is let go."""
        self._known.difference_update(message.id for message in lane.messages)
        self._lanes.pop(lane.key, None)
        if not self._lanes:
            self._emptied.set()

    def forget(self, ids: Collection[UUID]) -> None:
        """These are settled."""
        self._settled.add(ids)
        self._known.difference_update(ids)

    def release_waiting(self) -> list[Lane]:
        """Let go of all documents that nobody has taken yet."""
        released: list[Lane] = []
        while not self._waiting.empty():
            lane = self._waiting.get_nowait()
            self.close(lane)
            released.append(lane)
        return released

    async def wait_empty(self) -> None:
        """Return when no document is in hand."""
        await self._emptied.wait()
