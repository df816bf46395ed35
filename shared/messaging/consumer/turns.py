"""Turns: what is about one thing goes one after the other, in order of arrival; different things side by side."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Turns:
    """One queue of waiters for each subject of a channel, as long as somebody waits or works there."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, channel: Hashable, subject: str) -> AsyncIterator[None]:
        """Entered once all who came before are done; at once without a subject.

        What a new channel delivers again waits for no copy of a channel that is gone.
        """
        lock = self._locks.setdefault((channel, subject), asyncio.Lock()) if subject else asyncio.Lock()
        async with lock:
            yield
