"""Rows 3, 4, 5 and 7 of the fault matrix: what RabbitMQ does to the system, under load."""

import asyncio
from collections import Counter
from random import Random

import pytest

from ops.demo.waiting import until
from ops.stack.parts import INTAKE
from shared.events.words import Level
from shared.messaging.link import HEARTBEAT_SECONDS
from shared.messaging.topology.queues import Binding
from tests.chaos.faults.broker import LOADED, alarmed, frozen, full, unbound
from tests.chaos.load_runs import LoadedSystem
from tests.chaos.looking import LONG_SECONDS, all_ready, figure, none_ready, parts
from tests.chaos.tripling import COPIES, tripled
from tests.running import System

# A dead line is noticed after three heartbeats; some seconds to connect again.
HALF_OPEN_SECONDS = 3 * (HEARTBEAT_SECONDS + 1) + 5
# A connection is given up after five seconds in vain, and its successor held a moment later.
_HELD_SECONDS = 15.0
pytestmark = [pytest.mark.matrix, pytest.mark.timeout(420)]


async def test_a_broker_frozen_for_a_minute_is_noticed_and_comes_back(loaded: LoadedSystem) -> None:
    took: list[float] = []

    async def freeze(system: System, _dice: Random) -> None:
        async with frozen(system), asyncio.TaskGroup() as both:
            both.create_task(asyncio.sleep(LONG_SECONDS))
            took.append(await none_ready(system, seconds=HALF_OPEN_SECONDS))
        took.append(await all_ready(system, seconds=HALF_OPEN_SECONDS))

    load_run = await loaded.undergo("3 broker frozen", freeze, over=LONG_SECONDS / 2)

    assert load_run.complaints == []
    assert load_run.meanwhile(load_run.submissions()) >= load_run.load.size // 2
    assert max(took) < HALF_OPEN_SECONDS


async def test_a_memory_alarm_stops_neither_intake_nor_consumers(loaded: LoadedSystem) -> None:
    async def alarm(system: System, _dice: Random) -> None:
        intakes = system.stack.instances.of(INTAKE)

        async def are_held() -> bool | None:
            seen = [await parts(system, name) for name in intakes]
            return True if all(one and one["consumer"] and not one["relay"] for one in seen) else None

        async with alarmed(system):
            # RabbitMQ blocks whoever publishes, at the first attempt, and again with each connection.
            await asyncio.sleep(LONG_SECONDS)
            await until(are_held, what="intake held and its consumers at work", seconds=_HELD_SECONDS)

    load_run = await loaded.undergo("4 memory alarm", alarm, over=1.8 * LONG_SECONDS)

    assert load_run.complaints == []
    # Half of the load is handed in from here on, its first pieces while RabbitMQ's command line takes its seconds.
    assert load_run.meanwhile(load_run.submissions()) >= load_run.load.size // 4


async def test_what_a_full_queue_rejects_comes_when_there_is_room(loaded: LoadedSystem) -> None:
    rejected: list[float] = []
    name = 'thidua_publish_failures_total{outcome="rejected"}'

    async def fill(system: System, _dice: Random) -> None:
        intakes = system.stack.instances.of(INTAKE)
        before = await figure(system, name, instances=intakes)
        async with full(system, Level.COMMUNE):
            await asyncio.sleep(10)
            rejected.append(await figure(system, name, instances=intakes) - before)

    load_run = await loaded.undergo("5 full queue", fill)

    assert load_run.complaints == []
    assert rejected[0] > 0


@pytest.mark.parametrize("binding", LOADED, ids=lambda one: f"{one.queue} {one.key}")
async def test_what_no_queue_is_bound_for_is_held_and_comes_later(loaded: LoadedSystem, binding: Binding) -> None:
    unrouted: list[float] = []

    async def unbind(system: System, _dice: Random) -> None:
        before = await figure(system, "thidua_unrouted_total")
        async with unbound(system, binding):
            await asyncio.sleep(8)
            unrouted.append(await figure(system, "thidua_unrouted_total") - before)

    load_run = await loaded.undergo(f"5 unbound {binding.queue} {binding.key}", unbind)

    assert load_run.complaints == []
    assert unrouted[0] > 0


async def test_every_message_three_times_in_any_order_changes_nothing(loaded: LoadedSystem) -> None:
    sent: Counter[str] = Counter()
    before = await figure(loaded.system, "thidua_consumed_total")

    async def everything(system: System, dice: Random) -> None:
        system.record.fault("every queue threefold and shuffled")
        async with tripled(system.stack, dice) as copies:
            await asyncio.sleep(20)
        system.record.fault("every queue single again")
        sent.update(copies)

    load_run = await loaded.undergo("7 threefold and shuffled", everything, over=12)

    # Each change is told once, in its own words; but a mail may have left before an earlier change is heard of at all.
    assert [complaint for complaint in load_run.complaints if ": told as " not in complaint] == []
    assert sent.total() > COPIES * load_run.load.accepted
    assert await figure(loaded.system, "thidua_consumed_total") >= before + sent.total()
