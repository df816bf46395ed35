"""An owner that dies while it carries out an order about parked messages: its successor finishes, nothing is lost."""

import signal

import pytest

from shared.messaging.consumer.consumer import Consumer
from shared.messaging.parked.parking import OwnerAwayError, Parked
from shared.messaging.topology.queues import NOTIFIER_QUEUE, REPORTS_QUEUE, orders_queue, parked_queue
from tests.integration.messaging.counter import Counter
from tests.integration.messaging.test_crashes import run_worker, seen
from tests.integration.messaging.waiting import eventually
from tests.servers.fresh import FreshBroker, FreshDatabase

PARKED = parked_queue(NOTIFIER_QUEUE)
ORDERS = orders_queue(NOTIFIER_QUEUE)
DROPPING_POINTS = ("keeper.taken:2", "keeper.acked:2", "keeper.done", "keeper.reported")


@pytest.fixture
def parked(broker: FreshBroker) -> Parked:
    """The operator's side, who does not wait for the owner."""
    return Parked(broker.url("operator"), patience=0.5)


@pytest.mark.parametrize("point", DROPPING_POINTS)
async def test_a_successor_drops_what_was_ordered(
    point: str, broker: FreshBroker, database: FreshDatabase, counter: Counter, parked: Parked, names: list[str]
) -> None:
    with pytest.raises(OwnerAwayError):
        await parked.drop(NOTIFIER_QUEUE, names[:2], "gửi trùng")
    url = broker.url("notifier")

    died = await run_worker("consume", "1", amqp_url=url, database=database, crash_at=point)

    async def is_carried_out() -> bool:
        return await counter.count(ORDERS) == 0 and await counter.count(REPORTS_QUEUE) > 0

    successor = Consumer(url, NOTIFIER_QUEUE, {})
    await successor.start()
    await eventually(is_carried_out)
    await successor.close()
    assert died == -signal.SIGKILL
    assert [message.name for message in await parked.show(NOTIFIER_QUEUE)] == [names[2]]


async def test_a_message_put_back_but_not_taken_out_is_applied_once(
    broker: FreshBroker, database: FreshDatabase, counter: Counter, parked: Parked, names: list[str]
) -> None:
    with pytest.raises(OwnerAwayError):
        await parked.replay(NOTIFIER_QUEUE)
    url, point = broker.url("notifier"), "keeper.put_back:2"

    died = await run_worker("consume", "3", amqp_url=url, database=database, crash_at=point)
    ended = await run_worker("consume", "3", amqp_url=url, database=database)

    assert (died, ended) == (-signal.SIGKILL, 0)
    assert await seen(database) == set(names)
    assert await counter.count(PARKED) == 0
