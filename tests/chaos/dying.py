"""Processes that die at a named point while the system works, and are started again."""

import asyncio
import signal
from collections.abc import Sequence

from ops.demo.waiting import until
from ops.stack.parts import MONGOD, RABBITMQ
from tests.chaos.load_runs import SETTINGS
from tests.chaos.looking import figure
from tests.running import System

_PATIENCE = 60.0
# How old RabbitMQ's count of a queue may be: what it had before the consumer stood still may be done with since.
_COUNTED_SECONDS = 11.0
_AT_ONCE = int(SETTINGS["THIDUA_PREFETCH"])
_ARMED = "THIDUA_CRASH_AT"
SWEEP = "relay.swept"
_LEAVING = "relay.before_publish"


async def die_at(system: System, point: str, instances: Sequence[str], *, seconds: float = _PATIENCE) -> list[str]:
    """Arm all of them with the point, wait for their deaths and start each again; those that died."""
    async with asyncio.TaskGroup() as together:
        dying = {name: together.create_task(_die_and_return(system, point, name, seconds)) for name in instances}
    return [name for name, death in dying.items() if death.result()]


async def die_sweeping(system: System, services: Sequence[str]) -> list[str]:
    """One of each service dies with something left to publish, then one that finds it; the names of these."""
    async with asyncio.TaskGroup() as together:
        dying = [together.create_task(_die_sweeping(system, system.stack.instances.of(name))) for name in services]
    return [name for death in dying for name in death.result()]


async def die_putting_back(system: System, name: str, queue: str) -> bool:
    """Die between a copy's publication for later and the acknowledgement: asked to stop while the database is away.

    Until then the others of its service go on, so that there is always more to come, and it has a share of that.
    """
    stack, point = system.stack, "consumer.retry_published"
    await asyncio.to_thread(stack.stop_part, name)
    await asyncio.to_thread(stack.start_part, name, {_ARMED: point})

    async def holds() -> bool | None:
        return True if await figure(system, "thidua_holding", instances=(name,)) else None

    try:
        await asyncio.to_thread(stack.signal_part, name, signal.SIGSTOP)
        try:
            await _gets_another_message(system, queue)
            await asyncio.to_thread(stack.kill, MONGOD)
        finally:
            await asyncio.to_thread(stack.signal_part, name, signal.SIGCONT)
        await until(holds, what=f"{name} to hold a message", seconds=_PATIENCE)
        await asyncio.to_thread(stack.signal_part, name, signal.SIGTERM)
        is_dead = await _is_dead(system, name, _PATIENCE)
        system.record.fault(f"{name} {'died' if is_dead else 'did not die'} at {point}")
    finally:
        if stack.processes.pid(MONGOD) is None:
            await asyncio.to_thread(stack.start_part, MONGOD)
        await _restart(system, name)
    return is_dead


async def _die_and_return(system: System, point: str, name: str, seconds: float) -> bool:
    is_dead = await _dies(system, point, name, seconds)
    await _restart(system, name)
    return is_dead


async def _dies(system: System, point: str, name: str, seconds: float) -> bool:
    await asyncio.to_thread(system.stack.stop_part, name)
    await asyncio.to_thread(system.stack.spawn, name, {_ARMED: point})
    system.record.fault(f"{name} shall die at {point}")
    is_dead = await _is_dead(system, name, seconds)
    system.record.fault(f"{name} {'died' if is_dead else 'did not die'} at {point}")
    return is_dead


async def _die_sweeping(system: System, instances: Sequence[str]) -> list[str]:
    stack, (first, *others) = system.stack, instances
    # Alone, so that the others do not sweep what it leaves before they are armed.
    for name in others:
        await asyncio.to_thread(stack.stop_part, name)
    await _dies(system, _LEAVING, first, _PATIENCE)
    await asyncio.to_thread(stack.stop_part, first)
    for name in instances:
        await asyncio.to_thread(stack.spawn, name, {_ARMED: SWEEP})
    dead = await _first_dead(system, instances, _PATIENCE)
    system.record.fault(f"{dead or 'none of ' + ', '.join(instances)} died at {SWEEP}")
    for name in instances:
        await _restart(system, name)
    return [dead] if dead else []


async def _restart(system: System, name: str) -> None:
    await asyncio.to_thread(system.stack.stop_part, name)
    await asyncio.to_thread(system.stack.start_part, name)
    system.record.fault(f"{name} is back")


async def _is_dead(system: System, name: str, seconds: float) -> bool:
    return await _first_dead(system, [name], seconds) is not None


async def _first_dead(system: System, names: Sequence[str], seconds: float) -> str | None:
    """The first of these that the kernel killed, or nothing once so many seconds are over or all ended otherwise."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds

    async def look() -> tuple[str | None] | None:
        statuses = {name: system.stack.processes.status(name) for name in names}
        killed = [name for name, status in statuses.items() if status == -signal.SIGKILL]
        is_over = loop.time() > deadline or None not in statuses.values()
        return (killed[0] if killed else None,) if killed or is_over else None

    [dead] = await until(look, what=f"{' or '.join(names)} to die", seconds=2 * seconds)
    return dead


async def _gets_another_message(system: System, queue: str) -> None:
    """Return when the queue has more than when its consumer was made to stand still: that, nobody has touched."""
    assert system.stack.is_up(RABBITMQ)
    loop = asyncio.get_running_loop()
    fresh_from = loop.time() + _COUNTED_SECONDS
    fresh: list[int] = []

    def count() -> int:
        with system.stack.rabbitmq.management() as management:
            found = {str(row["name"]): row for row in management.get("queues", "thidua")}
        return int(str(found[queue].get("messages", 0)))

    async def look() -> bool | None:
        messages = await asyncio.to_thread(count)
        if loop.time() < fresh_from:
            return None
        fresh.append(messages)
        # It takes no more than so many: where these came before the count was fresh, no other will.
        return True if messages > fresh[0] or messages >= _AT_ONCE else None

    await until(look, what=f"another message in {queue}", seconds=_PATIENCE)
