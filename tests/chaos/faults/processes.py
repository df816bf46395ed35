"""Faults of processes: killed outright, killed at a named point, frozen, and restarted politely."""

import asyncio
import signal
from random import Random

from ops.stack.instances import service_of
from ops.stack.parts import INTAKE, MONGOD, RABBITMQ
from tests.chaos.crash_points import TABLE
from tests.chaos.dying import die_at
from tests.chaos.faults.fault import Fault
from tests.running import System

_DYING_SECONDS = 6.0
# Reached with some preparation alone; the table of crash points does that.
_PREPARED = frozenset({"relay.swept", "consumer.retry_published"})


async def kill(system: System, name: str, *, away: float = 0.0) -> None:
    """SIGKILL the part, and start it again after that many seconds."""
    system.record.fault(f"kill -9 {name}")
    await asyncio.to_thread(system.stack.kill, name)
    await asyncio.sleep(away)
    await asyncio.to_thread(system.stack.start_part, name)
    system.record.fault(f"{name} is back")


async def freeze(system: System, name: str, seconds: float) -> None:
    """The part stands still for that long and then goes on, as if no time had passed."""
    system.record.fault(f"SIGSTOP {name}")
    await asyncio.to_thread(system.stack.signal_part, name, signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        await asyncio.to_thread(system.stack.signal_part, name, signal.SIGCONT)
        system.record.fault(f"{name} goes on")


async def restart(system: System, name: str) -> None:
    """Stop the part the polite way and start it again."""
    system.record.fault(f"restart {name}")
    await asyncio.to_thread(system.stack.stop_part, name)
    await asyncio.to_thread(system.stack.start_part, name)
    system.record.fault(f"{name} is back")


async def _kill_one(system: System, dice: Random) -> None:
    await kill(system, dice.choice(system.stack.instances.names), away=dice.uniform(0, 2))


async def _kill_all_of_one(system: System, dice: Random) -> None:
    service = service_of(dice.choice(system.stack.instances.names))
    async with asyncio.TaskGroup() as together:
        for name in system.stack.instances.of(service):
            together.create_task(kill(system, name, away=dice.uniform(0, 2)))


async def _intake_away(system: System, dice: Random) -> None:
    # Long enough for levels to decide what they have and to put it into decisions.
    away = dice.uniform(4, 10)
    async with asyncio.TaskGroup() as together:
        for name in system.stack.instances.of(INTAKE):
            together.create_task(kill(system, name, away=away))


async def _kill_broker(system: System, dice: Random) -> None:
    await kill(system, RABBITMQ, away=dice.uniform(0, 3))


async def _kill_database(system: System, dice: Random) -> None:
    await kill(system, MONGOD, away=dice.uniform(0, 3))


async def _freeze_one(system: System, dice: Random) -> None:
    await freeze(system, dice.choice(system.stack.instances.names), dice.uniform(2, 8))


async def _restart_one(system: System, dice: Random) -> None:
    await restart(system, dice.choice(system.stack.instances.names))


async def _die_somewhere(system: System, dice: Random) -> None:
    point = dice.choice([point for point in TABLE if point not in _PREPARED])
    service = dice.choice(TABLE[point])
    # Whoever does not come by in time is restarted without having died.
    await die_at(system, point, [dice.choice(system.stack.instances.of(service))], seconds=_DYING_SECONDS)


PROCESS_FAULTS: tuple[Fault, ...] = (
    Fault("kill -9 an instance", _kill_one, weight=4),
    Fault("kill -9 all of a service", _kill_all_of_one, weight=2),
    Fault("die at a crash point", _die_somewhere, weight=4),
    Fault("instance frozen", _freeze_one, weight=2),
    Fault("polite restart", _restart_one),
    Fault("intake away while levels work", _intake_away, weight=2),
    Fault("kill -9 broker", _kill_broker),
    Fault("kill -9 database", _kill_database),
)
