"""Keys in `CC` and `BCC` headers lead a message nowhere that its sender may not lead it by the plain key."""

import asyncio
from collections.abc import Iterator

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import AMQPError, DeliveryError

from ops.provisioning.feeds import create_feed, remove_feed
from shared.messaging.topology.queues import EXCHANGES, QUEUES
from tests.integration.permissions.test_broker import (
    ALIKE,
    EVERYBODY,
    EVERYTHING,
    LEVELS,
    PUBLISHER,
    QUEUE_OF,
    connected,
)
from tests.servers.fresh import FreshBroker

AUTHORITY, FEED = "33.so-y-te", "feed.33.so-y-te"
# As a message waits for the shortest retry queue, and is sent on from there by its broker.
_RETRY_SECONDS = 8.0
_OTHERS = ("case.approved.v1.{source}.33-so-y-te", "decision.issued.v1.{source}.33-so-y-te")
KEYS = sorted(
    {key for _, key in EVERYTHING}
    | {each.format(source=source) for each in _OTHERS for source in (*LEVELS, "intake", "notifier")}
    | {queue.name for queue in QUEUES}
    | {FEED}
)


def _rightful(user: str) -> set[str]:
    """The queues that the user may lead messages to."""
    if user == "operator":
        return {f"{queue}.orders" for queue in QUEUE_OF.values()}
    own = QUEUE_OF[user]
    mine = {own, f"{own}.parked", *(f"{own}.retry.{tier}" for tier in ("5s", "1m", "10m")), "operator.reports"}
    work = {f"appraisal.{level}" for level in LEVELS}
    match user:
        case "intake":
            return mine | work | {"notifier.facts"}
        case "notifier":
            return mine | {"intake.facts"}
        case _:
            return mine | work | {"intake.facts", "notifier.facts", FEED}


def _own_keys(user: str) -> set[str]:
    """Keys with the user's own name in them, and of its own queue: what comes under the others is somebody else's."""
    if user == "operator":
        return set(QUEUE_OF.values())
    own, queue = PUBLISHER[user], QUEUE_OF[user]
    return {
        key for key in KEYS if own in key.split(".")[:1] or own in key.split(".")[3:4] or key.startswith(f"{queue}.")
    } | {queue, "operator.reports"}


@pytest.fixture
def feed(amqp: FreshBroker) -> Iterator[str]:
    create_feed(amqp.management, AUTHORITY, "x", vhost=amqp.vhost)
    yield FEED
    remove_feed(amqp.management, AUTHORITY, vhost=amqp.vhost)


@EVERYBODY
async def test_keys_in_headers_lead_nowhere_else(amqp: FreshBroker, feed: str, user: str) -> None:
    foreign = [key for key in KEYS if key not in _own_keys(user)]
    names = [*(queue.name for queue in QUEUES), feed]
    async with connected(amqp, "provisioner") as all_seeing, connected(amqp, user) as connection:
        looking = await all_seeing.channel()
        for name in names:
            await (await looking.get_queue(name, ensure=False)).purge()
        for exchange, first in _ways(user):
            for header in ("CC", "BCC"):
                await _publish(connection, exchange, first, {header: foreign})
                await _publish(connection, exchange, foreign[0], {header: foreign})
        reached = await _reached(looking, names)
        came_by_others = {name for name, key in reached if key in foreign}

    assert came_by_others == set()
    assert {name for name, _ in reached} <= _rightful(user)
    assert reached


@pytest.mark.parametrize(
    "user", [pytest.param(user, marks=[pytest.mark.matrix] if user in ALIKE else []) for user in sorted(QUEUE_OF)]
)
async def test_keys_in_headers_are_forgotten_by_retry_queues(amqp: FreshBroker, feed: str, user: str) -> None:
    own, names = QUEUE_OF[user], [*(queue.name for queue in QUEUES), feed]
    async with connected(amqp, "provisioner") as all_seeing, connected(amqp, user) as connection:
        looking = await all_seeing.channel()
        for name in names:
            await (await looking.get_queue(name, ensure=False)).purge()
        for header in ("CC", "BCC"):
            await _publish(connection, f"thidua.retry.{user}", f"{own}.5s", {header: names})
        back = await looking.get_queue(own, ensure=False)
        came = 0
        async with asyncio.timeout(_RETRY_SECONDS * 2):
            while came < 2:
                came += await back.get(fail=False, no_ack=True) is not None
        reached = await _reached(looking, names)

    assert reached == set()


def _ways(user: str) -> list[tuple[str, str]]:
    """Every exchange there is, the shared ones of old among them, with a plain key that may lead on there."""
    own = _own_keys(user)
    exchanges = [each.name for each in EXCHANGES] + ["", "thidua.work", "thidua.events", "thidua.retry"]
    mine = [each.name for each in EXCHANGES if each.user == user]
    keys = [key for key in KEYS if key in own]
    return [(exchange, key) for exchange in mine for key in keys] + [
        (exchange, keys[0]) for exchange in exchanges if exchange not in mine
    ]


async def _publish(connection: AbstractConnection, exchange: str, key: str, headers: dict[str, list[str]]) -> None:
    channel = await connection.channel(on_return_raises=True)
    target = await channel.get_exchange(exchange, ensure=False) if exchange else channel.default_exchange
    message = aio_pika.Message(key.encode(), headers=dict(headers), delivery_mode=2)
    try:
        await target.publish(message, key, timeout=10)
    except (AMQPError, DeliveryError):
        return
    finally:
        if not channel.is_closed:
            await channel.close()


async def _reached(channel: AbstractChannel, names: list[str]) -> set[tuple[str, str]]:
    """Where messages lie, and the key by which each came."""
    found: set[tuple[str, str]] = set()
    for name in names:
        queue = await channel.get_queue(name, ensure=False)
        while (raw := await queue.get(fail=False, no_ack=True)) is not None:
            found.add((name, raw.body.decode() if raw.routing_key is None else raw.routing_key))
    return found
