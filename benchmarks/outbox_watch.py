"""Watching from outside how old the oldest unpublished message of a database is."""

import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from pymongo import ASCENDING, DESCENDING
from pymongo.collection import Collection

from benchmarks.system import System

_PAUSE_SECONDS = 0.5
_EDGE = 20


class OutboxWatch:
    """While it is entered it looks twice a second; `oldest` is the greatest age that it saw."""

    def __init__(self, system: System, database: str) -> None:
        self._mongo = system.mongo()
        self._database = self._mongo[database]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.oldest = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._mongo.close()

    def _watch(self) -> None:
        while not self._ended.wait(_PAUSE_SECONDS):
            for name in self._database.list_collection_names():
                self.oldest = max(self.oldest, age_of_oldest(self._database[name]))


def age_of_oldest(collection: Collection[dict[str, Any]]) -> float:
    """The age in seconds of the oldest message among the first and last due; a lease moves `outbox_due` ahead."""
    waiting = {"outbox_due": {"$gte": datetime(1970, 1, 2, tzinfo=UTC)}}
    found = [
        document
        for direction in (ASCENDING, DESCENDING)
        for document in collection.find(waiting, {"outbox.at": 1}).sort("outbox_due", direction).limit(_EDGE)
    ]
    ages = [datetime.now(UTC) - document["outbox"][0]["at"] for document in found if document.get("outbox")]
    return max((age.total_seconds() for age in ages), default=0.0)
