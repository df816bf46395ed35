"""Inserts that wait at the same time share a round trip, and each is told its own fate."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo.errors import BulkWriteError

from shared.mongo.client import Collection, Document, translated
from shared.mongo.errors import DuplicateError
from shared.mongo.gathering import Gathering

_CAPACITY = 100
_DUPLICATE_KEY = 11000


class Inserts:
    """Inserts into one collection."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._gathering = Gathering[Document, None](self._insert, capacity=_CAPACITY)

    async def __call__(self, document: Document) -> None:
        """Have the document stored.

        Raises:
            DuplicateError: A unique key of it exists already.
            UnavailableError: The database is away, or it is unknown whether the document was stored.
        """
        await self._gathering(document)

    async def _insert(self, batch: Sequence[Document]) -> Sequence[Exception | None]:
        with translated():
            try:
                await self._collection.insert_many(batch, ordered=False)
            except BulkWriteError as error:
                return _fates(error, len(batch))
        return [None] * len(batch)


def _fates(error: BulkWriteError, count: int) -> list[Exception | None]:
    """What became of each, where some were refused as duplicates and nothing else went wrong."""
    details: Mapping[str, Any] = error.details or {}
    problems: Sequence[Mapping[str, Any]] = details.get("writeErrors", ())
    if details.get("writeConcernErrors") or any(problem["code"] != _DUPLICATE_KEY for problem in problems):
        raise error
    fates: list[Exception | None] = [None] * count
    for problem in problems:
        fates[problem["index"]] = DuplicateError(problem.get("keyValue") or {})
    return fates
