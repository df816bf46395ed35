"""Collects what became of messages and stores it in bulk; nothing is forgotten while the database is away."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from shared.crashpoints import checkpoint
from shared.messaging.relay.lanes import Key
from shared.messaging.relay.pending import PendingMessages, Settlement
from shared.observability.logs import get_logger
from shared.refusals import UnavailableError

_log = get_logger(__name__)
FLUSH_SECONDS = 0.02
BATCH = 500
_AWAY_SECONDS = 0.5


class Settling:
    """Confirmed messages leave the outbox here. `settled` is told the ids once that is stored."""

    def __init__(self, outboxes: Mapping[str, PendingMessages], settled: Callable[[Collection[UUID]], None]) -> None:
        self._outboxes = outboxes
        self._settled = settled
        self._waiting: dict[Key, Settlement] = {}
        self._filled = asyncio.Event()

    def add(self, key: Key, confirmed: Collection[UUID], due: datetime | None = None) -> None:
        """Note what became of a document's messages."""
        earlier = self._waiting.get(key)
        ids = frozenset(confirmed) if earlier is None else earlier.confirmed.union(confirmed)
        put_off = due or (earlier.due if earlier else None)
        self._waiting[key] = Settlement(document_id=key[1], confirmed=ids, due=put_off)
        self._filled.set()

    async def run(self) -> None:
        """Store what was noted, every 20 ms or 500 documents, for ever."""
        while True:
            await self._filled.wait()
            if len(self._waiting) < BATCH:
                await asyncio.sleep(FLUSH_SECONDS)
            if not await self.flush():
                await asyncio.sleep(_AWAY_SECONDS)

    async def flush(self) -> bool:
        """Store one batch of each collection; False while the database is away."""
        checkpoint("relay.confirmed")
        batch = dict(islice(self._waiting.items(), BATCH))
        for key in batch:
            del self._waiting[key]
        if not self._waiting:
            self._filled.clear()
        stored = True
        for collection, settlements in _by_collection(batch).items():
            try:
                await self._outboxes[collection].settle(settlements)
            except BaseException as error:
                self._put_back(collection, settlements)
                if not isinstance(error, UnavailableError):
                    raise
                stored = False
                continue
            self._settled([id_ for settlement in settlements for id_ in settlement.confirmed])
        if stored:
            checkpoint("relay.dropped")
        return stored

    async def finish(self) -> None:
        """Store all that is noted, as far as the database is there."""
        while self._waiting:
            if not await self.flush():
                _log.warning("settlements.left", documents=len(self._waiting))
                return

    def _put_back(self, collection: str, settlements: Sequence[Settlement]) -> None:
        for settlement in settlements:
            later = self._waiting.pop((collection, settlement.document_id), None)
            self.add((collection, settlement.document_id), settlement.confirmed, settlement.due)
            if later is not None:
                self.add((collection, settlement.document_id), later.confirmed, later.due)


def _by_collection(batch: Mapping[Key, Settlement]) -> Mapping[str, list[Settlement]]:
    grouped: dict[str, list[Settlement]] = {}
    for (collection, _), settlement in batch.items():
        grouped.setdefault(collection, []).append(settlement)
    return grouped
