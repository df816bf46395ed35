"""Brokers that freeze, die, block and are not there yet: nothing is lost, and all is quiet soon after."""

import asyncio
import signal
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from ops.provisioning.broker import provision_broker
from ops.stack import Stack
from ops.stack.parts import EPMD, RABBITMQ
from shared.events.envelope import Incoming
from shared.events.nominations import NominationWithdrawn
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.relay.relay import Relay
from shared.messaging.topology.queues import NOTIFIER_QUEUE
from tests.integration.messaging.facts import some
from tests.integration.messaging.outbox_collection import OutboxCollection
from tests.integration.messaging.waiting import asked_of_server, eventually
from tests.servers.quick import quick

QUIET_SECONDS = 30
pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A RabbitMQ that a test may freeze and kill."""
    with quick(tmp_path_factory.mktemp("outages")) as root:
        made = Stack(root)
        made.prepare()
        made.start_part(EPMD)
        made.start_part(RABBITMQ)
        _provision(made)
        yield made
        made.discard()


def _provision(stack: Stack) -> None:
    with stack.rabbitmq.management() as management:
        provision_broker(management, lambda name: stack.secrets.password(f"amqp-{name}"))


@dataclass
class Traffic:
    """A writer, its relay and a consumer at the other end, with a count of what was stored and what arrived."""

    outbox_collection: OutboxCollection
    relay: Relay
    consumer: Consumer
    arrived: Counter[str] = field(default_factory=Counter)
    stored: set[str] = field(default_factory=set)

    async def write(self, count: int) -> None:
        """That many documents, eight at a time."""
        batches = asyncio.Semaphore(8)

        async def one() -> None:
            async with batches:
                messages = some(1)
                await self.outbox_collection.store(messages, self.relay)
                self.stored.update(str(message.id) for message in messages)

        await asyncio.gather(*(one() for _ in range(count)))

    async def is_quiet(self) -> bool:
        """All that was stored has arrived, and nothing waits."""
        return self.stored == set(self.arrived) and await self.outbox_collection.is_empty()

    async def become_quiet(self) -> float:
        """Wait for that; the seconds it took."""
        took = await eventually(self.is_quiet, QUIET_SECONDS)
        # Whether the broker still blocks is looked at once a second, so that readiness may come after the last message.
        await eventually(lambda: self.relay.status().is_ready)
        await eventually(lambda: self.consumer.status().is_ready)
        return took


@asynccontextmanager
async def _traffic(stack: Stack, outbox_collection: OutboxCollection) -> AsyncIterator[Traffic]:
    arrived: Counter[str] = Counter()

    async def take(_event: NominationWithdrawn, incoming: Incoming) -> None:
        arrived[incoming.id] += 1

    relay = outbox_collection.relay(stack.amqp_url("intake"))
    consumer = Consumer(stack.amqp_url("notifier"), NOTIFIER_QUEUE, {NominationWithdrawn: take})
    relay.start()
    await consumer.start()
    try:
        yield Traffic(outbox_collection, relay, consumer, arrived)
    finally:
        await consumer.close()
        await relay.stop()


@pytest.fixture
async def traffic(stack: Stack, outbox_collection: OutboxCollection) -> AsyncIterator[Traffic]:
    async with _traffic(stack, outbox_collection) as flowing:
        await eventually(flowing.relay.takes_offers)
        await eventually(lambda: flowing.consumer.status().is_ready)
        yield flowing


async def test_a_broker_killed_under_load_loses_nothing(traffic: Traffic, stack: Stack) -> None:
    writing = asyncio.create_task(traffic.write(2_000))
    await eventually(lambda: len(traffic.arrived) > 200)

    await asked_of_server(lambda: stack.kill(RABBITMQ))
    await writing
    is_ready_without = traffic.relay.status().is_ready
    await asked_of_server(lambda: stack.start_part(RABBITMQ))
    await traffic.become_quiet()

    assert not is_ready_without
    assert len(traffic.arrived) == 2_000


async def test_a_frozen_broker_is_noticed_and_loses_nothing(traffic: Traffic, stack: Stack) -> None:
    await traffic.write(200)

    stack.signal_part(RABBITMQ, signal.SIGSTOP)
    try:
        await traffic.write(300)
        await eventually(lambda: not traffic.relay.status().is_connected, 15)
        await traffic.write(100)
    finally:
        stack.signal_part(RABBITMQ, signal.SIGCONT)
    await traffic.become_quiet()

    assert len(traffic.arrived) == 600


async def test_a_blocked_connection_is_not_ready_and_consuming_goes_on(traffic: Traffic, stack: Stack) -> None:
    await traffic.write(50)
    await eventually(traffic.is_quiet)

    await asked_of_server(lambda: _set_memory_limit(stack, "0.000001"))
    try:
        await traffic.write(50)
        await eventually(lambda: not traffic.relay.status().is_ready, 15)
        is_consuming = traffic.consumer.status().is_ready
    finally:
        await asked_of_server(lambda: _set_memory_limit(stack, "0.4"))
    await traffic.become_quiet()

    assert is_consuming
    assert len(traffic.arrived) == 100


async def test_what_starts_before_the_broker_works_once_it_is_there(
    stack: Stack, outbox_collection: OutboxCollection
) -> None:
    await asked_of_server(lambda: stack.kill(RABBITMQ))
    async with _traffic(stack, outbox_collection) as flowing:
        await flowing.write(50)
        before = (flowing.relay.status().is_ready, flowing.consumer.status().is_ready)

        await asked_of_server(lambda: stack.start_part(RABBITMQ))
        await flowing.become_quiet()

    assert before == (False, False)
    assert len(flowing.arrived) == 50


def _set_memory_limit(stack: Stack, share: str) -> None:
    command = ["/usr/lib/rabbitmq/bin/rabbitmqctl", "-q", "set_vm_memory_high_watermark", share]
    subprocess.run(  # noqa: S603  a command of this file
        command, env=stack.rabbitmq.environment(), check=True, capture_output=True, timeout=60
    )
