"""A loop goes on whatever ends it, a library's own cancellation included; only its task's end is its end."""

import asyncio

import pytest

from shared.messaging.supervision import end, keep_running


@pytest.mark.parametrize("why", [None, ValueError("x"), asyncio.CancelledError()])
async def test_an_ended_loop_is_started_again(why: BaseException | None) -> None:
    runs: list[int] = []
    again = asyncio.Event()

    async def loop() -> None:
        runs.append(1)
        if len(runs) > 1:
            again.set()
            await asyncio.Event().wait()
        if why:
            raise why

    task = asyncio.create_task(keep_running("test", loop))
    async with asyncio.timeout(5):
        await again.wait()
    await end(task)

    assert len(runs) == 2
    assert task.cancelled()


async def test_a_task_that_swallows_a_cancellation_is_cancelled_again() -> None:
    began = asyncio.Event()

    async def stubborn() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()

    task = asyncio.create_task(stubborn())
    await began.wait()
    async with asyncio.timeout(5):
        await end(task, again_after=0.01)

    assert task.cancelled()
