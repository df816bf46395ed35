"""What an owner's own pages do with what it put aside: once, recorded before, and never more than was meant."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from aio_pika import Message

from shared.clock import utc_now
from shared.events.envelope import Incoming
from shared.events.nominations import NominationWithdrawn
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.consumer.publisher import Publisher
from shared.messaging.parked.counting import count_queues
from shared.messaging.parked.looking import MOST_AT_ONCE
from shared.messaging.parked.orders import Act
from shared.messaging.parked.owning import Choice, OwnParked
from shared.messaging.topology.queues import CONSUMED, NOTIFIER_QUEUE, parked_queue
from shared.refusals import NotFoundError, UnavailableError
from tests.integration.messaging.counter import Counter
from tests.integration.messaging.waiting import eventually
from tests.servers.fresh import FreshBroker

NOBODY: frozenset[str] = frozenset()


class Ledger:
    """A record that keeps what it is given, or is away."""

    def __init__(self, *, is_away: bool = False) -> None:
        self.entries: list[Sequence[str]] = []
        self.is_away = is_away

    async def __call__(self, refs: Sequence[str]) -> str:
        if self.is_away:
            raise UnavailableError
        self.entries.append(refs)
        # Whoever else wants the same message tries now.
        await asyncio.sleep(0)
        return str(len(self.entries))


@pytest.fixture
async def own(broker: FreshBroker, names: list[str]) -> AsyncIterator[OwnParked]:
    """The notifier's own side, with three messages parked."""
    publisher = Publisher(broker.url("notifier"))
    assert names
    yield OwnParked(broker.url("notifier"), NOTIFIER_QUEUE, publisher)
    await publisher.close()


async def test_two_orders_about_one_message_do_it_once(own: OwnParked, names: list[str]) -> None:
    ledger, choice = Ledger(), Choice(frozenset({names[1]}), utc_now())

    done = await asyncio.gather(*(own.carry_out(Act.DROP, choice, ledger) for _ in range(4)))

    assert sorted(done) == [0, 0, 0, 1]
    assert ledger.entries == [[names[1]]]
    assert {message.ref for message in await own.show(10)} == {names[0], names[2]}


async def test_what_is_put_back_comes_as_its_sender_sent_it(
    own: OwnParked, names: list[str], broker: FreshBroker
) -> None:
    came: list[Incoming] = []

    async def take(_event: NominationWithdrawn, incoming: Incoming) -> None:
        came.append(incoming)

    done = await own.carry_out(Act.REPLAY, Choice(NOBODY, utc_now()), Ledger())
    consumer = Consumer(broker.url("notifier"), NOTIFIER_QUEUE, {NominationWithdrawn: take})
    await consumer.start()
    await eventually(lambda: len(came) == len(names))
    await consumer.close()

    assert done == len(names)
    assert {(incoming.id, incoming.sender) for incoming in came} == {(name, "intake") for name in names}


async def test_without_a_record_nothing_is_done(own: OwnParked, names: list[str]) -> None:
    with pytest.raises(UnavailableError):
        await own.carry_out(Act.DROP, Choice(NOBODY, utc_now()), Ledger(is_away=True))

    assert {message.ref for message in await own.show(10)} == set(names)


async def test_what_was_parked_since_is_left(own: OwnParked, names: list[str]) -> None:
    ledger, before = Ledger(), utc_now() - timedelta(hours=1)

    by_name = await own.carry_out(Act.DROP, Choice(frozenset(names), before), ledger)
    everything = await own.carry_out(Act.DROP, Choice(NOBODY, before), ledger)

    assert (by_name, everything, ledger.entries) == (0, 0, [])
    assert len(await own.show(10)) == len(names)


async def test_so_many_at_once_and_no_more(own: OwnParked, counter: Counter) -> None:
    for number in range(MOST_AT_ONCE):
        message = Message(b"{}", message_id=str(number), timestamp=datetime(2021, 10, 5, tzinfo=UTC))
        await counter.channel.default_exchange.publish(message, parked_queue(NOTIFIER_QUEUE))

    ledger, everything = Ledger(), Choice(NOBODY, utc_now())
    done = [await own.carry_out(Act.DROP, everything, ledger) for _ in range(3)]

    assert done == [MOST_AT_ONCE, 3, 0]
    assert [len(refs) for refs in ledger.entries] == [MOST_AT_ONCE, 3]


async def test_what_is_gone_is_said_to_be(own: OwnParked, names: list[str]) -> None:
    found = await own.find(frozenset({names[0], "x0123"}))

    assert [message.ref for message in found] == [names[0]]
    with pytest.raises(NotFoundError, match="không còn để riêng"):
        await own.find(frozenset({"x0123"}))


@pytest.mark.parametrize("user", ["notifier", "intake", "appraisal-state", "operator"])
async def test_any_user_learns_how_much_waits_and_reads_nothing(
    broker: FreshBroker, names: list[str], user: str
) -> None:
    counts = await count_queues(broker.url(user), CONSUMED)

    assert counts[NOTIFIER_QUEUE].parked == len(names)
    assert sum(each.parked for each in counts.values()) == len(names)
    assert {each.waiting + each.all_retried + each.orders + each.consumers for each in counts.values()} == {0}


async def test_a_broker_that_is_away_is_said_to_be() -> None:
    url = "amqp://notifier:x@127.0.0.1:1/thidua"

    with pytest.raises(UnavailableError):
        await count_queues(url, CONSUMED)
    with pytest.raises(UnavailableError):
        await OwnParked(url, NOTIFIER_QUEUE, Publisher(url)).show(1)
