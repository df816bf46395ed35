"""One virtual host for all tests of a module, with its queues empty at the start of each."""

from collections.abc import AsyncIterator, Iterator

import pytest

from shared.messaging.topology import NOTIFIER_QUEUE, parked_queue, retry_queue
from tests.integration.messaging.counter import Counter, opened_counter
from tests.integration.messaging.desk import Desk
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
async def desk(database: FreshDatabase) -> AsyncIterator[Desk]:
    made = await Desk.open(database)
    yield made
    made.client.close()
