"""Work that shares a round trip: batches form by themselves, and each item gets its own answer."""

import asyncio
from collections.abc import Sequence

import pytest

from shared.mongo.round_trips import SharedTrips


class Slow:
    """Answers with the item doubled once it is let go; odd items are refused."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.go = asyncio.Event()

    async def __call__(self, batch: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(batch))
        await self.go.wait()
        return [ValueError(item) if item % 2 else item * 2 for item in batch]


def gathering(run: Slow, *, capacity: int = 10) -> SharedTrips[int, int]:
    return SharedTrips(run, capacity=capacity, weight=lambda item: max(item, 1))


async def started() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_is_asked_for_meanwhile_goes_into_the_next_batch() -> None:
    slow = Slow()
    gathered = gathering(slow)

    first = asyncio.create_task(gathered(2))
    await started()
    others = [asyncio.create_task(gathered(item)) for item in (0, 4)]
    await started()
    under_way = list(slow.batches)
    slow.go.set()

    assert under_way == [[2]]
    assert [await one for one in (first, *others)] == [4, 0, 8]
    assert slow.batches == [[2], [0, 4]]


async def test_each_item_gets_its_own_refusal() -> None:
    slow = Slow()
    slow.go.set()
    gathered = gathering(slow)

    answers = await asyncio.gather(gathered(2), gathered(3), gathered(4), return_exceptions=True)

    assert answers[0] == 4
    assert isinstance(answers[1], ValueError)
    assert answers[2] == 8


async def test_a_batch_ends_at_its_capacity_but_holds_at_least_one() -> None:
    slow = Slow()
    slow.go.set()
    gathered = gathering(slow, capacity=6)

    await asyncio.gather(*(gathered(item) for item in (4, 2, 2, 40, 2)))

    assert slow.batches == [[4, 2], [2], [40], [2]]


async def test_an_error_of_the_run_reaches_everybody_and_ends_nothing() -> None:
    async def broken(_batch: Sequence[int]) -> list[int | Exception]:
        raise ConnectionError

    gathered = SharedTrips[int, int](broken, capacity=10)

    answers = await asyncio.gather(gathered(1), gathered(2), return_exceptions=True)
    again = await asyncio.gather(gathered(3), return_exceptions=True)

    assert [type(answer) for answer in (*answers, *again)] == [ConnectionError] * 3


async def test_who_stops_waiting_does_not_stop_the_work_of_others() -> None:
    slow = Slow()
    gathered = gathering(slow)

    first, second = asyncio.create_task(gathered(2)), asyncio.create_task(gathered(4))
    await started()
    first.cancel()
    slow.go.set()

    assert await second == 8
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_who_asks_again_at_the_answers_moment_is_answered() -> None:
    slow = Slow()
    slow.go.set()
    gathered = gathering(slow)

    async with asyncio.timeout(5):
        answers = [await gathered(item) for item in (2, 4, 6)]

    assert answers == [4, 8, 12]


async def test_a_run_cancelled_from_within_leaves_nobody_waiting() -> None:
    async def cancelled(_batch: Sequence[int]) -> list[int | Exception]:
        raise asyncio.CancelledError

    gathered = SharedTrips[int, int](cancelled, capacity=10)

    async with asyncio.timeout(5):
        answers = await asyncio.gather(gathered(1), gathered(2), return_exceptions=True)

    assert [type(answer) for answer in answers] == [asyncio.CancelledError] * 2
