"""Each AMQP user may do its own work and nothing else: every user walks every queue, exchange and key of all others."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage
from aiormq.exceptions import AMQPError, ChannelAccessRefused

from shared.messaging.topology.queues import EXCHANGES, QUEUES
from shared.messaging.topology.rights import USERS
from tests.servers.fresh import FreshBroker

LEVELS = ("commune", "district", "department", "province", "state")
TIERS = ("5s", "1m", "10m")
QUEUE_OF = {
    "intake": "intake.facts",
    "notifier": "notifier.facts",
    **{f"appraisal-{level}": f"appraisal.{level}" for level in LEVELS},
}
PUBLISHER = {"intake": "intake", "notifier": "notifier", **{f"appraisal-{level}": level for level in LEVELS}}
FACTS = {
    "intake": ("nomination.forwarded.v1", "dossier.received.v1"),
    "notifier": ("mail.sent.v1",),
    **dict.fromkeys(
        (f"appraisal-{level}" for level in LEVELS),
        ("case.opened.v1", "decision.issued.v1", "window.opened.v1", "digest.due.v1"),
    ),
}
Publication = tuple[str, str]


def _retries(user: str, queue: str) -> set[Publication]:
    return {(f"thidua.retry.{user}", f"{queue}.{tier}") for tier in TIERS}


def _publications(user: str) -> set[Publication]:
    """What the user must be able to publish."""
    if user == "operator":
        return {("thidua.orders.operator", queue) for queue in QUEUE_OF.values()}
    own, queue = PUBLISHER[user], QUEUE_OF[user]
    facts = {(f"thidua.events.{user}", f"{fact}.{own}.33-327-12079") for fact in FACTS[user]}
    work = {(f"thidua.work.{user}", f"{own}.{level}") for level in LEVELS} if user != "notifier" else set()
    aside = {(f"thidua.parking.{user}", queue), (f"thidua.reports.{user}", "operator.reports")}
    return facts | work | _retries(user, queue) | aside


_WORK = ("commune", "commune.commune.commune", "intake.nowhere", "operator.commune", "#", "intake.#")
_EVENTS = (
    "nomination",
    "nomination.forwarded.v1.intake",
    "case.opened.commune.33",
    "*.#",
    "nomination.forwarded.v1.commune.33-327-12079",
    "case.opened.v1.intake.33-327-12079",
    "mail.sent.v1.intake.33-327-12079",
)
FORGERIES: set[Publication] = {
    *(("thidua.work.appraisal-commune", key) for key in _WORK),
    *(("thidua.work.intake", key) for key in _WORK),
    *((f"thidua.events.{user}", key) for user in QUEUE_OF for key in _EVENTS),
}
EVERYTHING = set().union(*(_publications(user.name) for user in USERS)) | FORGERIES
# The levels are of one kind: one of them speaks for all in each run, the others in `make matrix`.
ALIKE = frozenset(f"appraisal-{level}" for level in LEVELS if level != "commune")
EVERYBODY = pytest.mark.parametrize(
    "user",
    [pytest.param(user.name, marks=[pytest.mark.matrix] if user.name in ALIKE else []) for user in USERS],
)


@asynccontextmanager
async def connected(amqp: FreshBroker, user: str) -> AsyncIterator[AbstractConnection]:
    """A connection of that user's."""
    connection = await aio_pika.connect(amqp.url(user))
    try:
        yield connection
    finally:
        await connection.close()


async def is_allowed(connection: AbstractConnection, act: Callable[[AbstractChannel], Awaitable[object]]) -> bool:
    """Each act has a channel of its own, which a refusal closes."""
    channel = await connection.channel(on_return_raises=True)
    try:
        await act(channel)
    except ChannelAccessRefused:
        return False
    finally:
        await channel.close()
    return True


async def publish(channel: AbstractChannel, exchange: str, key: str) -> None:
    """Publish, and see it confirmed."""
    target = channel.default_exchange if not exchange else await channel.get_exchange(exchange, ensure=False)
    await target.publish(aio_pika.Message(b"{}"), key, mandatory=True, timeout=10)


async def _ignore(_message: AbstractIncomingMessage) -> None:
    """No message ever comes: the queues are empty."""


def test_the_table_names_every_user_queue_and_exchange() -> None:
    named = set(QUEUE_OF.values())
    derived = {
        f"{queue}.{rest}" for queue in named for rest in ("parked", "orders", "retry.5s", "retry.1m", "retry.10m")
    }

    assert {user.name for user in USERS} == {*QUEUE_OF, "operator"}
    assert {queue.name for queue in QUEUES} == named | derived | {"operator.reports"}
    assert {exchange for exchange, _ in EVERYTHING} == {each.name for each in EXCHANGES}


@EVERYBODY
async def test_publishes_its_own_keys_and_no_others(amqp: FreshBroker, user: str) -> None:
    allowed: set[Publication] = set()

    async with connected(amqp, user) as connection:
        for exchange, key in EVERYTHING:
            if await is_allowed(connection, lambda channel, e=exchange, k=key: publish(channel, e, k)):
                allowed.add((exchange, key))

    assert allowed == _publications(user)


@EVERYBODY
async def test_reaches_no_queue_through_the_default_exchange(amqp: FreshBroker, user: str) -> None:
    async with connected(amqp, user) as connection:
        reached = [
            queue.name
            for queue in QUEUES
            if await is_allowed(connection, lambda channel, q=queue.name: publish(channel, "", q))
        ]

    assert reached == []


@EVERYBODY
async def test_takes_from_its_own_queue_and_no_other(amqp: FreshBroker, user: str) -> None:
    async def take(channel: AbstractChannel, name: str) -> None:
        queue = await channel.get_queue(name, ensure=False)
        await queue.get(fail=False, no_ack=True, timeout=10)

    async def consume(channel: AbstractChannel, name: str) -> None:
        queue = await channel.get_queue(name, ensure=False)
        await queue.consume(_ignore, timeout=10)

    own = {f"{queue}.parked" for queue in QUEUE_OF.values()} | {"operator.reports"}
    if user in QUEUE_OF:
        own = {f"{QUEUE_OF[user]}{rest}" for rest in ("", ".parked", ".orders")}
    async with connected(amqp, user) as connection:
        for act in (take, consume):
            taken = {
                queue.name
                for queue in QUEUES
                if await is_allowed(connection, lambda channel, q=queue.name, a=act: a(channel, q))
            }

            assert taken == own


@EVERYBODY
async def test_declares_binds_and_removes_nothing(amqp: FreshBroker, user: str) -> None:
    async def bind(channel: AbstractChannel, queue: str, exchange: str) -> None:
        await (await channel.get_queue(queue, ensure=False)).bind(exchange, "#", timeout=10)

    async def unbind(channel: AbstractChannel, queue: str, exchange: str) -> None:
        await (await channel.get_queue(queue, ensure=False)).unbind(exchange, "#", timeout=10)

    acts: list[Callable[[AbstractChannel], Awaitable[object]]] = [
        lambda channel: channel.declare_queue("mine", durable=True),
        lambda channel: channel.declare_queue("", exclusive=True),
        lambda channel: channel.declare_exchange("mine", "topic", durable=True),
    ]
    for queue in QUEUES:
        acts += [
            lambda channel, q=queue: channel.declare_queue(q.name, durable=True, arguments=dict(q.arguments)),
            lambda channel, q=queue: channel.queue_delete(q.name),
        ]
        acts += [lambda channel, q=queue, e=exchange.name: bind(channel, q.name, e) for exchange in EXCHANGES]
        acts += [lambda channel, q=queue, e=exchange.name: unbind(channel, q.name, e) for exchange in EXCHANGES]
    acts += [lambda channel, e=exchange.name: channel.exchange_delete(e) for exchange in EXCHANGES]

    async with connected(amqp, user) as connection:
        done = [number for number, act in enumerate(acts) if await is_allowed(connection, act)]

    assert done == []


@EVERYBODY
async def test_cannot_sign_in_elsewhere(amqp: FreshBroker, user: str) -> None:
    elsewhere = amqp.url(user).rpartition("/")[0] + "/%2F"

    with pytest.raises(AMQPError):
        await aio_pika.connect(elsewhere)
