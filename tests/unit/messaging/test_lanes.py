"""Whatever is offered and swept, in any order: per document in order, and no message twice in hand."""

import asyncio
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as some

from shared.messaging.relay.lanes import Lanes, RecentIds
from shared.messaging.relay.setbacks import LONGEST_DELAY, Setbacks
from tests.unit.messaging.messages import message

KEY = ("nominations", 1)
OTHER = ("nominations", 2)


async def test_messages_of_a_document_in_hand_join_its_lane() -> None:
    lanes = Lanes(100)
    lanes.add(KEY, [message(1)])
    lane = await lanes.take()

    lanes.add(KEY, [message(1), message(2)])
    lanes.add(OTHER, [message(3)])
    other = await lanes.take()

    assert [one.sequence for one in lane.messages] == [1, 2]
    assert [one.sequence for one in other.messages] == [3]


async def test_an_id_stays_known_until_it_is_settled() -> None:
    lanes = Lanes(100)
    lanes.add(KEY, [message(1), message(2)])
    lane = await lanes.take()
    lane.confirmed.add(lane.messages.popleft().id)
    lanes.close(lane)

    lanes.add(KEY, [message(1), message(2)])
    swept = await lanes.take()
    lanes.close(swept)
    lanes.forget([UUID(int=1)])
    lanes.add(KEY, [message(1)])

    assert [one.sequence for one in swept.messages] == [2]
    assert [one.sequence for one in (await lanes.take()).messages] == [1]


async def test_what_nobody_has_taken_can_be_let_go() -> None:
    lanes = Lanes(100)
    lanes.add(KEY, [message(1)])
    lanes.add(OTHER, [message(2)])
    taken = await lanes.take()

    released = lanes.release_waiting()
    lanes.close(taken)

    assert [lane.key for lane in released] == [OTHER]
    assert lanes.size == 0
    await lanes.wait_empty()


def test_room_is_counted_in_messages() -> None:
    lanes = Lanes(4)

    lanes.add(KEY, [message(1), message(2)])

    assert lanes.has_room()
    assert not lanes.has_room(0.5)


@given(some.lists(some.tuples(some.integers(1, 3), some.integers(1, 6)), max_size=40))
def test_each_records_messages_are_published_in_their_order(
    offers: list[tuple[int, int]],
) -> None:
    first_seen: dict[int, list[int]] = {}
    for document, version in offers:
        seen = first_seen.setdefault(document, [])
        if version not in seen:
            seen.append(version)

    async def publish() -> dict[int, list[int]]:
        lanes, published = Lanes(1_000), dict[int, list[int]]()
        for document, version in offers:
            lanes.add(("d", document), [message(document * 100 + version)])
        for _ in first_seen:
            lane = await lanes.take()
            published[int(str(lane.key[1]))] = [one.sequence % 100 for one in lane.messages]
        return published

    assert asyncio.run(publish()) == first_seen


def test_delays_grow_to_a_bound_and_end_with_success() -> None:
    setbacks = Setbacks(lambda: 0.0)

    delays = [setbacks.failed(KEY) for _ in range(12)]
    is_held = setbacks.is_held(KEY)
    setbacks.cleared(KEY)

    assert delays[0] < 1.3
    assert max(delays) <= LONGEST_DELAY * 1.2
    assert delays[-1] >= LONGEST_DELAY * 0.8
    assert (is_held, setbacks.is_held(KEY)) == (True, False)


def test_a_document_left_to_the_sweep_is_held_until_it_is_swept() -> None:
    clock = [0.0]
    setbacks = Setbacks(lambda: clock[0])

    setbacks.hold(KEY, 2.0)
    setbacks.hold(OTHER, 2.0)
    setbacks.swept(KEY)
    held = (setbacks.is_held(KEY), setbacks.is_held(OTHER))
    clock[0] = 60.0
    setbacks.prune()

    assert held == (False, True)
    assert not setbacks


async def test_what_was_just_settled_is_known_to_a_late_reader() -> None:
    lanes = Lanes(100)
    lanes.add(KEY, [message(1)])

    lanes.forget([UUID(int=1)])

    assert lanes.knows([UUID(int=1)])
    assert not lanes.knows([UUID(int=1), UUID(int=2)])
    assert lanes.size == 0


def test_recent_ids_are_forgotten_after_two_generations() -> None:
    now = 0.0
    recent = RecentIds(seconds=10, monotonic=lambda: now)
    known: list[bool] = []

    for now in (0.0, 11.0, 22.0):
        recent.add([UUID(int=1 if now == 0 else 2)])
        known.append(UUID(int=1) in recent)

    assert known == [True, True, False]
