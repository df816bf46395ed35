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
    """Runs `run` over batches; nobody waits longer for company than for the batches before.

    `run` gives for each item its answer or its error; an error that it raises is everybody's in the batch. A batch
    holds items up to `capacity` by `weight`, and at least one.
    """

    def __init__(
        self,
        run: Callable[[Sequence[Item]], Awaitable[Sequence[Answer | Exception]]],
        *,
        at_once: int,
        capacity: int,
        weight: Callable[[Item], int],
    ) -> None:
        self._run = run
        self._at_once = at_once
        self._capacity = capacity
        self._weight = weight
        self._waiting: deque[tuple[Item, asyncio.Future[Answer], Mapping[str, str]]] = deque()
        self._running = 0
        self._runners: set[asyncio.Task[None]] = set()  # so that none is lost to the garbage collector

    async def __call__(self, item: Item) -> Answer:
        """The item's answer. Whoever stops waiting does not stop the work."""
        with span("mongodb batch", Kind.INTERNAL):
            return await self._answered(item)

    async def _answered(self, item: Item) -> Answer:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer, trace_headers()))
        if self._running < self._at_once:
            self._running += 1
            runner = asyncio.create_task(self._drain())
            self._runners.add(runner)
            runner.add_done_callback(self._runners.discard)
        return await answer

    async def _drain(self) -> None:
        try:
            while self._waiting:
                await self._work_off(self._next())
        finally:
            # In the same step that found nobody waiting: whoever comes after it sees that a runner is needed.
            self._running -= 1

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
