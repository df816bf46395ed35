"""Following a nomination as it changes: one look at the database a second for all who follow in this process."""

import asyncio
import time
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

from services.intake.application.ports import Nominations
from services.intake.application.stream_limits import RETRY_AFTER_SECONDS, StreamLimits
from services.intake.application.visibility import show
from services.intake.domain.history import HistoryEntry
from services.intake.domain.nomination import Nomination
from services.intake.domain.order import put_in_order
from shared.identity.viewer import Viewer
from shared.refusals import NotFoundError, NotSignedInError, UnavailableError

Recognise = Callable[[], Awaitable[Viewer]]


@dataclass(frozen=True)
class News:
    """An entry that was not told yet, with the nomination as it stood when it was read; none is a sign of life.

    All that came up to version `told` has been told with it: from there a stream is resumed.
    """

    nomination: Nomination
    entry: HistoryEntry
    seen: int


@dataclass(eq=False)
class Follower:
    """One open stream: whom it is about, how far it was told, and when its viewer was last asked for.

    It keeps no nomination but the one that it was opened with, until that is told: thousands may be open.
    """

    identity: UUID
    version: int
    viewer: Viewer
    recognise: Recognise
    seen: int
    asked_at: float
    spoke_at: float
    opened_with: Nomination | None
    give_back: Callable[[], None]
    is_behind: bool = True
    stirred: asyncio.Event = field(default_factory=asyncio.Event)


class NominationStreams:
    """The open streams of this process."""

    def __init__(
        self,
        nominations: Nominations,
        *,
        places: StreamLimits,
        poll_seconds: float = 1.0,
        recheck_seconds: float = 4.0,
        silence_seconds: float = 15.0,
    ) -> None:
        self._nominations = nominations
        self._places = places
        self._poll_seconds = poll_seconds
        self._recheck_seconds = recheck_seconds
        self._silence_seconds = silence_seconds
        self._followers: dict[UUID, set[Follower]] = {}
        self._is_closed = False

    async def open(self, reference: UUID | str, recognise: Recognise, seen: int) -> Follower:
        """A stream to be; its news come from `news`.

        Raises:
            NotFoundError: There is no such nomination that this viewer may see.
            TooManyError: The viewer has as many open as one may have.
            UnavailableError: As many streams are open as this process bears, or it is stopping.
        """
        if self._is_closed:
            raise UnavailableError(retry_after=RETRY_AFTER_SECONDS)
        viewer = await recognise()
        nomination = await self._nominations.get(reference, viewer)
        # Counted here and not when the news begin: a burst would pass before the first has begun.
        give_back = self._places.take(viewer.account, nomination.id)
        now = time.monotonic()
        opened = Follower(nomination.id, nomination.version, viewer, recognise, seen, now, now, nomination, give_back)
        # Whoever is gone before the news begin never comes to their end.
        weakref.finalize(opened, give_back)
        return opened

    async def news(self, follower: Follower) -> AsyncIterator[News | None]:
        """What is new, entry by entry; nothing now and then, so that both ends know that the other is there.

        It ends when the service stops and when the viewer may not see the nomination any more.
        """
        self._followers.setdefault(follower.identity, set()).add(follower)
        try:
            while not self._is_closed and await self._is_still_there(follower):
                async for news in self._unseen(follower):
                    yield news
                if time.monotonic() - follower.spoke_at >= self._silence_seconds:
                    follower.spoke_at = time.monotonic()
                    yield None
                await follower.stirred.wait()
                follower.stirred.clear()
        except (NotFoundError, NotSignedInError):
            return
        finally:
            follower.give_back()
            self._forget(follower)

    async def run(self) -> None:
        """Look once a second, for as long as the process runs."""
        while not self._is_closed:
            await asyncio.sleep(self._poll_seconds)
            try:
                await self._look()
            except UnavailableError:
                continue

    async def close(self) -> None:
        """End all streams, so that the service may stop; browsers come back by themselves with what they have seen."""
        self._is_closed = True
        for followers in self._followers.values():
            for follower in followers:
                follower.stirred.set()

    async def _look(self) -> None:
        if not self._followers:
            return
        versions = await self._nominations.versions(list(self._followers))
        now = time.monotonic()
        for identity, followers in self._followers.items():
            for follower in followers:
                follower.is_behind |= versions.get(identity) != follower.version
                if follower.is_behind or now - follower.asked_at >= self._recheck_seconds:
                    follower.stirred.set()

    async def _is_still_there(self, follower: Follower) -> bool:
        if time.monotonic() - follower.asked_at < self._recheck_seconds:
            return True
        try:
            viewer = await follower.recognise()
        except UnavailableError:
            # Nobody is told anything while it is unknown who they are; a browser comes back by itself.
            return False
        follower.is_behind |= viewer != follower.viewer
        follower.viewer, follower.asked_at = viewer, time.monotonic()
        return True

    async def _unseen(self, follower: Follower) -> AsyncIterator[News]:
        if not follower.is_behind:
            return
        nomination, follower.opened_with = follower.opened_with, None
        try:
            nomination = nomination or await self._nominations.get(follower.identity, follower.viewer)
        except UnavailableError:
            return
        nomination = show(nomination, follower.viewer)
        follower.version, follower.is_behind = nomination.version, False
        unseen = {entry.version for entry in nomination.history if entry.version > follower.seen}
        for entry in put_in_order(nomination.history):
            if entry.version in unseen:
                unseen.remove(entry.version)
                # Told as things happened, but resumed by how far all is told of what came.
                follower.seen = min(unseen, default=nomination.version + 1) - 1
                follower.spoke_at = time.monotonic()
                yield News(nomination, entry, follower.seen)

    def _forget(self, follower: Follower) -> None:
        others = self._followers[follower.identity]
        others.discard(follower)
        if not others:
            del self._followers[follower.identity]
