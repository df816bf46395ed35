"""Messages leave a process side by side however busy it is: in a few turns of its loop, not in some for each."""

import asyncio
import time

from shared.messaging.link import Link, Published
from shared.messaging.topology.queues import NOTIFIER_QUEUE, exchange_of
from shared.messaging.wire import to_message
from tests.integration.messaging.counter import Counter
from tests.integration.messaging.facts import some
from tests.servers.fresh import FreshBroker

_MESSAGES = 200
# What else a busy process has to do in each turn, such as answering requests.
_TURN_SECONDS = 0.01
# Measured: 10 to 13; 198 where each message takes a turn of its own.
_TURNS = 60


async def test_a_busy_process_publishes_all_in_a_few_turns(broker: FreshBroker, counter: Counter) -> None:
    link = await Link.open(broker.url("intake"))
    messages = some(_MESSAGES)
    outcomes = asyncio.gather(
        *(link.publish(exchange_of(one.exchange, "intake"), one.key, to_message(one, "intake")) for one in messages)
    )

    turns = 0
    while not outcomes.done():
        turns += 1
        time.sleep(_TURN_SECONDS)  # noqa: ASYNC251 - the loop shall be busy
        await asyncio.sleep(0)
    await link.close()

    assert set(await outcomes) == {Published.CONFIRMED}
    assert turns < _TURNS
    assert len(await counter.take(NOTIFIER_QUEUE, _MESSAGES)) == _MESSAGES
