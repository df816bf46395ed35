"""A feed, made by its command: what reaches it, what its user may do, and that a sleeping one stops nobody."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace

import aio_pika
import aiormq
import pytest
from aio_pika.abc import AbstractChannel
from aiormq.exceptions import AMQPError
from click.testing import Result
from typer.testing import CliRunner

from ops.admin.__main__ import app
from ops.provisioning.broker import limit, provision_broker
from shared.events.envelope import EVENTS
from shared.messaging.topology.describing import fed
from shared.messaging.topology.feeds import FEED_LIMITS, FEED_POLICY, feed_bindings
from shared.messaging.topology.queues import EVENTS as FACTS
from shared.messaging.topology.queues import EXCHANGES, QUEUES
from tests.integration.permissions.test_broker import EVERYTHING, connected, is_allowed, publish
from tests.servers.fresh import FreshBroker, FreshDatabase
from tests.servers.servers import password

AUTHORITY = "33.so-y-te"
FEED = "feed.33.so-y-te"
OURS = [
    "case.opened.v1.department.33-so-y-te",
    "case.declined.v1.province.33-so-y-te",
    "decision.issued.v1.department.33-so-y-te",
    "decision.corrected.v1.department.33-so-y-te",
    "decision.annulled.v1.department.33-so-y-te",
]
OTHERS = [
    "case.opened.v1.department.33-so-noi-vu",
    "case.opened.v1.department.33-so-y-te-2",
    "decision.issued.v1.province.33-so-noi-vu",
    "window.opened.v1.province.33-so-y-te",
    "nomination.forwarded.v1.intake.33-so-y-te",
]
Run = Callable[..., Result]


@pytest.fixture
def run(amqp: FreshBroker, database: FreshDatabase) -> Iterator[Run]:
    """The command on a seeded directory and the broker; no feed is left behind."""
    settings = {
        "THIDUA_MONGO_URL": database.url,
        "THIDUA_IDENTITY_MONGO_URL": database.url,
        "THIDUA_DIRECTORY_DATABASE": database.name,
        "THIDUA_MANAGEMENT_URL": amqp.management.url,
        "THIDUA_SECRET_AMQP_PROVISIONER": amqp.management.password,
        "THIDUA_VHOST": amqp.vhost,
    }

    def command(*words: str, **other: str) -> Result:
        return CliRunner().invoke(app, list(words), env={**settings, **other})

    assert command("seed").exit_code == 0
    yield command
    command("feed", "remove", AUTHORITY)


@pytest.fixture
def secret(run: Run) -> str:
    """The password of a feed just made."""
    made = json.loads(run("feed", "create", AUTHORITY, "--json").stdout)
    return str(made["password"])


def _url(amqp: FreshBroker, secret: str) -> str:
    return f"amqp://{FEED}:{secret}@{amqp.servers.amqp_host}:{amqp.servers.amqp_port}/{amqp.vhost}"


async def _publish_facts(amqp: FreshBroker, keys: list[str]) -> None:
    async with connected(amqp, "provisioner") as connection:
        channel = await connection.channel(on_return_raises=False)
        for number, key in enumerate(keys):
            source = key.split(".")[3]
            user = source if source in {"intake", "notifier"} else f"appraisal-{source}"
            exchange = await channel.get_exchange(f"thidua.events.{user}", ensure=False)
            await exchange.publish(aio_pika.Message(str(number).encode()), key, mandatory=False, timeout=10)


async def _read(url: str) -> list[tuple[str, str]]:
    async with await aio_pika.connect(url) as connection:
        queue = await (await connection.channel()).get_queue(FEED, ensure=False)
        found: list[tuple[str, str]] = []
        while (message := await queue.get(fail=False, timeout=10)) is not None:
            found.append((message.routing_key or "", message.body.decode()))
            await message.ack()
        return found


async def test_it_receives_the_facts_of_its_authority_and_no_others(amqp: FreshBroker, secret: str) -> None:
    await _publish_facts(amqp, OURS + OTHERS)

    received = await _read(_url(amqp, secret))

    assert [key for key, _ in received] == OURS


async def test_a_feed_gets_the_described_types_and_no_others(amqp: FreshBroker, secret: str) -> None:
    facts = [name for name, event in EVENTS.items() if event.exchange == FACTS]

    await _publish_facts(amqp, [f"{name}.department.33-so-y-te" for name in facts])

    received = {key.removesuffix(".department.33-so-y-te") for key, _ in await _read(_url(amqp, secret))}
    assert received == set(fed())


async def test_a_full_one_loses_its_oldest_and_refuses_no_publication(amqp: FreshBroker, secret: str) -> None:
    small = replace(FEED_POLICY, definition={**FEED_POLICY.definition, "max-length": 3})
    await asyncio.to_thread(limit, amqp.management, amqp.vhost, small)

    await _publish_facts(amqp, OURS[:1] * 20)

    assert [body for _, body in await _read(_url(amqp, secret))] == ["17", "18", "19"]


async def test_its_user_reads_that_queue_and_may_do_nothing_else(amqp: FreshBroker, secret: str) -> None:
    async def take(channel: AbstractChannel, name: str) -> None:
        await (await channel.get_queue(name, ensure=False)).get(fail=False, no_ack=True, timeout=10)

    async def bind(channel: AbstractChannel, exchange: str) -> None:
        await (await channel.get_queue(FEED, ensure=False)).bind(exchange, "#", timeout=10)

    names = [FEED, *(queue.name for queue in QUEUES)]
    async with await aio_pika.connect(_url(amqp, secret)) as feed:
        published = [k for e, k in EVERYTHING if await is_allowed(feed, lambda c, e=e, k=k: publish(c, e, k))]
        reached = [name for name in names if await is_allowed(feed, lambda c, n=name: publish(c, "", n))]
        taken = [name for name in names if await is_allowed(feed, lambda c, n=name: take(c, n))]
        bound = [each.name for each in EXCHANGES if await is_allowed(feed, lambda c, n=each.name: bind(c, n))]
        removed = [name for name in names if await is_allowed(feed, lambda c, n=name: c.queue_delete(n))]

    assert (published, reached, taken, bound, removed) == ([], [], [FEED], [], [])


async def test_a_feed_user_opens_few_connections_and_channels(amqp: FreshBroker, secret: str) -> None:
    most = FEED_LIMITS["max-connections"]
    async with AsyncExitStack() as opened:
        for _ in range(most):
            connection = await opened.enter_async_context(await aio_pika.connect(_url(amqp, secret)))
        with pytest.raises(AMQPError):
            await aiormq.connect(_url(amqp, secret))
        for _ in range(FEED_LIMITS["max-channels"]):
            await connection.channel()
        with pytest.raises(AMQPError):
            await connection.channel()


async def test_a_feed_of_before_gets_its_limits_by_provisioning(amqp: FreshBroker, secret: str) -> None:
    for name in FEED_LIMITS:
        amqp.management.delete("user-limits", FEED, name)

    await asyncio.to_thread(provision_broker, amqp.management, password, vhost=amqp.vhost)

    assert secret
    [row] = amqp.management.get("user-limits", FEED)
    assert row["value"] == FEED_LIMITS


async def test_provisioning_again_keeps_it_with_what_waits_in_it(amqp: FreshBroker, secret: str) -> None:
    await _publish_facts(amqp, OURS[:1])

    await asyncio.to_thread(provision_broker, amqp.management, password, vhost=amqp.vhost)
    await _publish_facts(amqp, OURS[1:])

    assert [key for key, _ in await _read(_url(amqp, secret))] == OURS


async def test_provisioning_adds_decisions_to_a_feed_of_cases(amqp: FreshBroker, secret: str) -> None:
    for older in feed_bindings(AUTHORITY):
        if older.key.startswith("decision."):
            await asyncio.to_thread(
                amqp.management.delete, "bindings", amqp.vhost, "e", older.exchange, "q", older.queue, older.key
            )
    await _publish_facts(amqp, OURS)
    assert [key for key, _ in await _read(_url(amqp, secret))] == OURS[:2]

    await asyncio.to_thread(provision_broker, amqp.management, password, vhost=amqp.vhost)
    await _publish_facts(amqp, OURS)

    assert [key for key, _ in await _read(_url(amqp, secret))] == OURS


def test_the_command_lists_renews_and_removes(run: Run, secret: str) -> None:
    listed = json.loads(run("feed", "list", "--json").stdout)
    again = run("feed", "create", AUTHORITY)
    renewed = json.loads(run("feed", "create", AUTHORITY, "--renew", "--json").stdout)
    removed = run("feed", "remove", AUTHORITY)
    left = run("feed", "list")

    assert [each["authority"] for each in listed] == [AUTHORITY]
    assert (again.exit_code, "--renew" in again.stderr) == (1, True)
    assert renewed["password"] != secret
    assert (removed.exit_code, left.stdout) == (0, "Chưa có luồng nào.\n")


def test_what_cannot_be_done_is_one_sentence_and_a_code(run: Run) -> None:
    unknown = run("feed", "create", "33.nowhere")
    absent = run("feed", "remove", AUTHORITY)
    away = [
        run("feed", *words, THIDUA_MANAGEMENT_URL="http://127.0.0.1:9") for words in (("list",), ("create", AUTHORITY))
    ]

    assert (unknown.exit_code, "authority list" in unknown.stderr) == (1, True)
    assert (absent.exit_code, "feed list" in absent.stderr) == (1, True)
    assert [each.exit_code for each in away] == [3, 3]
