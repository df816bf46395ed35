"""kill -9 at every named point, in every service that passes through it, on the whole system under load."""

import asyncio
from random import Random

import pytest

from ops.stack.instances import service_of
from shared.messaging.topology.queues import OWNERS
from tests.chaos.bodies import COMMUNE, body_of
from tests.chaos.crash_points import ALL, INTAKE, TABLE
from tests.chaos.dying import SWEEP, die_at, die_putting_back, die_sweeping
from tests.chaos.load_runs import LoadedSystem
from tests.running import System

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(300)]
PUTTING_BACK = "consumer.retry_published"
POINTS = [point for point in TABLE if point not in {PUTTING_BACK, SWEEP}]


@pytest.mark.parametrize("point", POINTS)
async def test_all_processes_die_at_a_point_and_the_promise_holds(
    loaded: LoadedSystem,
    point: str,
) -> None:
    dead: list[str] = []
    instances = [name for service in TABLE[point] for name in loaded.system.stack.instances.of(service)]

    async def kill(system: System, _dice: Random) -> None:
        dead.extend(await die_at(system, point, instances))

    load_run = await loaded.undergo(f"dying at {point}", kill, over=20)

    assert sorted(dead) == sorted(instances)
    assert load_run.complaints == []


async def test_a_second_death_leaves_the_rest_to_be_published(loaded: LoadedSystem) -> None:
    dead: list[str] = []

    async def kill(system: System, _dice: Random) -> None:
        dead.extend(await die_sweeping(system, TABLE[SWEEP]))

    load_run = await loaded.undergo(f"dying at {SWEEP}", kill, over=20)

    assert [service_of(name) for name in dead] == list(TABLE[SWEEP])
    assert load_run.complaints == []


@pytest.mark.parametrize("service", TABLE[PUTTING_BACK])
async def test_a_message_put_back_but_not_acknowledged_is_applied_once(loaded: LoadedSystem, service: str) -> None:
    queue = next(queue for queue, owner in OWNERS.items() if owner == service)
    died: list[bool] = []

    async def kill(system: System, _dice: Random) -> None:
        died.append(await die_putting_back(system, service, queue))

    # Something must still be on its way once the instance was started anew and stands still.
    load_run = await loaded.undergo(f"{service} dying at {PUTTING_BACK}", kill, size=80, over=60)

    assert service in ALL
    assert died == [True]
    assert load_run.complaints == []


async def test_an_answered_request_stays_when_intake_dies_after_it(loaded: LoadedSystem) -> None:
    answers: list[int] = []

    async def kill(system: System, dice: Random) -> None:
        sender = await loaded.office.person(COMMUNE.username)
        run = f"{dice.getrandbits(16):04x}"
        for number in range(5):
            response = await sender.ask("/api/v1/dossiers", body_of(run, number * 5), key=f"{run}-{number}")
            # Beside the load, which goes on: in the loop, all that others ask meanwhile would come too late.
            for name in system.stack.instances.of(INTAKE):
                await asyncio.to_thread(system.stack.kill, name)
            answers.append(response.status_code)
            for name in system.stack.instances.of(INTAKE):
                await asyncio.to_thread(system.stack.start_part, name)
            system.record.fault("intake died after its answer")

    load_run = await loaded.undergo("dying after the answer", kill)

    assert answers == [201] * 5
    assert load_run.complaints == []
