"""What an operator sees of parked messages and can do with them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aio_pika import Message

from shared.events.envelope import Incoming
from shared.events.nominations import NominationWithdrawn
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.link import Link, Published
from shared.messaging.parked.looking import looking_into, opened
from shared.messaging.parked.parking import OwnerAwayError, Parked
from shared.messaging.topology.queues import NOTIFIER_QUEUE, parked_queue
from shared.messaging.wire import SENDER
from shared.refusals import NotFoundError, UnavailableError
from tests.integration.messaging.conftest import park
from tests.integration.messaging.counter import Counter
from tests.integration.messaging.waiting import eventually
from tests.servers.fresh import FreshBroker

PARKED = parked_queue(NOTIFIER_QUEUE)


@pytest.fixture
def parked(broker: FreshBroker) -> Parked:
    return Parked(broker.url("operator"))


@pytest.fixture
async def owner(broker: FreshBroker, names: list[str]) -> AsyncIterator[list[Incoming]]:
    """The notifier, which takes what comes; what came."""
    came: list[Incoming] = []

    async def take(_event: NominationWithdrawn, incoming: Incoming) -> None:
        came.append(incoming)

    consumer = Consumer(broker.url("notifier"), NOTIFIER_QUEUE, {NominationWithdrawn: take})
    await consumer.start()
    assert names
    yield came
    await consumer.close()


async def test_the_list_counts_every_queue(parked: Parked, names: list[str]) -> None:
    counts = await parked.counts()

    assert counts[NOTIFIER_QUEUE] == len(names)
    assert sum(counts.values()) == len(names)


async def test_a_parked_message_is_shown_without_personal_data(parked: Parked, names: list[str]) -> None:
    shown = await parked.show(NOTIFIER_QUEUE)
    again = await parked.show(NOTIFIER_QUEUE, limit=2)

    assert {message.name for message in shown} == set(names)
    assert {(message.reason, message.sender) for message in shown} == {("no such step", "intake")}
    assert "Trần Thị B" not in str(shown)
    assert "33.so-y-te.ttyt-yen-my" in str(shown)
    assert [message.name for message in again] == [message.name for message in shown[:2]]


async def test_a_replayed_message_returns_as_its_sender_sent_it(
    parked: Parked, names: list[str], owner: list[Incoming]
) -> None:
    done = await parked.replay(NOTIFIER_QUEUE, [names[1]])
    await eventually(lambda: bool(owner))

    assert done == 1
    assert [(incoming.id, incoming.sender) for incoming in owner] == [(names[1], "intake")]
    assert {message.name for message in await parked.show(NOTIFIER_QUEUE)} == {names[0], names[2]}


async def test_all_messages_are_replayed_at_once(parked: Parked, names: list[str], owner: list[Incoming]) -> None:
    done = await parked.replay(NOTIFIER_QUEUE)
    await eventually(lambda: len(owner) == len(names))

    assert done == len(names)
    assert {incoming.id for incoming in owner} == set(names)
    assert await parked.show(NOTIFIER_QUEUE) == []


async def test_of_many_that_are_replayed_none_lies_there_again(
    parked: Parked, broker: FreshBroker, counter: Counter
) -> None:
    many = await park(150, broker, counter)
    came: list[str] = []

    async def take(_event: NominationWithdrawn, incoming: Incoming) -> None:
        came.append(str(incoming.id))

    consumer = Consumer(broker.url("notifier"), NOTIFIER_QUEUE, {NominationWithdrawn: take})
    await consumer.start()
    done = await parked.replay(NOTIFIER_QUEUE)
    await eventually(lambda: len(came) >= len(many))
    await consumer.close()

    assert done == len(many)
    assert sorted(came) == sorted(many)
    assert await counter.count(PARKED) == 0


async def test_of_many_that_are_dropped_none_lies_there_again(
    parked: Parked, broker: FreshBroker, counter: Counter
) -> None:
    many = await park(150, broker, counter)
    consumer = Consumer(broker.url("notifier"), NOTIFIER_QUEUE, {})
    await consumer.start()

    done = await parked.drop(NOTIFIER_QUEUE, many, "gửi trùng")
    # A look takes whatever is there: a channel that was closed has given everything back by then.
    left = await parked.show(NOTIFIER_QUEUE, limit=200)
    await consumer.close()

    assert done == len(many)
    assert left == []


async def test_an_order_waits_for_its_owner_who_is_away(
    parked: Parked, names: list[str], broker: FreshBroker, counter: Counter
) -> None:
    with pytest.raises(OwnerAwayError) as away:
        await Parked(broker.url("operator"), patience=1).drop(NOTIFIER_QUEUE, [names[0]], "gửi trùng")
    assert len(await parked.show(NOTIFIER_QUEUE)) == 3

    async def is_dropped() -> bool:
        return await counter.count(PARKED) == 2

    consumer = Consumer(broker.url("notifier"), NOTIFIER_QUEUE, {})
    await consumer.start()
    await eventually(is_dropped)
    await consumer.close()
    assert away.value.owner == "notifier"


async def test_an_unreadable_order_changes_nothing_and_the_next_works(
    parked: Parked, names: list[str], owner: list[Incoming], broker: FreshBroker
) -> None:
    link = await Link.open(broker.url("operator"))
    forged = Message(b'{"act": "publish", "body": "x"}', user_id="operator", headers={SENDER: "intake"})
    sent = [await link.publish("thidua.orders.operator", NOTIFIER_QUEUE, forged) for _ in range(2)]
    await link.close()

    dropped = await parked.drop(NOTIFIER_QUEUE, [names[2]], "gửi trùng")

    assert (sent, dropped, owner) == ([Published.CONFIRMED] * 2, 1, [])


async def test_a_dropped_message_is_gone_and_the_others_stay(
    parked: Parked, names: list[str], owner: list[Incoming]
) -> None:
    assert owner == []
    await parked.drop(NOTIFIER_QUEUE, [names[0]], "gửi trùng")

    assert {message.name for message in await parked.show(NOTIFIER_QUEUE)} == set(names[1:])


async def test_what_somebody_looks_at_meanwhile_is_found_again(
    parked: Parked, names: list[str], owner: list[Incoming], broker: FreshBroker
) -> None:
    assert owner == []
    async with opened(broker.url("operator")) as connection, looking_into(connection, NOTIFIER_QUEUE) as look:
        held = await look.first()
        dropping = asyncio.create_task(parked.drop(NOTIFIER_QUEUE, [names[0]], "gửi trùng"))
        early, _ = await asyncio.wait({dropping}, timeout=0.5)

    assert (len(held), early) == (len(names), set())
    assert await dropping == 1


async def test_naming_what_is_not_parked_changes_nothing(parked: Parked, names: list[str]) -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        await parked.drop(NOTIFIER_QUEUE, [names[0], "nowhere"], "thử")
    with pytest.raises(NotFoundError, match=r"appraisal\.moon"):
        await parked.show("appraisal.moon")

    assert len(await parked.show(NOTIFIER_QUEUE)) == 3


async def test_without_a_broker_the_operator_is_told_so() -> None:
    with pytest.raises(UnavailableError):
        await Parked("amqp://operator:x@127.0.0.1:1/thidua").counts()
