"""One dossier handed in where traces are on: intake in this process, appraisal and notifier in their own."""

import os
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ops.demo.waiting import until
from ops.provisioning.databases import appraisal_database
from ops.provisioning.public_keys import publish_key
from ops.stack.processes import Processes, Program
from shared.events.words import Level
from shared.messaging.topology.queues import level_user
from shared.observability.telemetry import Telemetry, traced
from tests.integration.intake.served import KEY, Served, serving
from tests.integration.intake.test_api import a_body
from tests.integration.notifier.running import Surroundings
from tests.integration.notifier.smtp_server import SmtpServer, smtp_serving
from tests.integration.tracing.receiver import Receiver, Seen, receiver
from tests.servers.servers import Servers

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = "00f067aa0ba902b7"
_PROJECT = Path(__file__).parents[3]
_LAST = "process mail.sent.v1"


@dataclass(frozen=True)
class Followed:
    """What was handed in, and what was told of it."""

    dossier: Mapping[str, Any]
    receiver: Receiver
    office: SmtpServer
    tokens: tuple[str, ...]

    @property
    def spans(self) -> list[Seen]:
        """The spans of its trace."""
        return self.receiver.spans(TRACE)


@pytest.fixture(scope="module")
async def followed(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Followed]:
    """Handed in under a caller's trace, and mailed."""
    processes = Processes(tmp_path_factory.mktemp("tracing"))
    with receiver() as heard, traced("intake", Telemetry(endpoint=heard.endpoint)):
        async with serving(servers) as served, smtp_serving() as office:
            keys = tmp_path_factory.mktemp("keys") / "public-keys"
            publish_key(keys, KEY.get_secret_value())
            _start(processes, served, office, heard, keys)
            try:
                yield await _handed_in(served, office, heard)
            finally:
                for name in ("appraisal", "notifier"):
                    processes.stop(name, patience=20)


async def _handed_in(served: Served, office: SmtpServer, heard: Receiver) -> Followed:
    body = a_body()
    headers = await served.signed_in("nop.doan-yen-phu") | {
        "Idempotency-Key": "theo-vet",
        "traceparent": f"00-{TRACE}-{CALLER}-01",
        "tracestate": "vendor=bi-mat-cua-toi",
    }
    answer = await served.client.post("/api/v1/dossiers", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    await served.client.get("/api/v1/dossiers", params={"cursor": "tu-tim-kiem-rieng"}, headers=headers)
    found = Followed(body, heard, office, tuple(served.tokens.values()))

    async def told() -> Followed | None:
        spans = found.spans
        names = {seen.name for seen in spans} | {seen.service for seen in spans}
        return found if {_LAST, "smtp content", "thidua-appraisal-commune"} <= names else None

    return await until(told, what="the trace of the dossier", seconds=60)


def _start(processes: Processes, served: Served, office: SmtpServer, heard: Receiver, keys: Path) -> None:
    around = Surroundings(served.databases, served.broker, office)
    shared = {**around.environment(0), "THIDUA_TELEMETRY_ENDPOINT": heard.endpoint, "PATH": os.environ["PATH"]}
    level, user = Level.COMMUNE, level_user(Level.COMMUNE)
    own = {
        "APPRAISAL_LEVELS": level.value,
        "THIDUA_MONGO_URL": served.databases.url(user),
        "THIDUA_LEVELS__COMMUNE__MONGO_URL": served.databases.url(user),
        "THIDUA_LEVELS__COMMUNE__DATABASE": served.databases.name(appraisal_database(level)),
        "THIDUA_LEVELS__COMMUNE__AMQP_URL": served.broker.url(user),
        "THIDUA_PUBLIC_KEYS_FILE": str(keys),
    }
    for name, environment in (("notifier", shared), ("appraisal", shared | own)):
        command = [sys.executable, "-m", f"services.{name}.main"]
        processes.start(Program(name, command, environment, _PROJECT))
