"""Faults of RabbitMQ: frozen, short of memory, a queue that is full, a binding that is gone, messages threefold."""

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from ops.stack import Stack
from ops.stack.parts import RABBITMQ
from shared.events.words import Level
from shared.messaging.topology.queues import BINDINGS, EXCHANGES, POLICIES, VHOST, Binding, level_user, work_queue
from tests.chaos.faults.fault import Fault
from tests.chaos.tripling import tripled
from tests.running import System

# Those to which the load goes.
LEVELS = (Level.COMMUNE, Level.DISTRICT, Level.DEPARTMENT, Level.PROVINCE)
_TOPICS = frozenset(one.name for one in EXCHANGES if one.type == "topic")
LOADED = tuple(
    binding
    for binding in BINDINGS
    if binding.exchange in _TOPICS
    and not binding.key.startswith(("window.", "digest."))
    and Level.STATE.value not in binding.key.split(".")
)
_LOW, _USUAL = "0.000001", "0.4"
_SMALL = 1
_LIMIT = "chaos"


@asynccontextmanager
async def frozen(system: System) -> AsyncIterator[None]:
    """The broker does not answer meanwhile, and its connections stay open."""
    system.record.fault("SIGSTOP rabbitmq")
    await asyncio.to_thread(system.stack.signal_part, RABBITMQ, signal.SIGSTOP)
    try:
        yield
    finally:
        await asyncio.to_thread(system.stack.signal_part, RABBITMQ, signal.SIGCONT)
        system.record.fault("rabbitmq goes on")


@asynccontextmanager
async def alarmed(system: System) -> AsyncIterator[None]:
    """The broker blocks whoever publishes meanwhile."""
    await asyncio.to_thread(_set_memory_limit, system.stack, _LOW)
    system.record.fault("memory alarm")
    try:
        yield
    finally:
        await asyncio.to_thread(_set_memory_limit, system.stack, _USUAL)
        system.record.fault("memory alarm lifted")


@asynccontextmanager
async def full(system: System, level: Level) -> AsyncIterator[None]:
    """The level is away meanwhile and its queue takes hardly a message."""
    stack, queue = system.stack, work_queue(level)
    instances = stack.instances.of(level_user(level))
    for name in instances:
        await asyncio.to_thread(stack.stop_part, name)
    await asyncio.to_thread(_limit, stack, queue)
    system.record.fault(f"{queue} is full")
    try:
        yield
    finally:
        await asyncio.to_thread(_unlimit, stack)
        for name in instances:
            await asyncio.to_thread(stack.start_part, name)
        system.record.fault(f"{queue} has room")


@asynccontextmanager
async def unbound(system: System, binding: Binding) -> AsyncIterator[None]:
    """The binding is missing meanwhile."""
    await asyncio.to_thread(_unbind, system.stack, binding)
    system.record.fault(f"unbound {binding.exchange} {binding.key} {binding.queue}")
    try:
        yield
    finally:
        await asyncio.to_thread(_bind, system.stack, binding)
        system.record.fault("bound again")


async def _freeze(system: System, dice: Random) -> None:
    async with frozen(system):
        await asyncio.sleep(dice.uniform(2, 12))


async def _alarm(system: System, dice: Random) -> None:
    async with alarmed(system):
        await asyncio.sleep(dice.uniform(2, 8))


async def _fill(system: System, dice: Random) -> None:
    async with full(system, dice.choice(LEVELS)):
        await asyncio.sleep(dice.uniform(2, 6))


async def _unbind_one(system: System, dice: Random) -> None:
    async with unbound(system, dice.choice(LOADED)):
        await asyncio.sleep(dice.uniform(2, 6))


async def _triple(system: System, dice: Random) -> None:
    system.record.fault("every queue threefold and shuffled")
    async with tripled(system.stack, dice):
        await asyncio.sleep(dice.uniform(3, 8))
    system.record.fault("every queue single again")


BROKER_FAULTS = (
    Fault("broker frozen", _freeze),
    Fault("memory alarm", _alarm),
    Fault("full queue", _fill),
    Fault("binding gone", _unbind_one),
    Fault("queues threefold", _triple),
)


def _set_memory_limit(stack: Stack, share: str) -> None:
    command = ["/usr/lib/rabbitmq/bin/rabbitmqctl", "-q", "set_vm_memory_high_watermark", share]
    environment = stack.rabbitmq.environment()
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)  # noqa: S603  a command of this file


def _limit(stack: Stack, queue: str) -> None:
    usual = next(policy for policy in POLICIES if policy.name == queue)
    body = {
        "pattern": usual.pattern,
        "definition": {**usual.definition, "max-length": _SMALL},
        "apply-to": usual.apply_to,
        "priority": usual.priority + 1,
    }
    with stack.rabbitmq.management() as management:
        management.put("policies", VHOST, _LIMIT, body=body)


def _unlimit(stack: Stack) -> None:
    with stack.rabbitmq.management() as management:
        management.delete("policies", VHOST, _LIMIT)


def _unbind(stack: Stack, binding: Binding) -> None:
    wanted = (binding.exchange, binding.queue, binding.key)
    with stack.rabbitmq.management() as management:
        for row in management.get("bindings", VHOST):
            if (row["source"], row["destination"], row["routing_key"]) == wanted:
                handle = str(row["properties_key"])
                management.delete("bindings", VHOST, "e", binding.exchange, "q", binding.queue, handle)


def _bind(stack: Stack, binding: Binding) -> None:
    with stack.rabbitmq.management() as management:
        place = ("bindings", VHOST, "e", binding.exchange, "q", binding.queue)
        management.post(*place, body={"routing_key": binding.key})
