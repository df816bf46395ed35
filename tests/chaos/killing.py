"""Killing the parts of the system one after the other while it works, and starting each again."""

import asyncio
from collections.abc import Sequence

from ops.demo.waiting import until
from tests.chaos.load import Load
from tests.running import System

VICTIMS: Sequence[str] = (
    "intake",
    "appraisal-commune",
    "rabbitmq",
    "appraisal-department",
    "mongod",
    "notifier",
    "identity",
    "appraisal-province",
    "appraisal-district",
    "appraisal-state",
)
_PATIENCE = 90.0


async def kill_in_turn(system: System, load: Load) -> None:
    """SIGKILL each part once, spread over the load's progress: as it goes on, several may be away at a time."""
    async with asyncio.TaskGroup() as returning:
        for place, victim in enumerate(VICTIMS, start=1):
            await _reached(load, place / (len(VICTIMS) + 1))
            system.record.fault(f"kill -9 {victim}")
            await asyncio.to_thread(system.stack.kill, victim)
            returning.create_task(_back(system, victim))


async def _back(system: System, victim: str) -> None:
    await asyncio.to_thread(system.stack.start_part, victim)
    system.record.fault(f"{victim} is back")


async def _reached(load: Load, share: float) -> None:
    async def look() -> bool | None:
        return True if load.progress >= share else None

    await until(look, what=f"{share:.0%} of the load ({load.progress:.0%} so far)", seconds=_PATIENCE)
