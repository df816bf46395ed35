"""Row 6 of the fault matrix: a replica set loses members and fails commands; one node is stopped and killed."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from ops.demo.dossiers import volunteer
from ops.demo.people import Office
from ops.stack.parts import MONGOD, RABBITMQ
from tests.chaos.faults.database import (
    AFTER_APPLYING,
    CLOSING,
    DATABASE_FAULTS,
    NO_PRIMARY,
    failing,
    freeze_primary,
    kill_primary,
    members,
    primary,
    step_down,
    without,
)
from tests.chaos.faults.fault import Fault
from tests.chaos.load_runs import SETTINGS, Inject, LoadedSystem, shown
from tests.chaos.looking import LONG_SECONDS
from tests.running import System, standing, whole_system
from tests.servers.members import FailingStack
from tests.servers.quick import quick

_MEMBERS = (MONGOD, "mongod-2", "mongod-3")
pytestmark = [pytest.mark.matrix, pytest.mark.timeout(420)]


@contextmanager
def _on_three_members(folder: Path) -> Iterator[System]:
    with quick(folder / "stack", servers=(*_MEMBERS, RABBITMQ)) as root:
        stack = FailingStack(root, members=len(_MEMBERS), replicas=2, extra=SETTINGS)
        with standing(stack, folder) as running:
            yield running


threefold, people_of_threefold = whole_system(
    "threefold", _on_three_members, names=("threefold", "people_of_threefold"), scope="module"
)


@pytest.fixture(scope="module")
def members_trial(threefold: System, people_of_threefold: Office, pytestconfig: pytest.Config) -> LoadedSystem:
    """Loads on that system."""
    return LoadedSystem(threefold, people_of_threefold, shown(pytestconfig))


@pytest.mark.parametrize("inject", [step_down, kill_primary, freeze_primary], ids=lambda one: one.__name__)
async def test_another_member_takes_over(members_trial: LoadedSystem, inject: Inject) -> None:
    load_run = await members_trial.undergo(f"6 {inject.__name__}", inject)

    assert load_run.complaints == []


async def test_without_a_majority_nothing_is_taken_or_half_done(members_trial: LoadedSystem) -> None:
    told: list[tuple[int, bool]] = []

    async def lose(system: System, _dice: Random) -> None:
        unit = await members_trial.office.person("nop.doan-yen-phu")
        first = await primary(system)
        others = [member.name for member in members(system).members if member.name != first]
        async with without(system, *others), asyncio.TaskGroup() as both:
            both.create_task(asyncio.sleep(LONG_SECONDS / 3))
            answer = await unit.ask("/api/v1/dossiers", volunteer().body, key="without a majority")
            told.append((answer.status_code, int(answer.headers.get("Retry-After", "0")) > 0))

    load_run = await members_trial.undergo("6 no majority", lose, over=LONG_SECONDS / 4)

    assert load_run.complaints == []
    assert told == [(503, True)]
    assert load_run.meanwhile(load_run.submissions()) == 0
    assert load_run.meanwhile(load_run.submissions(503)) > 0


@pytest.mark.parametrize(
    ("name", "how"), [("applied, then an error", AFTER_APPLYING), ("closing", CLOSING), ("no primary", NO_PRIMARY)]
)
async def test_commands_that_fail_are_repeated_until_they_did_not(
    members_trial: LoadedSystem, name: str, how: dict[str, object]
) -> None:
    async def fail(system: System, _dice: Random) -> None:
        async with failing(system, how, often=0.2):
            await asyncio.sleep(LONG_SECONDS / 4)

    load_run = await members_trial.undergo(f"6 failCommand {name}", fail, over=LONG_SECONDS / 5)

    assert load_run.complaints == []


@pytest.mark.parametrize("fault", DATABASE_FAULTS, ids=lambda one: one.name)
async def test_one_node_comes_back(loaded: LoadedSystem, fault: Fault) -> None:
    load_run = await loaded.undergo(f"6 {fault.name}", fault.inject)

    assert load_run.complaints == []
