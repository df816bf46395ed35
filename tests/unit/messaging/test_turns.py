"""Who is about one thing waits for those before; nobody else does, and nothing is remembered afterwards."""

import asyncio
from collections.abc import Awaitable

import pytest

from shared.messaging.consumer.turns import Turns

CHANNEL = 1


async def test_messages_of_one_thing_keep_their_order() -> None:
    turns, done = Turns(), list[str]()
    gate, others = asyncio.Event(), asyncio.Barrier(3)

    async def work(name: str, subject: str, wait: Awaitable[object] | None = None) -> None:
        async with turns.of(CHANNEL, subject):
            if wait:
                await wait
            done.append(name)

    async with asyncio.TaskGroup() as all_of_them:
        all_of_them.create_task(work("first", "a", gate.wait()))
        all_of_them.create_task(work("second", "a"))
        all_of_them.create_task(work("other", "b", others.wait()))
        all_of_them.create_task(work("about nothing", "", others.wait()))
        all_of_them.create_task(work("third", "a"))
        await others.wait()
        gate.set()

    assert sorted(done[:2]) == ["about nothing", "other"]
    assert done[2:] == ["first", "second", "third"]


async def test_one_that_fails_lets_the_next_in() -> None:
    turns = Turns()
    entered: list[str] = []

    with pytest.raises(TimeoutError):
        async with turns.of(CHANNEL, "a"), asyncio.timeout(0):
            await asyncio.Event().wait()
    async with asyncio.timeout(1), turns.of(CHANNEL, "a"):
        entered.append("next")

    assert entered == ["next"]


async def test_a_new_channels_messages_wait_for_none_of_the_old() -> None:
    turns, entered = Turns(), list[str]()

    async with turns.of(CHANNEL, "a"), asyncio.timeout(1), turns.of(CHANNEL + 1, "a"):
        entered.append("again")

    assert entered == ["again"]
