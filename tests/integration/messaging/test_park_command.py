"""`python -m ops.park` as an operator runs it."""

import asyncio
import json
import os

from shared.events.envelope import Incoming
from shared.events.nominations import NominationWithdrawn
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.topology.queues import NOTIFIER_QUEUE, parked_queue
from shared.messaging.wire import to_message
from tests.integration.messaging.counter import Counter
from tests.integration.messaging.facts import some
from tests.integration.messaging.waiting import eventually
from tests.servers.forking import Ended, run_forked
from tests.servers.fresh import FreshBroker


async def _park(url: str, *arguments: str) -> Ended:
    environment = {**os.environ, "THIDUA_AMQP_URL": url, "COLUMNS": "200"}
    return await asyncio.to_thread(run_forked, ["ops.park", *arguments], environment)


async def test_an_operator_finds_shows_replays_and_drops(broker: FreshBroker, counter: Counter) -> None:
    url, messages, came = broker.url("operator"), some(3), list[str]()

    async def take(_event: NominationWithdrawn, incoming: Incoming) -> None:
        came.append(incoming.id)

    kept, dropped, replayed = (str(message.id) for message in messages)
    # As the broker parks what was delivered too often: with its first properties.
    for message in messages:
        as_sent = to_message(message, "provisioner")
        await counter.channel.default_exchange.publish(as_sent, parked_queue(NOTIFIER_QUEUE))

    consumer = Consumer(broker.url("notifier"), NOTIFIER_QUEUE, {NominationWithdrawn: take})
    await consumer.start()
    listed = json.loads((await _park(url, "list", "--json")).out)
    shown = await _park(url, "show", NOTIFIER_QUEUE)
    drop = await _park(url, "drop", NOTIFIER_QUEUE, dropped, "--reason", "gửi trùng")
    replay = await _park(url, "replay", NOTIFIER_QUEUE, replayed)
    left = json.loads((await _park(url, "show", NOTIFIER_QUEUE, "--json")).out)

    await eventually(lambda: came == [replayed])
    await consumer.close()

    assert listed[NOTIFIER_QUEUE] == 3
    assert all(str(message.id) in shown.out for message in messages)
    assert "Trần Thị B" not in shown.out
    assert (drop.code, drop.out) == (0, "Đã bỏ 1 thông điệp.\n")
    assert json.loads(drop.err.splitlines()[-1])["why"] == "gửi trùng"
    assert (replay.code, replay.out) == (0, "Đã trả lại 1 thông điệp.\n")
    assert [message["name"] for message in left] == [kept]


async def test_what_cannot_be_done_is_one_sentence_and_a_code(broker: FreshBroker) -> None:
    url = broker.url("operator")

    moon = await _park(url, "show", "appraisal.moon")
    nothing = await _park(url, "replay", NOTIFIER_QUEUE, "nowhere")
    unsaid = await _park(url, "replay", NOTIFIER_QUEUE)
    away = await _park("amqp://operator:x@127.0.0.1:1/thidua", "list")

    assert (moon.code, nothing.code, unsaid.code, away.code) == (1, 1, 2, 3)
    assert "appraisal.moon" in moon.err
    assert "Traceback" not in moon.err + nothing.err + unsaid.err + away.err
