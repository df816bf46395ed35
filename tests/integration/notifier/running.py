"""The notifier as a process of its own, on real servers, and facts published as intake publishes them."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx

from ops.admin.registrar import Registrar
from services.identity.adapters.account_register import with_password
from services.identity.adapters.hashing import Passwords
from shared.directory.bodies import Account, Unit, UnitKind
from shared.directory.roles import Role
from shared.events.envelope import outgoing
from shared.mails.facts import Fact
from shared.messaging.link import Link, Published
from shared.messaging.topology.queues import INTAKE, NOTIFIER, exchange_of
from shared.messaging.wire import to_message
from shared.mongo.client import connect
from tests.integration.notifier.parts import PERSON, SENDER, UNIT, real_time
from tests.integration.notifier.smtp_server import SmtpServer, until
from tests.servers.forking import Forked, fork
from tests.servers.fresh import FreshBroker, FreshDatabases
from tests.servers.signed_in import open_session_of
from tests.unit.notifier.samples import SUBMITTER, UNIT_CODE

PASSWORD = "mat-khau-de-thu"
OPERATOR = "van-hanh"


@dataclass
class Surroundings:
    """What a notifier needs: databases with a directory, a broker, a mail server."""

    databases: FreshDatabases
    amqp: FreshBroker
    smtp_server: SmtpServer

    async def fill_directory(self) -> None:
        """The unit and the submitter of the samples, and an operator."""
        client = connect(self.databases.server.url())
        registrar = Registrar(client, self.databases.name("directory"), identity=lambda: client)
        await registrar.ensure_indexes()
        unit = Unit(UNIT_CODE, UNIT.name, UnitKind.PUBLIC_SERVICE, "33.so-y-te", mailbox=UNIT.address)
        people = [
            Account(SUBMITTER, SUBMITTER, PERSON.name, frozenset({Role.SUBMITTER}), UNIT_CODE, mail=PERSON.address),
            Account(OPERATOR, OPERATOR, "Người vận hành", frozenset({Role.OPERATOR})),
        ]
        await registrar.save_demo([unit], with_password(people, Passwords().hash(PASSWORD)), [])
        client.close()

    async def publish(self, *facts: Fact) -> None:
        """As intake, into the exchange."""
        link = await Link.open(self.amqp.url(INTAKE))
        for fact in facts:
            message = outgoing(fact, source=INTAKE, at=real_time())
            found = await link.publish(exchange_of(message.exchange, INTAKE), message.key, to_message(message, INTAKE))
            assert found is Published.CONFIRMED
        await link.close()

    def environment(self, port: int) -> Mapping[str, str]:
        """For the process."""
        return {
            "PATH": os.environ["PATH"],
            "THIDUA_ENV": "test",
            "THIDUA_PORT": str(port),
            "THIDUA_PUBLIC_URL": "https://thidua.hungyen.example",
            "THIDUA_MONGO_URL": self.databases.url(NOTIFIER),
            "THIDUA_DATABASE": self.databases.name("notifier"),
            "THIDUA_DIRECTORY_DATABASE": self.databases.name("directory"),
            "THIDUA_AMQP_URL": self.amqp.url(NOTIFIER),
            "THIDUA_SMTP_HOST": "127.0.0.1",
            "THIDUA_SMTP_PORT": str(self.smtp_server.port),
            "THIDUA_MAIL_SENDER": SENDER,
            "THIDUA_MAIL_WINDOW_SECONDS": "0",
            "THIDUA_MAIL_LEASE_SECONDS": "1",
            "THIDUA_MAIL_FIRST_RETRY_SECONDS": "0.05",
        }


@dataclass
class Running:
    """A notifier's process."""

    port: int
    around: Surroundings = field(repr=False)
    process: Forked
    client: httpx.AsyncClient = field(repr=False)

    async def is_ready(self) -> bool:
        """Whether it says so."""
        with suppress(httpx.TransportError):
            return (await self.client.get("/health/ready")).status_code == httpx.codes.OK
        return False

    async def sign_in(self, account: str = OPERATOR) -> None:
        """As the operator; elsewhere, since nobody signs in at the notifier."""
        token = await open_session_of(self.around.databases, account)
        self.client.headers["authorization"] = f"Bearer {token}"


@asynccontextmanager
async def notifier(around: Surroundings, *, crash_at: str = "", workers: int = 4) -> AsyncIterator[Running]:
    """One process; it ends with the block, unless it ended by itself."""
    port = _free_port()
    environment = {
        **around.environment(port),
        "THIDUA_MAIL_WORKERS": str(workers),
        **({"THIDUA_CRASH_AT": crash_at} if crash_at else {}),
    }
    process = await asyncio.to_thread(fork, ["services.notifier.main"], environment)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            yield Running(port, around, process, client)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.ended()


async def ready(running: Running) -> None:
    """Wait until it takes work."""
    await until(running.is_ready)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
