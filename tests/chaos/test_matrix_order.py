"""Row 15 of the fault matrix: intake is away while levels work; afterwards all is told in the levels' own order."""

import asyncio
from random import Random

import pytest

from ops.demo.desks import Desk
from ops.demo.people import Shown
from ops.demo.waiting import until
from ops.stack.parts import INTAKE
from tests.chaos.appraising import DESKS
from tests.chaos.insisting import insist
from tests.chaos.load_runs import CLERKS, LoadedSystem, LoadRun
from tests.oracle.entries import Answered, Asked, SeenCase
from tests.running import System

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(300)]
_WORKING_SECONDS = 90.0
_DONE = 400


class _Rows(Shown):
    items: tuple[object, ...]


async def levels_are_through(loaded: LoadedSystem) -> None:
    """Return once no level has anything left to decide or to put into a decision."""

    async def left(desk: Desk, state: str) -> int:
        reader = await loaded.office.person(f"van-thu.{desk.place}")
        params = {"state": state, "limit": "1"}
        response = await insist(lambda: reader.http.get(desk.cases, params=params), what=desk.cases)
        return len(_Rows.model_validate_json(response.content).items)

    async def look() -> bool | None:
        waiting = [left(desk, "open") for desk in DESKS]
        waiting += [left(desk, "approved") for desk in DESKS if desk.place in CLERKS]
        return None if any(await asyncio.gather(*waiting)) else True

    await until(look, what="the levels to have done all there is", seconds=_WORKING_SECONDS)


def decided_meanwhile(load_run: LoadRun, end: str) -> int:
    """How many requests of this kind were answered with success while intake was away."""
    asked = {line.id for line in load_run.lines if isinstance(line, Asked) and line.path.endswith(end)}
    answered = [line for line in load_run.lines if isinstance(line, Answered) and line.id in asked]
    return load_run.meanwhile([line.at for line in answered if line.status < _DONE])


async def test_what_levels_did_while_intake_was_away_keeps_its_order(loaded: LoadedSystem) -> None:
    async def inject(system: System, _dice: Random) -> None:
        names = system.stack.instances.of(INTAKE)
        for name in names:
            await asyncio.to_thread(system.stack.kill, name)
        system.record.fault("intake is away")
        await levels_are_through(loaded)
        for name in names:
            await asyncio.to_thread(system.stack.start_part, name)
        system.record.fault("intake is back")

    load_run = await loaded.undergo("15 intake away while levels work", inject, refers=True)

    referred = [line for line in load_run.lines if isinstance(line, SeenCase) and line.state == "referred"]
    assert referred
    assert decided_meanwhile(load_run, "/outcome") > 0
    assert decided_meanwhile(load_run, "/decisions") > 0
    assert load_run.complaints == []
