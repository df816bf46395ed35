"""Faults of the network: a service's lines to its servers lead through proxies that cut, hold back and are slow."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random

from ops.stack import Stack
from ops.stack.parts import INTAKE, NOTIFIER, SERVICES
from shared.events.words import Level
from shared.messaging.topology.queues import level_of, level_user
from tests.chaos.faults.fault import Fault
from tests.chaos.proxy import Proxy, Way, proxied
from tests.running import System

# Well past the longest exchange of one message or one write of the load.
_FURTHEST = 6_000
_CANDIDATES = (INTAKE, NOTIFIER, *(level_user(level) for level in Level if level is not Level.STATE))


@asynccontextmanager
async def rerouted(
    system: System, services: Sequence[str] = SERVICES, settings: Mapping[str, str] | None = None
) -> AsyncIterator[dict[str, list[Proxy]]]:
    """These services reach broker, database and mail server through proxies meanwhile; all were restarted for it.

    The proxies of all instances of a service are in that order, the third the notifier's alone. `settings` are more
    environment for all.
    """
    stack, ports = system.stack, system.stack.ports
    async with AsyncExitStack() as opened:
        lines: dict[str, list[Proxy]] = {}
        for service in services:
            targets = [ports.rabbitmq, ports.mongod] + ([ports.smtp] if service == NOTIFIER else [])
            lines[service] = [await opened.enter_async_context(proxied(port)) for port in targets]
        system.record.fault(f"through proxies: {', '.join(services)}")
        environments = {
            name: _through(stack, service, lines[service]) | dict(settings or {})
            for service in services
            for name in stack.instances.of(service)
        }
        await asyncio.to_thread(_restart, stack, environments)
        try:
            yield lines
        finally:
            for proxy in (proxy for proxies in lines.values() for proxy in proxies):
                proxy.mend()
            await asyncio.to_thread(_restart, stack, {name: {} for name in environments})
            system.record.fault(f"without proxies: {', '.join(services)}")


async def cut(system: System, proxies: Sequence[Proxy], dice: Random, times: int) -> None:
    """That often, each of them is cut after a number of bytes, one way or the other."""
    for _ in range(times):
        for proxy in proxies:
            way, count = dice.choice(list(Way)), dice.randrange(1, _FURTHEST)
            system.record.fault(f"cut after {count} bytes {way}")
            proxy.cut_after(way, count)
        await asyncio.sleep(dice.uniform(0.3, 1.0))


async def hold(system: System, proxies: Sequence[Proxy], way: Way, seconds: float) -> None:
    """Nothing passes that way for so long; then it comes late."""
    system.record.fault(f"nothing passes {way}")
    for proxy in proxies:
        proxy.hold(way)
    await asyncio.sleep(seconds)
    for proxy in proxies:
        proxy.mend()
    system.record.fault("everything passes")


async def slow(system: System, proxies: Sequence[Proxy], delay: float, seconds: float) -> None:
    """Every chunk comes that much later for so long."""
    system.record.fault(f"{delay * 1000:.0f} ms later")
    for proxy in proxies:
        proxy.delay = delay
    await asyncio.sleep(seconds)
    for proxy in proxies:
        proxy.mend()
    system.record.fault("at once")


async def _cut_one(system: System, dice: Random) -> None:
    async with rerouted(system, [dice.choice(_CANDIDATES)]) as lines:
        await cut(system, [proxy for proxies in lines.values() for proxy in proxies], dice, 8)


async def _hold_one(system: System, dice: Random) -> None:
    async with rerouted(system, [dice.choice(_CANDIDATES)]) as lines:
        way = dice.choice(list(Way))
        await hold(system, [dice.choice(proxies) for proxies in lines.values()], way, dice.uniform(3, 8))


async def _slow_one(system: System, dice: Random) -> None:
    async with rerouted(system, [dice.choice(_CANDIDATES)]) as lines:
        await slow(system, [proxy for proxies in lines.values() for proxy in proxies], dice.uniform(0.02, 0.2), 5)


NETWORK_FAULTS = (Fault("lines cut", _cut_one), Fault("a direction dead", _hold_one), Fault("slow lines", _slow_one))


def _through(stack: Stack, service: str, proxies: Sequence[Proxy]) -> dict[str, str]:
    broker, database = proxies[0], proxies[1]
    level = level_of(service)
    start = f"THIDUA_LEVELS__{level.value.upper()}__" if level else "THIDUA_"
    environment = {
        f"{start}AMQP_URL": _moved(stack.amqp_url(service), stack.ports.rabbitmq, broker),
        f"{start}MONGO_URL": _moved(stack.mongo_url(service), stack.ports.mongod, database),
    }
    if service == NOTIFIER:
        environment["THIDUA_SMTP_PORT"] = str(proxies[2].port)
    return environment


def _moved(address: str, port: int, proxy: Proxy) -> str:
    return address.replace(f":{port}/", f":{proxy.port}/")


def _restart(stack: Stack, environments: Mapping[str, Mapping[str, str]]) -> None:
    for name, environment in environments.items():
        stack.stop_part(name)
        stack.spawn(name, environment)
    for name in environments:
        stack.await_up(name)
