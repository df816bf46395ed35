"""A process for tests to kill: writes and relays, or consumes, until it is done or dies at its crash point."""

import asyncio
import os
import sys
from datetime import timedelta

from shared.events.envelope import Incoming
from shared.events.nominations import NominationWithdrawn
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.topology.queues import NOTIFIER_QUEUE
from shared.mongo.client import connect, translated
from shared.mongo.errors import DuplicateError
from shared.refusals import NotYetError
from tests.integration.messaging.facts import some
from tests.integration.messaging.outbox_collection import OutboxCollection
from tests.integration.messaging.waiting import eventually
from tests.servers.fresh import FreshDatabase

DOCUMENTS = 40
SEEN = "seen"  # what the consumer applied, by natural key
FIRST_TRY_FAILS = "first_try"


async def relay(database: FreshDatabase, amqp_url: str) -> None:
    """Write documents, unless that was done, and relay until nothing waits."""
    outbox_collection = await OutboxCollection.open(database, timedelta(seconds=3))
    running = outbox_collection.relay(amqp_url)
    running.start()
    await eventually(running.takes_offers)
    half = DOCUMENTS // 2
    # Half of them are left to the sweep.
    while (stored := await outbox_collection.collection.count_documents({})) < DOCUMENTS:
        await outbox_collection.store(some(1), running if stored < half else None)
    await eventually(outbox_collection.is_empty, 60)
    await running.stop()


async def consume(database: FreshDatabase, amqp_url: str, count: int) -> None:
    """Apply each message once, refusing it at first sight where that is asked for, until `count` are applied."""
    collection = connect(database.url)[database.name]
    is_refused_first = FIRST_TRY_FAILS in sys.argv

    async def insert(name: str, message: str) -> bool:
        try:
            with translated():
                await collection[name].insert_one({"_id": message})
        except DuplicateError:
            return False
        return True

    async def apply(_event: NominationWithdrawn, incoming: Incoming) -> None:
        if is_refused_first and await insert(FIRST_TRY_FAILS, incoming.id):
            raise NotYetError("Chưa tới lượt")
        await insert(SEEN, incoming.id)

    async def are_applied() -> bool:
        return await collection[SEEN].count_documents({}) == count

    consumer = Consumer(amqp_url, NOTIFIER_QUEUE, {NominationWithdrawn: apply}, retry_plan=("5s", "5s"))
    await consumer.start()
    await eventually(are_applied, 60)
    await consumer.close()


if __name__ == "__main__":
    own = FreshDatabase(os.environ["WORKER_MONGO_URL"], os.environ["WORKER_DATABASE"])
    address = os.environ["WORKER_AMQP_URL"]
    asyncio.run(relay(own, address) if sys.argv[1] == "relay" else consume(own, address, int(sys.argv[2])))
