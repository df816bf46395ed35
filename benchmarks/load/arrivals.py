"""When documents come to stand in a collection, told by MongoDB itself: it costs next to nothing to wait that way."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Self

from motor.motor_asyncio import AsyncIOMotorChangeStream

from shared.mongo.client import Client, Document

_INSERTED = [{"$match": {"operationType": "insert"}}, {"$project": {"documentKey": 1}}]


class Arrivals:
    """Follows inserts from `open` on; each is told once a majority has it, which is when others may read it."""

    def __init__(self) -> None:
        self._seen: dict[str, float] = {}
        self._awaited: dict[str, asyncio.Future[float]] = {}

    @classmethod
    @asynccontextmanager
    async def open(cls, mongo_url: str, database: str, collection: str) -> AsyncIterator[Self]:
        """Follow that collection."""
        arrivals = cls()
        client = Client(mongo_url)
        try:
            async with client[database][collection].watch(_INSERTED) as changes:
                # Only when it has been asked once does the stream stand: what comes before that would go unseen.
                first = await changes.try_next()
                if first is not None:
                    arrivals._tell(first)
                following = asyncio.create_task(arrivals._follow(changes))
                try:
                    yield arrivals
                finally:
                    following.cancel()
                    with suppress(asyncio.CancelledError):
                        await following
        finally:
            client.close()

    async def of(self, identity: str, *, within: float) -> float:
        """The moment, by `time.perf_counter`, at which the document with that id was there.

        Raises:
            TimeoutError: It did not come within so many seconds.
        """
        if identity in self._seen:
            return self._seen.pop(identity)
        awaited = self._awaited[identity] = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(within):
            return await awaited

    async def _follow(self, changes: AsyncIOMotorChangeStream[Document]) -> None:
        async for change in changes:
            self._tell(change)

    def _tell(self, change: Document) -> None:
        identity, now = str(change["documentKey"]["_id"]), time.perf_counter()
        awaited = self._awaited.pop(identity, None)
        if awaited is None:
            self._seen[identity] = now
        elif not awaited.done():
            awaited.set_result(now)
