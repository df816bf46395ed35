"""An AMQP password in a stranger's hand: every user tries every exchange, key and queue, headers included."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractConnection
from aiormq.exceptions import ChannelAccessRefused

from shared.events.words import Level
from shared.messaging.topology.queues import BINDINGS
from shared.messaging.topology.rights import USERS
from tests.servers.fresh import FreshBroker, fresh_broker
from tests.servers.servers import Servers

DESKS = {f"appraisal-{level.value}": f"appraisal.{level.value}" for level in Level}
OWN = {"intake": "intake.facts", "notifier": "notifier.facts", **DESKS}
INTAKE, NOTIFIER, REPORTS = "intake.facts", "notifier.facts", "operator.reports"
# Queues that something may get into which the user sends, by any key or header. What comes by a retry queue counts as
# in the queue that it leads to. What the readers of a queue believe of it is another matter: tests/attack/messages.
WRITES: Mapping[str, set[str]] = {
    "intake": {*DESKS.values(), NOTIFIER, INTAKE, f"{INTAKE}.parked", REPORTS},
    "notifier": {INTAKE, NOTIFIER, f"{NOTIFIER}.parked", REPORTS},
    **{user: {*DESKS.values(), INTAKE, NOTIFIER, f"{queue}.parked", REPORTS} for user, queue in DESKS.items()},
    "operator": {f"{queue}.orders" for queue in OWN.values()},
}
# Queues from which the user takes, and which it could empty.
READS: Mapping[str, set[str]] = {
    **{user: {queue, f"{queue}.parked", f"{queue}.orders"} for user, queue in OWN.items()},
    "operator": {REPORTS, *(f"{queue}.parked" for queue in OWN.values())},
}
# The levels are of one kind: one of them speaks for all in each run, the others in `make matrix`.
EVERYBODY = pytest.mark.parametrize(
    "user",
    [
        pytest.param(
            user, marks=[pytest.mark.matrix] if user.startswith("appraisal-") and user != "appraisal-commune" else []
        )
        for user in WRITES
    ],
)


@pytest.fixture(scope="module")
def amqp(servers: Servers) -> Iterator[FreshBroker]:
    """A virtual host with the whole topology."""
    with fresh_broker(servers) as fresh:
        yield fresh


@pytest.fixture(scope="module")
def exchanges(amqp: FreshBroker) -> list[str]:
    """Every exchange that the broker has, the default one and its own included."""
    return sorted(str(row["name"]) for row in amqp.management.get("exchanges", amqp.vhost))


@pytest.fixture(scope="module")
def queues(amqp: FreshBroker) -> list[str]:
    """Every queue that the broker has."""
    return sorted(str(row["name"]) for row in amqp.management.get("queues", amqp.vhost))


def test_the_tables_name_every_user() -> None:
    assert WRITES.keys() == READS.keys() == {user.name for user in USERS}


@EVERYBODY
async def test_a_user_sends_only_where_the_table_says(
    amqp: FreshBroker, exchanges: list[str], queues: list[str], user: str
) -> None:
    # Those of its own first: one that is admitted carries all others in its headers.
    source = user.removeprefix("appraisal-")
    keys = sorted(_keys(queues), key=lambda key: (source not in key, key))
    await _empty(amqp, queues)

    async with _Sender.of(amqp.url(user)) as sender:
        for exchange in exchanges:
            for key in keys:
                if exchange in sender.closed or await sender.sends(exchange, key, {"CC": keys}):
                    await sender.sends(exchange, key, {"BCC": keys})
                    break

    assert await _filled(amqp, queues) == WRITES[user]


@EVERYBODY
async def test_a_user_takes_and_empties_only_what_the_table_says(
    amqp: FreshBroker, queues: list[str], user: str
) -> None:
    async with _connected(amqp, user) as connection:
        taken = {name for name in queues if await _does(connection, name, "get")}
        emptied = {name for name in queues if await _does(connection, name, "purge")}
        removed = {name for name in queues if await _does(connection, name, "delete")}

    assert (taken, emptied, removed) == (READS[user], READS[user], set())


def _keys(queues: list[str]) -> set[str]:
    """Every key that something is bound under, with words in place of what any word fits; and the queues' own names."""
    sources = {*(level.value for level in Level), "intake", "notifier"}
    bound = {binding.key for binding in BINDINGS}
    filled = {key.replace("*", source).replace("#", "x") for key in bound for source in sources}
    facts = {
        f"{start}.v1.{source}.33-x"
        for source in sources
        for start in ("case.approved", "nomination.forwarded", "mail.sent")
    }
    return filled | facts | {f"{a}.{b}" for a in sources for b in sources} | set(queues) | _retries(queues)


def _retries(queues: list[str]) -> set[str]:
    return {name.replace(".retry.", ".") for name in queues if ".retry." in name}


@asynccontextmanager
async def _connected(amqp: FreshBroker, user: str) -> AsyncIterator[AbstractConnection]:
    connection = await aio_pika.connect(amqp.url(user))
    try:
        yield connection
    finally:
        await connection.close()


@dataclass
class _Sender:
    """Sends with confirmation, on a new channel after each refusal."""

    connection: AbstractConnection
    channel: AbstractChannel
    closed: set[str] = field(default_factory=set)

    @classmethod
    @asynccontextmanager
    async def of(cls, url: str) -> AsyncIterator["_Sender"]:
        """Of that user; its connection ends with the block."""
        connection = await aio_pika.connect(url)
        try:
            yield cls(connection, await connection.channel())
        finally:
            await connection.close()

    async def sends(self, exchange: str, key: str, headers: Mapping[str, list[str]]) -> bool:
        """Whether the broker took it; an exchange that is refused whole is asked once."""
        if exchange in self.closed:
            return False
        message = aio_pika.Message(b"{}", headers={name: list(values) for name, values in headers.items()})
        try:
            target = (
                await self.channel.get_exchange(exchange, ensure=False) if exchange else self.channel.default_exchange
            )
            await target.publish(message, key, mandatory=False, timeout=10)
        except ChannelAccessRefused as refused:
            if "access to topic" not in str(refused):
                self.closed.add(exchange)
            self.channel = await self.connection.channel()
            return False
        return True


async def _does(connection: AbstractConnection, name: str, act: str) -> bool:
    channel = await connection.channel()
    try:
        queue = await channel.get_queue(name, ensure=False)
        if act == "get":
            await queue.get(fail=False, no_ack=True, timeout=10)
        elif act == "purge":
            await queue.purge(timeout=10)
        else:
            await channel.queue_delete(name)
    except ChannelAccessRefused:
        return False
    finally:
        await channel.close()
    return True


async def _empty(amqp: FreshBroker, queues: list[str]) -> None:
    async with _connected(amqp, "provisioner") as connection, connection.channel() as channel:
        for name in queues:
            await (await channel.get_queue(name, ensure=False)).purge()


async def _filled(amqp: FreshBroker, queues: list[str]) -> set[str]:
    async with _connected(amqp, "provisioner") as connection, connection.channel() as channel:
        counts = {
            name: (await channel.declare_queue(name, passive=True)).declaration_result.message_count for name in queues
        }
    return {name.partition(".retry.")[0] for name, count in counts.items() if count}
