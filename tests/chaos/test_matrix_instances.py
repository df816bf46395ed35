"""Rows 1, 2, 8 and 10 of the fault matrix: what happens to several instances at a time."""

import asyncio
from random import Random

import pytest

from ops.stack.instances import service_of
from ops.stack.parts import RABBITMQ
from tests.chaos.faults.connections import close_connections, renew_queue, stop_app
from tests.chaos.faults.processes import freeze, kill, restart
from tests.chaos.load_runs import LoadedSystem
from tests.chaos.looking import LONG_SECONDS
from tests.running import System

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(600)]
_SKEW = "THIDUA_CLOCK_OFFSET_SECONDS"
# Both that a relay leases a sweep for, and that the notifier claims a mail for, are shorter.
_PAST_EVERY_LEASE = 35.0
_RESTARTS = 60
_AT_ONCE = 3


async def test_services_killed_every_few_seconds_keep_the_promise(loaded: LoadedSystem) -> None:
    killed: list[str] = []

    async def kill_on(system: System, dice: Random) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + LONG_SECONDS
        away: set[str] = set()

        async def kill_one(name: str) -> None:
            away.add(name)
            await kill(system, name)
            away.remove(name)

        async with asyncio.TaskGroup() as together:
            while loop.time() < end:
                killed.append(dice.choice([name for name in system.stack.instances.names if name not in away]))
                together.create_task(kill_one(killed[-1]))
                await asyncio.sleep(dice.uniform(2, 5))

    load_run = await loaded.undergo("1 kill -9 every 2-5 s", kill_on, size=80, over=LONG_SECONDS)

    assert len(killed) >= LONG_SECONDS / 5
    assert load_run.complaints == []


async def test_a_killed_broker_keeps_what_it_confirmed(loaded: LoadedSystem) -> None:
    async def inject(system: System, _dice: Random) -> None:
        await kill(system, RABBITMQ, away=LONG_SECONDS / 2)

    load_run = await loaded.undergo("2 broker killed, 30 s", inject, over=LONG_SECONDS / 2)

    assert load_run.complaints == []


async def test_a_broker_whose_application_stops_keeps_its_messages(loaded: LoadedSystem) -> None:
    async def inject(system: System, _dice: Random) -> None:
        await stop_app(system, LONG_SECONDS / 6)

    load_run = await loaded.undergo("2 stop_app", inject, over=LONG_SECONDS / 6)

    assert load_run.complaints == []


async def test_connections_closed_again_and_again_lose_nothing(loaded: LoadedSystem) -> None:
    async def inject(system: System, _dice: Random) -> None:
        for _ in range(5):
            await close_connections(system)
            await asyncio.sleep(2)

    load_run = await loaded.undergo("2 close_all_connections", inject, over=20)

    assert load_run.complaints == []


@pytest.mark.parametrize("queue", ["intake.facts", "appraisal.commune", "notifier.facts"])
async def test_a_queue_made_anew_is_consumed_again_by_both(loaded: LoadedSystem, queue: str) -> None:
    renewed: list[bool] = []

    async def inject(system: System, _dice: Random) -> None:
        renewed.append(await renew_queue(system, queue))

    load_run = await loaded.undergo(f"2 {queue} made anew", inject, over=20)
    lines = await (await loaded.system.windows(loaded.office)).broker.lines()

    assert renewed == [True]
    assert load_run.complaints == []
    assert lines[queue].consumers == 2


async def test_expired_leases_of_frozen_holders_double_marked_mail(loaded: LoadedSystem) -> None:
    async def inject(system: System, _dice: Random) -> None:
        second = [name for name in system.stack.instances.names if service_of(name) != name]
        async with asyncio.TaskGroup() as together:
            for name in second:
                together.create_task(freeze(system, name, _PAST_EVERY_LEASE))

    load_run = await loaded.undergo("8 leases end meanwhile", inject, over=20)

    assert load_run.complaints == []


async def test_clocks_two_minutes_apart_break_no_promise(loaded: LoadedSystem) -> None:
    stack = loaded.system.stack

    async def set_apart(first: str, second: str) -> None:
        for name in stack.instances.names:
            await asyncio.to_thread(stack.stop_part, name)
            await asyncio.to_thread(stack.spawn, name, {_SKEW: first if service_of(name) == name else second})
        for name in stack.instances.names:
            await asyncio.to_thread(stack.await_up, name)

    async def inject(system: System, _dice: Random) -> None:
        await kill(system, RABBITMQ)
        await close_connections(system)

    await set_apart("60", "-60")
    load_run = await loaded.undergo("8 clocks ±60 s", inject, over=20)
    await set_apart("0", "0")

    assert load_run.complaints == []


async def test_sixty_rolling_restarts_park_nothing(loaded: LoadedSystem) -> None:
    names = loaded.system.stack.instances.names
    restarted: list[str] = []

    async def roll(system: System) -> None:
        while len(restarted) < _RESTARTS:
            name = names[len(restarted) % len(names)]
            restarted.append(name)
            await restart(system, name)

    async def inject(system: System, _dice: Random) -> None:
        async with asyncio.TaskGroup() as together:
            for _ in range(_AT_ONCE):
                together.create_task(roll(system))

    load_run = await loaded.undergo("10 rolling restarts", inject, size=120, over=90)

    assert len(restarted) >= _RESTARTS
    assert load_run.complaints == []
