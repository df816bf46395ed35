"""Row 11 of the fault matrix: the lines of every service to broker and database are cut, go dead one way, are slow."""

from collections.abc import Callable, Coroutine, Sequence
from random import Random

import pytest

from tests.chaos.faults.network import cut, hold, rerouted, slow
from tests.chaos.load_runs import LoadedSystem
from tests.chaos.looking import LONG_SECONDS, all_ready
from tests.chaos.proxy import Proxy, Way
from tests.running import System

_READY_SECONDS = 60
_BROKER, _DATABASE = 0, 1  # places among a service's proxies
pytestmark = [pytest.mark.matrix, pytest.mark.timeout(420)]
Disturb = Callable[[System, Sequence[Proxy], Random], Coroutine[None, None, None]]


async def _cut(system: System, proxies: Sequence[Proxy], dice: Random) -> None:
    await cut(system, proxies, dice, 25)


async def _hold_answers(system: System, proxies: Sequence[Proxy], _dice: Random) -> None:
    await hold(system, proxies, Way.TO_CLIENT, LONG_SECONDS / 4)


async def _hold_questions(system: System, proxies: Sequence[Proxy], _dice: Random) -> None:
    await hold(system, proxies, Way.TO_SERVER, LONG_SECONDS / 4)


async def _be_slow(system: System, proxies: Sequence[Proxy], _dice: Random) -> None:
    await slow(system, proxies, 0.05, LONG_SECONDS / 4)


@pytest.mark.parametrize(
    "disturb", [_cut, _hold_answers, _hold_questions, _be_slow], ids=lambda one: one.__name__.strip("_")
)
async def test_disturbed_lines_to_broker_and_database_lose_nothing(
    loaded: LoadedSystem,
    disturb: Disturb,
) -> None:
    async def inject(system: System, dice: Random) -> None:
        async with rerouted(system) as lines:
            for place in (_BROKER, _DATABASE):
                await disturb(system, [proxies[place] for proxies in lines.values()], dice)
                await all_ready(system, seconds=_READY_SECONDS)

    load_run = await loaded.undergo(f"11 {disturb.__name__.strip('_')}", inject, over=LONG_SECONDS / 2)

    assert load_run.complaints == []
