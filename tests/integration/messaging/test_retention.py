"""Parked messages end: their age is told long before, and what is past its time is removed by the owner, named."""

from datetime import timedelta

from shared.clock import utc_now
from shared.messaging.parking import Parked
from shared.messaging.retention import Retention
from shared.messaging.topology import NOTIFIER_QUEUE
from shared.observability.metrics import PARKED_OLDEST
from tests.servers.fresh import FreshBroker


def oldest() -> float:
    [sample] = [sample for sample in PARKED_OLDEST.collect()[0].samples if sample.labels == {"queue": NOTIFIER_QUEUE}]
    return sample.value


async def test_keeps_what_is_not_past_its_time_and_tells_its_age(broker: FreshBroker, names: list[str]) -> None:
    in_89_days = Retention(broker.url("notifier"), NOTIFIER_QUEUE, 90, lambda: utc_now() + timedelta(days=89))

    removed = await in_89_days.look()

    assert removed == 0
    assert timedelta(days=89) <= timedelta(seconds=oldest()) < timedelta(days=89, minutes=5)
    assert {lying.name for lying in await Parked(broker.url("operator")).show(NOTIFIER_QUEUE)} == set(names)


async def test_removes_what_is_past_its_time(broker: FreshBroker, names: list[str]) -> None:
    in_91_days = Retention(broker.url("notifier"), NOTIFIER_QUEUE, 90, lambda: utc_now() + timedelta(days=91))

    removed = await in_91_days.look()

    assert removed == len(names)
    assert oldest() == 0
    assert await Parked(broker.url("operator")).show(NOTIFIER_QUEUE) == []
