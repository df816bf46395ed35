"""Appraisal as a process of its own, with real servers around it: started, signed in to, killed, looked into."""

import os
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import aio_pika
import httpx

from ops.admin.registrar import Registrar
from ops.admin.seeding import fill
from ops.demo.waiting import until
from ops.provisioning.databases import DIRECTORY, appraisal_database
from ops.stack.processes import Processes, Program
from services.appraisal.adapters.case_mapping import to_fields
from services.appraisal.adapters.cases import MongoCases
from services.appraisal.adapters.posting import Posting
from services.appraisal.domain.case import Case, CaseKey
from shared.clock import OFFSET
from shared.events.envelope import outgoing
from shared.events.event import Event
from shared.events.words import Level
from shared.events.work import WorkHandedOver
from shared.messaging.topology.queues import INTAKE_QUEUE, WORK, exchange_of, level_user
from shared.messaging.wire import to_message
from shared.mongo.client import Client, Database, connect
from tests.integration.appraisal.parts import Offers, now
from tests.servers.forking import start_by_fork
from tests.servers.fresh import FreshBroker, FreshDatabases
from tests.servers.signed_in import open_session
from tests.unit.signing.samples import PUBLIC_KEYS_FILE

_NAME = "appraisal"
_IN_TIME = timedelta(days=30)
_PROJECT = Path(__file__).parents[3]


@dataclass
class AppraisalProcess:
    """One appraisal process at a time, over databases and a virtual host of its own."""

    databases: FreshDatabases
    amqp: FreshBroker
    processes: Processes
    client: Client
    heard: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0
    # The time of the daily digests; none, so that no test depends on the time at which it runs.
    digest_at: str = ""
    clock_ahead: float = 0

    def database(self, level: Level) -> Database:
        return self.client[self.databases.name(appraisal_database(level))]

    def cases(self, level: Level = Level.COMMUNE) -> MongoCases:
        return MongoCases(self.database(level)["cases"], Posting(level, Offers()), now)

    async def start(self, *levels: Level, crash_at: str = "") -> None:
        """Start, and wait until it takes work in; a process that is to die may be gone before."""
        self.port = _free_port()
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **self._environment(levels)}
        if crash_at:
            environment["THIDUA_CRASH_AT"] = crash_at
        command = [sys.executable, "-m", "services.appraisal.main"]
        self.processes.start(Program(_NAME, command, environment, _PROJECT))
        await until(self._is_ready_or_gone, what=f"appraisal; see {self.processes.log(_NAME)}", seconds=60)

    async def await_death(self) -> None:
        """Wait until the process has killed itself."""

        async def look() -> bool | None:
            return True if self.processes.status(_NAME) is not None else None

        await until(look, what="appraisal dying at its checkpoint", seconds=30)
        assert self.processes.status(_NAME) == -9
        self.processes.stop(_NAME, patience=1)

    def stop(self) -> None:
        self.processes.stop(_NAME, patience=20)

    async def put(self, cases: Sequence[Case], level: Level = Level.COMMUNE) -> None:
        # The samples are of 2021: with their limits the unit would be apologised to at once.
        in_time = [replace(case, due_on=now().date() + _IN_TIME) for case in cases]
        documents = [{"_id": str(case.key), **to_fields(case)} for case in in_time]
        await self.database(level)["cases"].insert_many(documents)

    async def case(self, key: CaseKey, level: Level = Level.COMMUNE) -> Case | None:
        found = await self.cases(level).find(key)
        return found if isinstance(found, Case) else None

    async def await_case(self, key: CaseKey, level: Level = Level.COMMUNE) -> Case:
        async def look() -> Case | None:
            return await self.case(key, level)

        return await until(look, what=f"case {key}", seconds=30)

    async def send(self, event: Event, *, source: str, user: str) -> None:
        """Publish as that AMQP user; work is handed over just now, whatever year it is of."""
        if isinstance(event, WorkHandedOver):
            event = event.model_copy(update={"handed_over_at": now()})
        made = outgoing(event, source=source, at=now())
        connection = await aio_pika.connect(self.amqp.url(user))
        async with connection:
            channel = await connection.channel(on_return_raises=True)
            exchange = await channel.get_exchange(exchange_of(WORK, user), ensure=False)
            await exchange.publish(to_message(made, user), made.key, mandatory=True)

    async def facts(self, count: int) -> list[tuple[str, str]]:
        """What intake was told so far, as (type, id), once that many different facts have come."""
        connection = await aio_pika.connect(self.amqp.url())
        async with connection:
            channel = await connection.channel()
            queue = await channel.get_queue(INTAKE_QUEUE, ensure=False)

            async def look() -> bool | None:
                while (message := await queue.get(no_ack=True, fail=False)) is not None:
                    self.heard.append((message.type or "", message.message_id or ""))
                return True if len(set(self.heard)) >= count else None

            await until(look, what=f"{count} facts (so far {self.heard})", seconds=30)
        return self.heard

    async def waiting(self, queue: str) -> int:
        """How many messages lie in a queue."""
        connection = await aio_pika.connect(self.amqp.url())
        async with connection:
            channel = await connection.channel()
            declared = await channel.declare_queue(queue, passive=True)
            return declared.declaration_result.message_count or 0

    async def person(self, username: str) -> httpx.AsyncClient:
        """Somebody signed in to the running process."""
        http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=30, trust_env=False)
        http.headers["Authorization"] = f"Bearer {await open_session(self.databases, username)}"
        return http

    async def clear(self) -> None:
        """Forget every case and decision, and let go of the database."""
        for level in Level:
            for name in ("cases", "decisions", "bulk_acts", "digests"):
                await self.database(level)[name].delete_many({})
        self.client.close()

    async def pass_leases(self) -> None:
        """Let the time of every lease pass."""
        over = {"lease_until": now()}
        for name in ("decisions", "bulk_acts"):
            await self.database(Level.COMMUNE)[name].update_many({}, {"$set": over})

    async def _is_ready_or_gone(self) -> bool | None:
        if self.processes.status(_NAME) is not None:
            return True
        try:
            async with httpx.AsyncClient(trust_env=False) as http:
                response = await http.get(f"http://127.0.0.1:{self.port}/health/ready", timeout=5)
        except httpx.HTTPError:
            return None
        return True if response.is_success else None

    def _environment(self, levels: Sequence[Level]) -> dict[str, str]:
        own = {
            "THIDUA_ENV": "test",
            "THIDUA_PORT": str(self.port),
            "THIDUA_DIRECTORY_DATABASE": self.databases.name(DIRECTORY),
            "THIDUA_TIMER_SECONDS": "0.2",
            "THIDUA_DIGEST_AT": self.digest_at,
            OFFSET: str(self.clock_ahead),
            "THIDUA_PUBLIC_KEYS_FILE": str(PUBLIC_KEYS_FILE),
            "APPRAISAL_LEVELS": ",".join(level.value for level in levels),
        }
        for level in levels:
            start, user = f"THIDUA_LEVELS__{level.value.upper()}__", level_user(level)
            own |= {
                f"{start}MONGO_URL": self.databases.url(user),
                f"{start}DATABASE": self.databases.name(appraisal_database(level)),
                f"{start}AMQP_URL": self.amqp.url(user),
            }
        return own


def house_in(folder: Path, databases: FreshDatabases, amqp: FreshBroker) -> AppraisalProcess:
    """Not started yet."""
    return AppraisalProcess(databases, amqp, Processes(folder, start_by_fork), connect(databases.server.url()))


async def seed(databases: FreshDatabases) -> None:
    """Fill the directory with the bodies and accounts of the demo."""
    client = connect(databases.server.url())
    await fill(Registrar(client, databases.name(DIRECTORY), identity=lambda: client), is_demo=True)
    client.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
