"""Row 11 of the fault matrix: the lines of every service to broker and database are cut, go dead one way, are slow."""

from collections.abc import Callable, Coroutine, Sequence
from random import Random

import pytest

from tests.chaos.faults.network import cut, hold, rerouted, slow
from tests.chaos.looking import LONG_SECONDS, all_ready
from tests.chaos.proxy import Proxy, Way
from tests.chaos.undergoing import Trial, trial  # noqa: F401  # a fixture
from tests.running import System

_READY_SECONDS = 60
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
@pytest.mark.parametrize("place", [0, 1], ids=["broker", "database"])
async def test_disturbed_lines_lose_nothing(trial: Trial, place: int, disturb: Disturb) -> None:  # noqa: F811
    async def inject(system: System, dice: Random) -> None:
        async with rerouted(system) as lines:
            await disturb(system, [proxies[place] for proxies in lines.values()], dice)
            await all_ready(system, seconds=_READY_SECONDS)

    name = f"11 {disturb.__name__.strip('_')} {['broker', 'database'][place]}"
    ordeal = await trial.undergo(name, inject, over=LONG_SECONDS / 3)

    assert ordeal.complaints == []
