"""Turns: what is about one thing goes one after the other, in order of arrival; different things side by side."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Turns:
    """One queue of waiters for each subject, as long as somebody waits or works there."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, subject: str) -> AsyncIterator[None]:
        """Entered once all who came before are done; at once without a subject."""
        lock = self._locks.setdefault(subject, asyncio.Lock()) if subject else asyncio.Lock()
        async with lock:
            yield
