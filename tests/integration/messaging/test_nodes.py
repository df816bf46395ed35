"""A cluster's node dies and stays away: whoever was connected to it goes on at another one, with nothing lost."""

from collections import Counter as Times
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from yarl import URL

from shared.events.envelope import Incoming
from shared.events.nominations import NominationWithdrawn
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.topology.queues import NOTIFIER_QUEUE
from tests.integration.messaging.counter import Counter
from tests.integration.messaging.facts import some
from tests.integration.messaging.node import Node
from tests.integration.messaging.outbox_collection import OutboxCollection
from tests.integration.messaging.waiting import eventually
from tests.servers.fresh import FreshBroker

RESUMED_SECONDS = 30


@dataclass(frozen=True)
class Cluster:
    """Two nodes, of which the first lives."""

    one: Node
    two: Node
    broker: FreshBroker

    def url(self, user: str) -> str:
        """The address that names both."""
        whole = URL(self.broker.url(user))
        return f"amqp://{whole.raw_user}:{whole.raw_password}@{self.one.host},{self.two.host}{whole.raw_path}"


@pytest.fixture
async def cluster(broker: FreshBroker) -> AsyncIterator[Cluster]:
    one, two = Node(broker.url()), Node(broker.url())
    await one.start()
    await two.reserve()
    yield Cluster(one, two, broker)
    await one.die()
    await two.die()


@pytest.mark.usefixtures("counter")
async def test_writer_and_reader_move_to_another_node_when_theirs_dies(
    cluster: Cluster, outbox_collection: OutboxCollection
) -> None:
    arrived: Times[str] = Times()

    async def take(_event: NominationWithdrawn, incoming: Incoming) -> None:
        arrived[incoming.id] += 1

    relay, consumer = (
        outbox_collection.relay(cluster.url("intake")),
        Consumer(cluster.url("notifier"), NOTIFIER_QUEUE, {NominationWithdrawn: take}),
    )
    relay.start()
    await consumer.start()
    await eventually(lambda: relay.takes_offers() and consumer.status().is_ready)
    before, after = some(20), some(20)
    await outbox_collection.store(before, relay)

    await cluster.one.die()
    await cluster.two.start()
    await outbox_collection.store(after, relay)
    await eventually(lambda: len(arrived) == 40, RESUMED_SECONDS)
    await eventually(lambda: consumer.status().is_ready and relay.status().is_ready, RESUMED_SECONDS)

    assert set(arrived) == {str(each.id) for each in before + after}
    await consumer.close()
    await relay.stop()


async def test_a_dead_node_in_the_list_hinders_no_publishing(cluster: Cluster, counter: Counter) -> None:
    for _ in range(6):
        await counter.publish(cluster.url("intake"), some(1))

    assert await counter.count(NOTIFIER_QUEUE) == 6
