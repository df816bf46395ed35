"""One virtual host for all tests of a module, with its queues empty at the start of each."""

from collections.abc import AsyncIterator, Iterator

import pytest

from shared.events.envelope import Incoming
from shared.events.nominations import NominationWithdrawn
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.topology.queues import NOTIFIER_QUEUE, parked_queue, retry_queue
from shared.refusals import MalformedMessageError
from tests.integration.messaging.counter import Counter, opened_counter
from tests.integration.messaging.facts import some
from tests.integration.messaging.outbox_collection import OutboxCollection
from tests.integration.messaging.waiting import eventually
from tests.servers.fresh import FreshBroker, FreshDatabase, fresh_broker
from tests.servers.servers import Servers


@pytest.fixture(scope="module")
def broker(servers: Servers) -> Iterator[FreshBroker]:
    with fresh_broker(servers) as fresh:
        yield fresh


@pytest.fixture
async def counter(broker: FreshBroker) -> AsyncIterator[Counter]:
    async with opened_counter(broker.url()) as opened:
        await opened.empty(NOTIFIER_QUEUE, parked_queue(NOTIFIER_QUEUE), retry_queue(NOTIFIER_QUEUE, "5s"))
        yield opened


@pytest.fixture
async def outbox_collection(database: FreshDatabase) -> AsyncIterator[OutboxCollection]:
    made = await OutboxCollection.open(database)
    yield made
    made.client.close()


@pytest.fixture
async def names(broker: FreshBroker, counter: Counter) -> list[str]:
    """Three messages of intake, parked by the notifier."""
    return await park(3, broker, counter)


async def park(number: int, broker: FreshBroker, counter: Counter) -> list[str]:
    """So many messages of intake, parked by the notifier; their ids."""

    async def refuse(_event: NominationWithdrawn, _incoming: Incoming) -> None:
        raise MalformedMessageError("no such step")

    messages = some(number)
    consumer = Consumer(broker.url("notifier"), NOTIFIER_QUEUE, {NominationWithdrawn: refuse})

    async def are_parked() -> bool:
        return await counter.count(parked_queue(NOTIFIER_QUEUE)) == number

    await consumer.start()
    try:
        await counter.publish(broker.url("intake"), messages)
        await eventually(are_parked)
    finally:
        await consumer.close()
    return [str(message.id) for message in messages]
