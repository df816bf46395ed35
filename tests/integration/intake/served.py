"""Intake as it is served: its real wiring on a real database, directory and broker, asked over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar
from uuid import uuid4

import aio_pika
import httpx
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from ops.admin.registrar import Registrar
from services.identity.adapters.hashing import Passwords
from services.intake.main import create
from services.intake.settings import Settings
from shared.directory.demo import DEMO_PASSWORD
from shared.directory.loading import load_directory
from shared.events.envelope import EVENTS, outgoing
from shared.events.event import Event
from shared.messaging.topology.queues import exchange_of, level_of
from shared.messaging.wire import to_message
from shared.mongo.client import connect
from tests.servers.fresh import FreshBroker, FreshDatabases, fresh_broker, fresh_databases
from tests.servers.servers import Servers
from tests.servers.signed_in import open_session
from tests.unit.nominees.samples import KEY

SECONDS = 20.0
DIGEST_KEY = "the tests' own"
_CONSUMED = "thidua_consumed_total"
Answer = TypeVar("Answer")


@dataclass
class Served:
    """Intake and its surroundings. `client` comes without a token."""

    client: httpx.AsyncClient
    databases: FreshDatabases
    broker: FreshBroker
    tokens: dict[str, str] = field(default_factory=dict)

    async def signed_in(self, username: str) -> dict[str, str]:
        """The headers of that demo account."""
        if username not in self.tokens:
            self.tokens[username] = await open_session(self.databases, username)
        return {"Authorization": f"Bearer {self.tokens[username]}"}

    async def submit(self, body: object, *, by: str = "nop.doan-yen-phu", key: str | None = None) -> httpx.Response:
        """Hand a dossier in."""
        headers = await self.signed_in(by) | {"Idempotency-Key": key or uuid4().hex}
        return await self.client.post("/api/v1/dossiers", json=body, headers=headers)

    async def get(self, path: str, by: str = "nop.doan-yen-phu") -> httpx.Response:
        """Look at something."""
        return await self.client.get(path, headers=await self.signed_in(by))

    async def tell(self, event: Event, by: str) -> None:
        """Publish a fact as that AMQP user."""
        level = level_of(by)
        message = outgoing(event, source=level.value if level else by, at=datetime.now(UTC))
        connection = await aio_pika.connect(self.broker.url(by))
        async with connection:
            channel = await connection.channel()
            exchange = await channel.get_exchange(exchange_of(message.exchange, by), ensure=False)
            await exchange.publish(to_message(message, by), message.key)

    async def taken(self, queue: str, by: str, count: int = 1) -> list[aio_pika.abc.AbstractIncomingMessage]:
        """That many messages of a queue, acknowledged."""
        found = []
        async with self._listening(queue, by) as messages:
            async for message in messages:
                await message.ack()
                found.append(message)
                if len(found) == count:
                    break
        return found

    async def taken_about(self, queue: str, by: str, identity: str) -> aio_pika.abc.AbstractIncomingMessage:
        """The first message whose event is about the dossier or nomination, acknowledged as all those before it."""
        async with self._listening(queue, by) as messages:
            async for message in messages:
                await message.ack()
                event = EVENTS[str(message.type)].model_validate_json(message.body)
                if identity in map(str, event.model_dump().values()):
                    return message
        raise AssertionError(f"{queue} was closed before it said anything of {identity}")

    @asynccontextmanager
    async def _listening(self, queue: str, by: str) -> AsyncIterator[aio_pika.abc.AbstractQueueIterator]:
        connection = await aio_pika.connect(self.broker.url(by))
        async with connection, asyncio.timeout(SECONDS):
            channel = await connection.channel()
            # Whatever is held and not acknowledged at the end comes back as delivered once more, and a message that
            # comes back too often is parked: of a long queue only the next one is ever held.
            await channel.set_qos(prefetch_count=1)
            async with (await channel.get_queue(queue, ensure=False)).iterator() as messages:
                yield messages

    async def depth(self, queue: str) -> int:
        """How many messages of a queue wait, in nobody's hands."""
        connection = await aio_pika.connect(self.broker.url())
        async with connection:
            channel = await connection.channel()
            declared = await channel.declare_queue(queue, passive=True)
            return declared.declaration_result.message_count or 0

    async def acknowledged(self, queue: str) -> float:
        """How many messages of a queue this process has applied and acknowledged since it began."""
        figures = (await self.client.get("/metrics")).text
        samples = [one for family in text_string_to_metric_families(figures) for one in family.samples]
        labels = {"queue": queue, "outcome": "done"}
        return sum(one.value for one in samples if one.name == _CONSUMED and labels.items() <= one.labels.items())


async def until(ask: Callable[[], Awaitable[Answer]], holds: Callable[[Answer], object]) -> Answer:
    """The first answer for which it holds; each asking goes to the database and back."""
    async with asyncio.timeout(SECONDS):
        while not holds(answer := await ask()):
            pass
    return answer


@asynccontextmanager
async def serving(servers: Servers) -> AsyncIterator[Served]:
    """Everything set up, the app started."""
    with fresh_databases(servers) as databases, fresh_broker(servers) as broker:
        await filled(servers, databases)
        app = create(
            Settings(
                env="test",
                mongo_url=SecretStr(databases.url("intake")),
                database=databases.name("intake"),
                directory_database=databases.name("directory"),
                amqp_url=SecretStr(broker.url("intake")),
                digest_key=SecretStr(DIGEST_KEY),
                identity_key=KEY,
                signing_key=KEY,
            )
        )
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://intake") as client,
        ):
            yield Served(client, databases, broker)


async def filled(servers: Servers, databases: FreshDatabases) -> None:
    """Fill the directory as the administrator does, with the accounts of the demo."""
    client = connect(servers.database.url())
    registrar = Registrar(client, databases.name("directory"), identity=lambda: client)
    data = load_directory()
    hashed = Passwords().hash(DEMO_PASSWORD)
    accounts = [replace(one, password_hash=hashed) for one in data.demo_accounts]
    await registrar.ensure_indexes()
    await registrar.save_bodies(data)
    await registrar.save_demo(data.demo_units, accounts, data.demo_authorisations)
    client.close()
