"""Row 9 of the fault matrix: what can never be applied is parked once with its reason and delays nobody."""

import time
from collections import Counter
from random import Random

import pytest

from shared.messaging.parked.parking import Parked
from shared.messaging.topology.queues import CONSUMED
from tests.chaos.load_runs import LoadedSystem
from tests.chaos.looking import all_ready
from tests.chaos.poisoning import Poison, poison
from tests.journey.acts import COMMUNE, opened, submitted
from tests.running import System

_ON_TIME = 10.0
pytestmark = [pytest.mark.matrix, pytest.mark.timeout(300)]


async def test_poison_in_every_queue_is_parked_once_and_delays_nobody(loaded: LoadedSystem) -> None:
    put: list[Poison] = []
    took: list[float] = []

    async def everywhere(system: System, _dice: Random) -> None:
        put.extend(await poison(system))
        system.record.fault("poison in every queue")
        began = time.monotonic()
        neighbour = (await submitted(loaded.office)).nominations[0]
        await opened(loaded.office, COMMUNE, f"{neighbour.id}:1")
        took.append(time.monotonic() - began)
        await all_ready(system, seconds=_ON_TIME)

    load_run = await loaded.undergo("9 poison", everywhere)

    assert load_run.complaints == []
    assert took[0] < _ON_TIME
    parked = Parked(loaded.system.stack.amqp_url("operator"))
    for queue in CONSUMED:
        shown = await parked.show(queue, limit=len(put))
        reasons = {message.name: message.reason for message in shown}
        meant = {str(one.message.message_id): one.reason for one in put if one.queue == queue}
        assert Counter(message.name for message in shown) == Counter(meant.keys())
        assert {name: reason for name, reason in meant.items() if reason not in reasons[name]} == {}
