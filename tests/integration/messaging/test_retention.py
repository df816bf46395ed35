"""Parked messages end: their age is told long before, and what is past its time is removed by the owner, named."""

import json
from datetime import timedelta
from io import StringIO

from aio_pika import Message
from prometheus_client import Gauge

from shared.clock import utc_now
from shared.messaging.parked.parking import Parked
from shared.messaging.parked.retention import Retention
from shared.messaging.topology.queues import NOTIFIER_QUEUE, parked_queue
from shared.messaging.wire import PARKED_AT
from shared.observability.logs import configure_logging
from shared.observability.metrics import PARKED_LYING, PARKED_OLDEST
from tests.integration.messaging.counter import Counter
from tests.integration.messaging.facts import some
from tests.servers.fresh import FreshBroker

PARKED = parked_queue(NOTIFIER_QUEUE)


def figure(gauge: Gauge) -> float:
    [sample] = [sample for sample in gauge.collect()[0].samples if sample.labels == {"queue": NOTIFIER_QUEUE}]
    return sample.value


def in_days(broker: FreshBroker, days: int) -> Retention:
    """The notifier's look, so many days from now."""
    return Retention(broker.url("notifier"), NOTIFIER_QUEUE, 90, lambda: utc_now() + timedelta(days=days))


async def lying(broker: FreshBroker) -> set[str]:
    return {one.name for one in await Parked(broker.url("operator")).show(NOTIFIER_QUEUE)}


async def test_keeps_what_is_not_past_its_time_and_tells_its_age(broker: FreshBroker, names: list[str]) -> None:
    removed = await in_days(broker, 89).look()

    assert removed == 0
    assert timedelta(days=89) <= timedelta(seconds=figure(PARKED_OLDEST)) < timedelta(days=89, minutes=5)
    assert figure(PARKED_LYING) == len(names)
    assert await lying(broker) == set(names)


async def test_removes_what_is_past_its_time(broker: FreshBroker, names: list[str]) -> None:
    removed = await in_days(broker, 91).look()

    assert removed == len(names)
    assert (figure(PARKED_OLDEST), figure(PARKED_LYING)) == (0, 0)
    assert await lying(broker) == set()


async def test_what_is_removed_is_named_in_the_log_without_its_body(broker: FreshBroker, names: list[str]) -> None:
    printed = StringIO()
    configure_logging("notifier", stream=printed)

    await in_days(broker, 91).look()

    lines = [json.loads(line) for line in printed.getvalue().splitlines()]
    expired = [line for line in lines if line["event"] == "parked.expired"]
    assert {line["event_id"] for line in expired} == set(names)
    assert {(line["queue"], line["type"]) for line in expired} == {(NOTIFIER_QUEUE, "nomination.withdrawn.v1")}
    assert all(line["subject"] for line in expired)
    assert "Trần Thị B" not in printed.getvalue()
    assert "nop.ttyt-yen-my" not in printed.getvalue()


async def test_one_without_a_day_keeps_no_other_from_ending(broker: FreshBroker, counter: Counter) -> None:
    dated = [str(message.id) for message in some(2)]
    await _park(counter, Message(b"{}", message_id="undated"))
    for name in dated:
        await _park(counter, Message(b"{}", message_id=name, timestamp=utc_now()))

    told = await in_days(broker, 89).look()
    oldest = figure(PARKED_OLDEST)
    removed = await in_days(broker, 91).look()

    assert (told, removed) == (0, len(dated))
    assert oldest >= timedelta(days=89).total_seconds()
    assert await lying(broker) == {"undated"}


async def test_a_sender_cannot_say_that_its_message_lies_since_long(broker: FreshBroker, counter: Counter) -> None:
    posing = Message(b"{}", message_id="posing", timestamp=utc_now(), headers={PARKED_AT: "0001-01-01T00:00:00+00:00"})
    await _park(counter, posing)

    assert await in_days(broker, 1).look() == 0
    assert await lying(broker) == {"posing"}


async def _park(counter: Counter, message: Message) -> None:
    """As the broker does with what was returned too often: nothing is said of it anew."""
    await counter.channel.default_exchange.publish(message, PARKED)
