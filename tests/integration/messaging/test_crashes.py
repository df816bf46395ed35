"""A process that dies at any named point leaves nothing undone that its successor does not do."""

import asyncio
import os
import signal

import pytest

from shared.crashpoints import CRASH_AT, ENVIRONMENT
from shared.messaging.topology.queues import NOTIFIER_QUEUE, parked_queue, retry_queue
from shared.mongo.client import connect
from tests.integration.messaging.counter import Counter
from tests.integration.messaging.facts import some
from tests.integration.messaging.outbox_collection import OutboxCollection
from tests.integration.messaging.worker import DOCUMENTS, FIRST_TRY_FAILS, SEEN
from tests.servers.forking import fork
from tests.servers.fresh import FreshBroker, FreshDatabase

RELAY_POINTS = (
    "relay.before_publish:7",
    "relay.frame_written:7",
    "relay.confirmed:3",
    "relay.dropped:3",
    "relay.swept",
)
CONSUMER_POINTS = ("consumer.delivered:7", "consumer.applied:7", "consumer.acked:7")


async def run_worker(*arguments: str, amqp_url: str, database: FreshDatabase, crash_at: str = "") -> int:
    """How a worker ended that was started with these arguments; it dies at `crash_at`."""
    environment = {
        **os.environ,
        ENVIRONMENT: "test",
        CRASH_AT: crash_at,
        "WORKER_MONGO_URL": database.url,
        "WORKER_DATABASE": database.name,
        "WORKER_AMQP_URL": amqp_url,
    }
    process = await asyncio.to_thread(fork, ["tests.integration.messaging.worker", *arguments], environment)
    return await process.ended()


async def test_a_relay_that_died_anywhere_is_continued_by_the_next(
    broker: FreshBroker, database: FreshDatabase, counter: Counter
) -> None:
    url = broker.url("intake")
    owns = {point: FreshDatabase(database.url, f"{database.name}_{n}") for n, point in enumerate(RELAY_POINTS)}

    async def die_and_go_on(point: str, own: FreshDatabase) -> tuple[int, int]:
        died = await run_worker("relay", amqp_url=url, database=own, crash_at=point)
        return died, await run_worker("relay", amqp_url=url, database=own)

    ends = await asyncio.gather(*(die_and_go_on(point, own) for point, own in owns.items()))
    taken = {raw.message_id for raw in await counter.take(NOTIFIER_QUEUE, DOCUMENTS * len(owns))}

    assert dict(zip(owns, ends, strict=True)) == dict.fromkeys(owns, (-signal.SIGKILL, 0))
    assert len(taken) == DOCUMENTS * len(owns)
    assert [await _is_empty(own) for own in owns.values()] == [True] * len(owns)


@pytest.mark.parametrize("point", CONSUMER_POINTS)
async def test_a_consumer_that_died_is_continued_by_the_next(
    point: str, broker: FreshBroker, database: FreshDatabase, counter: Counter
) -> None:
    messages = some(20)
    await counter.publish(broker.url("intake"), messages)
    url = broker.url("notifier")

    died = await run_worker("consume", "20", amqp_url=url, database=database, crash_at=point)
    ended = await run_worker("consume", "20", amqp_url=url, database=database)

    assert (died, ended) == (-signal.SIGKILL, 0)
    assert await seen(database) == {str(message.id) for message in messages}
    assert await counter.count(parked_queue(NOTIFIER_QUEUE)) == 0


async def test_a_message_put_back_but_not_acknowledged_is_applied_once(
    broker: FreshBroker, database: FreshDatabase, counter: Counter
) -> None:
    messages = some(10)
    await counter.publish(broker.url("intake"), messages)
    url, point = broker.url("notifier"), "consumer.retry_published:4"

    died = await run_worker("consume", "10", FIRST_TRY_FAILS, amqp_url=url, database=database, crash_at=point)
    ended = await run_worker("consume", "10", FIRST_TRY_FAILS, amqp_url=url, database=database)

    assert (died, ended) == (-signal.SIGKILL, 0)
    assert await seen(database) == {str(message.id) for message in messages}
    assert await counter.count(parked_queue(NOTIFIER_QUEUE)) == 0
    await counter.empty(retry_queue(NOTIFIER_QUEUE, "5s"))


async def seen(database: FreshDatabase) -> set[str]:
    """The ids of the messages that workers applied."""
    client = connect(database.url)
    seen = {str(one["_id"]) async for one in client[database.name][SEEN].find()}
    client.close()
    return seen


async def _is_empty(database: FreshDatabase) -> bool:
    outbox_collection = await OutboxCollection.open(database)
    empty = await outbox_collection.is_empty()
    await outbox_collection.client.drop_database(database.name)
    outbox_collection.client.close()
    return empty
