"""Faults of connections and queues: RabbitMQ's application stopped, every connection closed, a queue made anew."""

import asyncio
from collections.abc import Sequence
from random import Random

from ops.demo.waiting import NotInTimeError, until
from ops.provisioning.broker import provision_broker
from ops.provisioning.management import Management
from ops.stack import Stack
from shared.messaging.topology.queues import BINDINGS, OWNERS, VHOST, parked_queue
from tests.chaos.faults.fault import Fault
from tests.chaos.rabbitmqctl import rabbitmqctl
from tests.running import System

# RabbitMQ's own figures are up to five seconds old.
_EMPTY_LOOKS = 24
_DRAINING_SECONDS = 30.0


async def stop_app(system: System, seconds: float) -> None:
    """RabbitMQ closes everything and stays up as an empty node for that long."""
    system.record.fault("stop_app")
    await asyncio.to_thread(rabbitmqctl, system.stack, "stop_app")
    await asyncio.sleep(seconds)
    await asyncio.to_thread(rabbitmqctl, system.stack, "start_app")
    await asyncio.to_thread(system.stack.await_up, "rabbitmq")
    system.record.fault("start_app")


async def close_connections(system: System) -> None:
    """Everybody must connect anew."""
    system.record.fault("close_all_connections")
    await asyncio.to_thread(rabbitmqctl, system.stack, "close_all_connections", "--global", "chaos")
    system.record.fault("connections may come again")


async def renew_queue(system: System, queue: str) -> bool:
    """Delete the queue under its consumers and declare it anew; whether it could be emptied, since else it is left."""
    system.record.fault(f"{queue} is taken away")
    await asyncio.to_thread(_unbind, system.stack, queue)
    try:
        is_empty = await _is_drained(system.stack, queue)
        if is_empty:
            await asyncio.to_thread(_delete, system.stack, queue)
    finally:
        await asyncio.to_thread(_declare, system.stack)
    system.record.fault(f"{queue} is there {'anew' if is_empty else 'still'}")
    return is_empty


async def _stop_app(system: System, dice: Random) -> None:
    await stop_app(system, dice.uniform(0, 4))


async def _close(system: System, _dice: Random) -> None:
    await close_connections(system)


async def _renew(system: System, dice: Random) -> None:
    await renew_queue(system, dice.choice(list(OWNERS)))


CONNECTION_FAULTS: tuple[Fault, ...] = (
    Fault("stop_app", _stop_app),
    Fault("connections closed", _close, weight=2),
    Fault("queue made anew", _renew),
)


async def _is_drained(stack: Stack, queue: str) -> bool:
    """Whether nothing has been in it for as long as figures may be late."""
    looks: list[bool] = []

    async def look() -> bool | None:
        looks.append(await asyncio.to_thread(_is_empty, stack, queue))
        return True if len(looks) >= _EMPTY_LOOKS and all(looks[-_EMPTY_LOOKS:]) else None

    try:
        return await until(look, what=f"{queue} to be empty", seconds=_DRAINING_SECONDS)
    except NotInTimeError:
        return False


def _is_empty(stack: Stack, queue: str) -> bool:
    with stack.rabbitmq.management() as management:
        # What waits to come back comes by the queue's name and would be lost with it.
        rows = [row for row in management.get("queues", VHOST) if _belongs(str(row["name"]), queue)]
    return not any(int(str(row.get("messages", 0))) for row in rows)


def _belongs(name: str, queue: str) -> bool:
    return name == queue or (name.startswith(f"{queue}.") and name != parked_queue(queue))


def _unbind(stack: Stack, queue: str) -> None:
    with stack.rabbitmq.management() as management:
        for exchange, handle in _handles(management, queue):
            management.delete("bindings", VHOST, "e", exchange, "q", queue, handle)


def _handles(management: Management, queue: str) -> Sequence[tuple[str, str]]:
    exchanges = {binding.exchange for binding in BINDINGS}
    return [
        (str(row["source"]), str(row["properties_key"]))
        for row in management.get("bindings", VHOST)
        if row["destination"] == queue and row["source"] in exchanges
    ]


def _delete(stack: Stack, queue: str) -> None:
    with stack.rabbitmq.management() as management:
        management.delete("queues", VHOST, queue)


def _declare(stack: Stack) -> None:
    with stack.rabbitmq.management() as management:
        provision_broker(management, lambda name: stack.secrets.password(f"amqp-{name}"))
