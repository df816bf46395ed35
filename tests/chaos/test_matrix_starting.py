"""Row 14 of the fault matrix: the parts start in any order, with broker or database long away, and come together."""

import asyncio
from collections.abc import Sequence
from random import Random

import pytest

from ops.stack.parts import MONGOD, RABBITMQ, SERVICES
from tests.chaos.load_runs import LoadedSystem
from tests.chaos.looking import LONG_SECONDS, all_ready
from tests.running import System

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(420)]
_SERVERS = (MONGOD, RABBITMQ)
_READY_SECONDS = 60.0


async def start_in_order(system: System, order: Sequence[str], *, pause: float) -> float:
    """Kill servers and services, and start them again one by one; the seconds until all were ready after the last."""
    stack = system.stack
    for name in (*stack.instances.names, *_SERVERS):
        await asyncio.to_thread(stack.kill, name)
    system.record.fault("everything is down")
    for part in order:
        for name in stack.instances.of(part) or [part]:
            await asyncio.to_thread(stack.spawn, name)
        await asyncio.sleep(pause)
    for name in _SERVERS:
        await asyncio.to_thread(stack.await_up, name)
    took = await all_ready(system, seconds=_READY_SECONDS)
    system.record.fault("everything is up")
    return took


def orders() -> list[tuple[str, ...]]:
    """Each service first once, the servers last; and both orders of the servers before the services."""
    rotated = [SERVICES[place:] + SERVICES[:place] for place in range(len(SERVICES))]
    first = [(*order, *_SERVERS[:: 1 if place % 2 else -1]) for place, order in enumerate(rotated)]
    return [*first, (MONGOD, *SERVICES, RABBITMQ), (RABBITMQ, *SERVICES, MONGOD)]


@pytest.mark.parametrize("order", orders(), ids=lambda order: f"{order[0]}-first-{order[-1]}-last")
async def test_any_order_of_starting_comes_to_the_same(loaded: LoadedSystem, order: Sequence[str]) -> None:
    async def inject(system: System, _dice: Random) -> None:
        await start_in_order(system, order, pause=0.5)

    load_run = await loaded.undergo(f"14 {order[0]} first, {order[-1]} last", inject, size=20)

    assert load_run.complaints == []


@pytest.mark.parametrize("missing", _SERVERS)
async def test_a_server_that_is_missing_at_the_start_is_waited_for(loaded: LoadedSystem, missing: str) -> None:
    async def inject(system: System, _dice: Random) -> None:
        there = [name for name in _SERVERS if name != missing]
        stack = system.stack
        for name in (*stack.instances.names, missing):
            await asyncio.to_thread(stack.kill, name)
        system.record.fault(f"{missing} is missing, {there} is there")
        for name in stack.instances.names:
            await asyncio.to_thread(stack.spawn, name)
        await asyncio.sleep(LONG_SECONDS)
        assert [name for name in stack.instances.names if stack.processes.pid(name) is None] == []
        await asyncio.to_thread(stack.start_part, missing)
        await all_ready(system, seconds=_READY_SECONDS)
        system.record.fault("everything is up")

    load_run = await loaded.undergo(f"14 {missing} missing at boot", inject, size=20, over=10)

    assert load_run.complaints == []
