"""Work that shares a round trip: what is asked for while a batch is under way goes into the next one."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

from shared.observability.correlation import bind_trace, trace_headers
from shared.observability.tracing import Kind, span

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Gathering(Generic[Item, Answer]):
    """Runs `run` over batches, one after the other; nobody waits longer for company than for the batches before.

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
            _tell(waiting, answer)

    def _next(self) -> list[tuple[Item, asyncio.Future[Answer], Mapping[str, str]]]:
        batch = [self._waiting.popleft()]
        room = self._capacity - self._weight(batch[0][0])
        while self._waiting and (room := room - self._weight(self._waiting[0][0])) >= 0:
            batch.append(self._waiting.popleft())
        return batch


def _tell(waiting: asyncio.Future[Answer], answer: Answer | Exception) -> None:
    if waiting.done():
        return
    if isinstance(answer, Exception):
        waiting.set_exception(answer)
    else:
        waiting.set_result(answer)
