"""Intake as a process of its own that dies where a test says, and is started again on the same servers."""

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import httpx

from ops.demo.waiting import until
from ops.stack.processes import Processes, Program
from tests.integration.intake.served import Served
from tests.servers.fresh import FreshBroker, FreshDatabases
from tests.unit.nominees.samples import SECRET

_NAME = "intake"
_PROJECT = Path(__file__).parents[3]


@dataclass
class Mortal:
    """One intake process at a time."""

    processes: Processes
    databases: FreshDatabases
    broker: FreshBroker

    async def start(self, *, crash_at: str = "", settings: Mapping[str, str] = MappingProxyType({})) -> Served:
        """Start it, and wait until it can be asked; one that is to die may be gone before."""
        port = _free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "THIDUA_ENV": "test",
            "THIDUA_PORT": str(port),
            "THIDUA_MONGO_URL": self.databases.url("intake"),
            "THIDUA_DATABASE": self.databases.name("intake"),
            "THIDUA_DIRECTORY_DATABASE": self.databases.name("directory"),
            "THIDUA_AMQP_URL": self.broker.url("intake"),
            "THIDUA_IDENTITY_KEY": SECRET,
            "THIDUA_SIGNING_KEY": SECRET,
            "THIDUA_CRASH_AT": crash_at,
            **settings,
        }
        self.processes.start(Program(_NAME, [sys.executable, "-m", "services.intake.main"], environment, _PROJECT))
        client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False)

        async def look() -> bool | None:
            return True if self.is_dead or await _is_ready(client) else None

        await until(look, what=f"intake; see {self.processes.log(_NAME)}", seconds=60)
        return Served(client, self.databases, self.broker)

    @property
    def is_dead(self) -> bool:
        """It has ended."""
        return self.processes.status(_NAME) is not None

    async def await_death(self) -> None:
        """Wait until the process has killed itself."""

        async def look() -> bool | None:
            return True if self.is_dead else None

        await until(look, what="intake dying at its checkpoint", seconds=30)
        assert self.processes.status(_NAME) == -9
        self.stop()

    def stop(self) -> None:
        """End it, if it still runs."""
        self.processes.stop(_NAME, patience=20)


async def _is_ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/health/ready")).is_success
    except httpx.HTTPError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
