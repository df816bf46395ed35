"""Round trips to MongoDB that requests share: look-ups by id, inserts, guarded updates, and what else one batches."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from shared.mongo.client import Collection, Document, translated
from shared.mongo.errors import DuplicateError
from shared.mongo.outbox import merge_update
from shared.observability.correlation import bind_trace, trace_headers
from shared.observability.tracing import Kind, span

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_CAPACITY = 100  # what the server answers at once
_DUPLICATE_KEY = 11000
_CHANGED_AS = "changed_as"


class SharedTrips(Generic[Item, Answer]):
    """Runs `run` over batches, one after the other: what is asked for while one is under way goes into the next.

    `run` gives for each item its answer or its error; an error that it raises is everybody's in the batch. A batch
    holds items up to `capacity` by `weight`, and at least one.
    """

    # One at a time: with a second under way batches are half as large, and a round trip costs more than most of what
    # it carries.

    def __init__(
        self,
        run: Callable[[Sequence[Item]], Awaitable[Sequence[Answer | Exception]]],
        *,
        capacity: int,
        weight: Callable[[Item], int] = lambda _: 1,
    ) -> None:
        self._run = run
        self._capacity = capacity
        self._weight = weight
        self._waiting: deque[tuple[Item, asyncio.Future[Answer], Mapping[str, str]]] = deque()
        self._runner: asyncio.Task[None] | None = None

    async def __call__(self, item: Item) -> Answer:
        """The item's answer. Whoever stops waiting does not stop the work."""
        with span("mongodb batch", Kind.INTERNAL):
            return await self._answered(item)

    async def _answered(self, item: Item) -> Answer:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer, trace_headers()))
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._drain())
        return await answer

    async def _drain(self) -> None:
        # Finding nobody waiting is its last step: whoever comes after it sees that it is done.
        while self._waiting:
            await self._work_off(self._next())

    async def _work_off(self, batch: Sequence[tuple[Item, asyncio.Future[Answer], Mapping[str, str]]]) -> None:
        # The round trip belongs to one trace, that of its first; the others show how long they waited for it.
        bind_trace(batch[0][2])
        try:
            answers = await self._run([item for item, _, _ in batch])
        except asyncio.CancelledError:
            for _, waiting, _ in batch:
                waiting.cancel()
            # A driver cancels what waited on its lost connection: that ends this batch, but not those who wait behind.
            runner = asyncio.current_task()
            if runner is None or runner.cancelling():
                raise
            return
        except Exception as error:  # noqa: BLE001  it belongs to those who asked
            answers = [error] * len(batch)
        for (_, waiting, _), answer in zip(batch, answers, strict=True):
            _settle(waiting, answer)

    def _next(self) -> list[tuple[Item, asyncio.Future[Answer], Mapping[str, str]]]:
        batch = [self._waiting.popleft()]
        room = self._capacity - self._weight(batch[0][0])
        while self._waiting and (room := room - self._weight(self._waiting[0][0])) >= 0:
            batch.append(self._waiting.popleft())
        return batch


class ById:
    """Finds documents of one collection; each answer is as fresh as a query of its own would be."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._trips = SharedTrips[str, Document | None](self._find, capacity=_CAPACITY)

    async def __call__(self, identity: str) -> Document | None:
        """The document, or nothing where there is none.

        Raises:
            UnavailableError: The database is away.
        """
        return await self._trips(identity)

    async def _find(self, ids: Sequence[str]) -> Sequence[Document | None]:
        with translated():
            found = await self._collection.find({"_id": {"$in": list(set(ids))}}).to_list(None)
        by_id = {document["_id"]: document for document in found}
        return [by_id.get(each) for each in ids]


class Inserts:
    """Inserts into one collection; each gets the answer that it would have got alone."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._trips = SharedTrips[Document, None](self._insert, capacity=_CAPACITY)

    async def __call__(self, document: Document) -> None:
        """Have the document stored.

        Raises:
            DuplicateError: A unique key of it exists already.
            UnavailableError: The database is away, or it is unknown whether the document was stored.
        """
        await self._trips(document)

    async def _insert(self, batch: Sequence[Document]) -> Sequence[Exception | None]:
        with translated():
            try:
                await self._collection.insert_many(batch, ordered=False)
            except BulkWriteError as error:
                return _fates(error, len(batch))
        return [None] * len(batch)


@dataclass(frozen=True)
class _Change:
    guard: Mapping[str, object]
    update: Mapping[str, object]
    token: UUID


class Changes:
    """Updates of single documents of one collection, each by operators and guarded by what its query asks for."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._trips = SharedTrips[_Change, bool](self._change, capacity=_CAPACITY)

    async def __call__(self, guard: Mapping[str, object], update: Mapping[str, object]) -> bool:
        """Whether the document was as `guard` says, and is changed. `guard` names its `_id`.

        It may be denied although it was changed, where somebody else changed it again within the same moment: whoever
        is denied must look again before trying again.

        Raises:
            UnavailableError: The database is away, or it is unknown whether the document was changed.
        """
        token = uuid4()
        marked = merge_update(update, {"$set": {_CHANGED_AS: token}})
        return await self._trips(_Change(guard, marked, token))

    async def _change(self, batch: Sequence[_Change]) -> Sequence[bool | Exception]:
        updates = [UpdateOne(change.guard, change.update) for change in batch]
        with translated():
            result = await self._collection.bulk_write(updates, ordered=False)
            if result.matched_count == len(batch):
                return [True] * len(batch)
            # The answer counts matches without naming them; the token tells whose change it was.
            mine: Document = {"_id": {"$in": [change.guard["_id"] for change in batch]}}
            found = await self._collection.find(mine, {_CHANGED_AS: 1}).to_list(None)
        tokens = {document.get(_CHANGED_AS) for document in found}
        return [change.token in tokens for change in batch]


def _settle(waiting: asyncio.Future[Answer], answer: Answer | Exception) -> None:
    if waiting.done():
        return
    if isinstance(answer, Exception):
        waiting.set_exception(answer)
    else:
        waiting.set_result(answer)


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
