"""Lines to the broker that are cut at a byte or go dead in one direction: every message arrives, few arrive twice."""

import asyncio
from collections import Counter as Counting
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

import pytest
from yarl import URL

from shared.messaging.relay.relay import Relay
from shared.messaging.topology.queues import NOTIFIER_QUEUE
from shared.mongo.client import Client, connect
from shared.mongo.outbox import Outbox
from tests.chaos.proxy import Proxy, Way, proxied
from tests.integration.messaging.counter import Counter
from tests.integration.messaging.facts import some
from tests.integration.messaging.outbox_collection import OutboxCollection
from tests.integration.messaging.waiting import eventually
from tests.servers.fresh import FreshBroker, FreshDatabase

POSITIONS = 20
QUIET_SECONDS = 40
Line = tuple[OutboxCollection, Relay, Proxy]


@pytest.fixture
def client(database: FreshDatabase) -> Iterator[Client]:
    made = connect(database.url)
    yield made
    made.close()


@asynccontextmanager
async def _relaying(client: Client, database: FreshDatabase, broker: FreshBroker, name: str) -> AsyncIterator[Line]:
    """An outbox of its own whose relay reaches the broker through a proxy."""
    collection = client[database.name][name]
    outbox_collection = OutboxCollection(client, collection, Outbox(collection))
    await outbox_collection.outbox.ensure_indexes()
    async with proxied(broker.servers.amqp_port, broker.servers.amqp_host) as proxy:
        relay = outbox_collection.relay(str(URL(broker.url("intake")).with_host("127.0.0.1").with_port(proxy.port)))
        relay.start()
        try:
            await eventually(relay.takes_offers)
            yield outbox_collection, relay, proxy
        finally:
            await relay.stop()


async def _arrived(counter: Counter, ids: Sequence[str]) -> Counting[str]:
    """What lies in the queue by id, once all of these do."""
    queue = await counter.channel.get_queue(NOTIFIER_QUEUE, ensure=False)
    found: Counting[str] = Counting()

    async def are_there() -> bool:
        while raw := await queue.get(fail=False, no_ack=True):
            found[raw.message_id or ""] += 1
        return set(found) >= set(ids)

    await eventually(are_there)
    return found


@pytest.mark.parametrize("way", Way)
async def test_a_line_cut_at_any_byte_of_an_exchange_loses_nothing(
    way: Way, client: Client, database: FreshDatabase, broker: FreshBroker, counter: Counter
) -> None:
    length = await _length_of_an_exchange(way, client, database, broker)
    positions = sorted({*range(1, length, max(1, length // POSITIONS)), length - 1, length})
    stored: list[str] = []

    async def cut_at(position: int) -> int:
        async with _relaying(client, database, broker, f"cut_{position}") as (outbox_collection, relay, proxy):
            messages = some(2)
            stored.extend(str(message.id) for message in messages)
            proxy.cut_after(way, position)
            await outbox_collection.store(messages, relay)
            await eventually(outbox_collection.is_empty, QUIET_SECONDS)
            return proxy.cuts

    cuts = await asyncio.gather(*(cut_at(position) for position in positions))
    arrived = await _arrived(counter, stored)

    assert cuts == [1] * len(positions)
    assert {message_id: arrived[message_id] for message_id in stored if arrived[message_id] > 2} == {}


async def _length_of_an_exchange(way: Way, client: Client, database: FreshDatabase, broker: FreshBroker) -> int:
    async with _relaying(client, database, broker, "measured") as (outbox_collection, relay, proxy):
        before = proxy.passed[way]
        await outbox_collection.store(some(1), relay)
        await eventually(outbox_collection.is_empty)
        return proxy.passed[way] - before


async def test_a_direction_that_goes_dead_is_noticed_and_loses_nothing(
    client: Client, database: FreshDatabase, broker: FreshBroker, counter: Counter
) -> None:
    stored: list[str] = []

    async def dies(way: Way) -> None:
        async with _relaying(client, database, broker, f"dead_{way.name}") as (outbox_collection, relay, proxy):
            messages = some(5)
            stored.extend(str(message.id) for message in messages)
            proxy.hold(way)
            await outbox_collection.store(messages, relay)
            await eventually(lambda: not relay.status().is_connected)
            proxy.mend()
            await eventually(outbox_collection.is_empty, QUIET_SECONDS)
            await eventually(lambda: relay.status().is_ready)

    await asyncio.gather(*(dies(way) for way in Way))

    assert set(await _arrived(counter, stored)) == set(stored)
