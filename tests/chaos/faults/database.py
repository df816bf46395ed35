"""Faults of MongoDB: one node frozen, stopped and killed; members of a replica set; commands that fail as ordered."""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from random import Random

from ops.demo.waiting import until
from ops.stack.parts import MONGOD
from tests.chaos.faults.fault import Fault
from tests.running import System
from tests.servers.members import FailingStack

WRITES = ("insert", "update", "findAndModify", "commitTransaction")
AFTER_APPLYING: Mapping[str, object] = {"writeConcernError": {"code": 91, "errmsg": "ordered by a test"}}
CLOSING: Mapping[str, object] = {"closeConnection": True}
NO_PRIMARY: Mapping[str, object] = {"errorCode": 10107}
_APPLICATION = "thidua"
_ELECTION_SECONDS = 40.0
# Part of the fault itself: for so long the old primary still stands while another is one already.
_FROZEN_ON_SECONDS = 3.0


async def _freeze(system: System, dice: Random) -> None:
    system.record.fault("SIGSTOP mongod")
    await asyncio.to_thread(system.stack.signal_part, MONGOD, signal.SIGSTOP)
    try:
        await asyncio.sleep(dice.uniform(2, 10))
    finally:
        await asyncio.to_thread(system.stack.signal_part, MONGOD, signal.SIGCONT)
        system.record.fault("mongod goes on")


async def _stop(system: System, dice: Random) -> None:
    system.record.fault("stop mongod")
    await asyncio.to_thread(system.stack.stop_part, MONGOD)
    await _back(system, dice)


async def _kill(system: System, dice: Random) -> None:
    system.record.fault("kill -9 mongod")
    await asyncio.to_thread(system.stack.kill, MONGOD)
    await _back(system, dice)


async def _back(system: System, dice: Random) -> None:
    await asyncio.sleep(dice.uniform(1, 6))
    await asyncio.to_thread(system.stack.start_part, MONGOD)
    system.record.fault("mongod is back")


DATABASE_FAULTS = (Fault("database frozen", _freeze), Fault("database stopped", _stop), Fault("database killed", _kill))


async def step_down(system: System, _dice: Random) -> None:
    """The primary gives up its office."""
    stack, name = members(system), await primary(system)
    system.record.fault(f"step down {name}")
    command = {"replSetStepDown": 20, "secondaryCatchUpPeriodSecs": 3, "force": True}
    await asyncio.to_thread(stack.order, name, command)
    system.record.fault(f"{await primary(system, beside=name)} takes over")


async def kill_primary(system: System, _dice: Random) -> None:
    """The primary dies; it comes back once another has taken over."""
    name = await primary(system)
    async with without(system, name):
        await primary(system, beside=name)


async def freeze_primary(system: System, _dice: Random) -> None:
    """The primary does not answer until another has taken over, and some seconds more."""
    stack, name = members(system), await primary(system)
    system.record.fault(f"SIGSTOP {name}")
    await asyncio.to_thread(stack.signal_part, name, signal.SIGSTOP)
    try:
        await primary(system, beside=name)
        await asyncio.sleep(_FROZEN_ON_SECONDS)
    finally:
        await asyncio.to_thread(stack.signal_part, name, signal.SIGCONT)
        system.record.fault(f"{name} goes on")
    await primary(system)


@asynccontextmanager
async def without(system: System, *names: str) -> AsyncIterator[None]:
    """These members are dead meanwhile; at the end there is a primary again."""
    stack = members(system)
    for name in names:
        await asyncio.to_thread(stack.kill, name)
    system.record.fault(f"kill -9 {' '.join(names)}")
    try:
        yield
    finally:
        system.record.fault(f"{' '.join(names)} started")
        for name in names:
            await asyncio.to_thread(stack.start_part, name)
        await primary(system)


@asynccontextmanager
async def failing(
    system: System, how: Mapping[str, object], *, commands: Sequence[str] = WRITES, often: float
) -> AsyncIterator[None]:
    """That share of the services' commands fails so meanwhile, on every member."""
    stack = members(system)
    data = {"failCommands": list(commands), "appName": _APPLICATION, **how}
    system.record.fault(f"failCommand {how}")
    try:
        await _order(stack, {"mode": {"activationProbability": often}, "data": data})
        yield
    finally:
        await _order(stack, {"mode": "off"})
        system.record.fault("failCommand off")


async def primary(system: System, *, beside: str = "") -> str:
    """The part that takes writes, once there is one other than `beside`."""

    async def look() -> str | None:
        name = await asyncio.to_thread(members(system).primary)
        return name if name != beside else None

    return await until(look, what="a primary", seconds=_ELECTION_SECONDS)


def members(system: System) -> FailingStack:
    """The system's MongoDB as one that fails as ordered."""
    assert isinstance(system.stack, FailingStack)
    return system.stack


async def _order(stack: FailingStack, settings: Mapping[str, object]) -> None:
    for member in stack.members:
        await asyncio.to_thread(stack.order, member.name, {"configureFailPoint": "failCommand", **settings})
