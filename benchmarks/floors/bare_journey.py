"""The journey's calls, writes, confirmed publishes and mails by three bare processes, with nothing promised about them.

`python -m benchmarks.floors.bare_journey ROLE`: no outbox, no versions, no ledger, no checks; each handler inserts or
updates, then publishes, then answers or acknowledges. What is lost when one of them dies stays lost.
"""

import argparse
import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import aio_pika
import aiosmtplib
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from fastapi import FastAPI, HTTPException

from services.appraisal.web.api.decisions import DecisionBody
from services.appraisal.web.api.outcomes import OutcomeBody
from services.intake.domain.dossier import Submission
from shared.mongo.client import Database, connect
from shared.web.http.serving import serve

INTAKE, LEVEL, NOTIFIER = "intake", "level", "notifier"
ROLES = (INTAKE, LEVEL, NOTIFIER)
_PREFETCH = 32
_SENDERS = 4
_TOLD = frozenset({"case.forwarded", "case.approved", "decision.issued"})
Fact = Mapping[str, object]


@dataclass
class Wires:
    """The connections of one process."""

    amqp_url: str
    database: Database
    client: object
    channels: list[AbstractChannel] = field(default_factory=list)

    @asynccontextmanager
    async def open(self, queue: str, handler: Callable[[dict[str, object]], Awaitable[None]]) -> AsyncIterator[None]:
        """Connected, with a consumer on a quorum queue."""

        async def handled(message: AbstractIncomingMessage) -> None:
            await handler(json.loads(message.body))
            await message.ack()

        connection = await aio_pika.connect(self.amqp_url)
        async with connection:
            self.channels.append(await connection.channel())
            taking = await connection.channel()
            await taking.set_qos(prefetch_count=_PREFETCH)
            for role in ROLES:
                await taking.declare_queue(f"floor.{role}", durable=True, arguments={"x-queue-type": "quorum"})
            await (await taking.get_queue(f"floor.{queue}")).consume(handled)
            yield

    async def publish(self, role: str, **fact: object) -> None:
        """Confirmed, one at a time."""
        message = aio_pika.Message(json.dumps(fact).encode(), delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await self.channels[0].default_exchange.publish(message, f"floor.{role}")


def intake(wires: Wires) -> FastAPI:
    """Takes dossiers in and keeps their status."""
    dossiers, nominations = wires.database["dossiers"], wires.database["nominations"]

    async def apply(fact: dict[str, object]) -> None:
        await nominations.update_one({"_id": fact["nomination"]}, {"$push": {"history": fact}})
        if fact["type"] in _TOLD:
            await wires.publish(NOTIFIER, nomination=fact["nomination"], of=fact["type"])

    app = _app(wires, INTAKE, apply)

    @app.post("/api/v1/dossiers", status_code=201)
    async def submit(body: Submission) -> dict[str, object]:
        dossier, nomination = str(uuid4()), str(uuid4())
        content = body.model_dump(mode="json")
        await dossiers.insert_one({"_id": dossier, "petition": content["petition"]})
        await nominations.insert_one({"_id": nomination, "dossier": dossier, **content["nominations"][0]})
        await wires.publish(LEVEL, nomination=nomination, step=1, content=content)
        await wires.publish(NOTIFIER, nomination=nomination, of="received")
        return {"id": dossier, "nominations": [{"id": nomination}]}

    return app


def level(wires: Wires) -> FastAPI:
    """Opens cases, takes outcomes, records decisions."""
    cases, decisions = wires.database["cases"], wires.database["decisions"]

    async def open_case(work: dict[str, object]) -> None:
        await cases.insert_one({"_id": f"{work['nomination']}:{work['step']}", **work})
        await wires.publish(INTAKE, type="case.opened", nomination=work["nomination"])

    app = _app(wires, LEVEL, open_case)

    @app.get("/api/v1/levels/commune/cases/{case}")
    async def show(case: str) -> dict[str, object]:
        if await cases.find_one({"_id": case}) is None:
            raise HTTPException(404)
        return {"id": case, "version": 1}

    @app.post("/api/v1/levels/commune/cases/{case}/outcome")
    async def decide(case: str, body: OutcomeBody) -> dict[str, object]:
        found = await cases.find_one({"_id": case})
        await cases.update_one({"_id": case}, {"$set": body.model_dump(mode="json")})
        nomination, _, step = case.partition(":")
        if step == "1" and found is not None:
            await wires.publish(LEVEL, nomination=nomination, step=2, content=found["content"])
        kind = "case.forwarded" if step == "1" else "case.approved"
        await wires.publish(INTAKE, type=kind, nomination=nomination)
        return {"id": case, "version": 2}

    @app.post("/api/v1/levels/commune/decisions", status_code=201)
    async def record(body: DecisionBody) -> dict[str, UUID]:
        decision = uuid4()
        await decisions.insert_one({"_id": decision, **body.model_dump(mode="json")})
        await cases.update_many({"_id": {"$in": list(body.case_ids)}}, {"$set": {"decision": decision}})
        for case in body.case_ids:
            await wires.publish(INTAKE, type="decision.issued", nomination=case.partition(":")[0])
        return {"id": decision}

    return app


def notifier(wires: Wires, smtp_port: int, mail: bytes, copies: int) -> FastAPI:
    """Sends so many copies of the product's own mail for each change."""
    lines: asyncio.Queue[aiosmtplib.SMTP] = asyncio.Queue()

    async def tell(fact: dict[str, object]) -> None:
        for _ in range(copies):
            line = await lines.get() if not lines.empty() or len(opened) >= _SENDERS else await new_line()
            try:
                await line.sendmail("thidua@hungyen.example", ["nguoi-nhan@hungyen.example"], mail)
            finally:
                lines.put_nowait(line)
            await wires.publish(INTAKE, type="mail.sent", nomination=fact["nomination"])

    opened: list[aiosmtplib.SMTP] = []

    async def new_line() -> aiosmtplib.SMTP:
        line = aiosmtplib.SMTP(hostname="127.0.0.1", port=smtp_port, start_tls=False, use_tls=False)
        opened.append(line)
        await line.connect()
        return line

    return _app(wires, NOTIFIER, tell)


def _app(wires: Wires, role: str, handler: Callable[[dict[str, object]], Awaitable[None]]) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with wires.open(role, handler):
            yield

    app = FastAPI(lifespan=lifespan)
    app.state.before_shutdown = []

    @app.get("/health/ready")
    async def ready() -> dict[str, bool]:
        await wires.database.command("ping")
        return {"mongo": True}

    return app


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floors.bare_journey", description=__doc__)
    parser.add_argument("role", choices=ROLES)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--amqp-url", required=True)
    parser.add_argument("--mongo-url", required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--mail", type=Path, required=True)
    parser.add_argument("--copies", type=int, required=True)
    chosen = parser.parse_args()
    client = connect(chosen.mongo_url)
    wires = Wires(chosen.amqp_url, client["floor"], client)
    if chosen.role == NOTIFIER:
        app = notifier(wires, chosen.smtp_port, chosen.mail.read_bytes(), chosen.copies)
    else:
        app = {INTAKE: intake, LEVEL: level}[chosen.role](wires)
    serve(app, "127.0.0.1", chosen.port)


if __name__ == "__main__":
    main()
