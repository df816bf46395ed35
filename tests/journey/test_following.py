"""The example client of an authority goes on by itself and misses nothing, whatever breaks around it."""

import asyncio
import json
import os
import sqlite3
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from ops.demo.people import Office
from ops.demo.waiting import until
from ops.provisioning.feeds import create_feed, remove_feed
from ops.stack.mail import PROJECT
from shared.messaging.topology.feeds import feed_user
from shared.messaging.topology.queues import VHOST
from tests.journey.acts import CENTRE, FORWARD, HEALTH, decide, killed, submitted
from tests.running import System

AUTHORITY, LEVEL = "33.so-y-te", "appraisal-department"
PASSWORD = "mat-khau-cua-so"
CONNECTED = "Đã nối với luồng."


@dataclass(frozen=True)
class Client:
    """The example as a process, and what it has put down."""

    process: Process
    folder: Path

    async def is_connected(self, *, times: int) -> None:
        """Wait until it has connected that often."""
        await self._until(lambda: self.told().count(CONNECTED) >= times, f"{times} connections")

    async def knows(self, nomination: str, fact: str) -> None:
        """Wait until it has kept the fact."""
        await self._until(lambda: self.facts()[nomination, f"case.{fact}.v1"] > 0, f"{nomination} {fact}")

    async def _until(self, holds: Callable[[], bool], what: str) -> None:
        async def look() -> bool | None:
            assert self.process.returncode is None, self.told()
            return True if holds() else None

        await until(look, what=f"the client's {what}", seconds=60)

    def told(self) -> str:
        """What it said to whoever watches."""
        return (self.folder / "stderr").read_text(encoding="utf-8")

    def facts(self) -> Counter[tuple[str, str]]:
        """How often it has kept which fact of which nomination."""
        with closing(sqlite3.connect(self.folder / "so.sqlite")) as database:
            rows = database.execute("SELECT type, body FROM events").fetchall()
        return Counter((json.loads(body)["nomination_id"], kind) for kind, body in rows)


@asynccontextmanager
async def following(system: System, folder: Path) -> AsyncIterator[Client]:
    """The client follows the feed of its authority, until it is told to stop."""
    user, place = feed_user(AUTHORITY).name, f"127.0.0.1:{system.stack.ports.rabbitmq}/{VHOST}"
    settings = {
        "PATH": os.environ["PATH"],
        "SO_AMQP_URL": f"amqp://{user}:{PASSWORD}@{place}",
        "SO_STORE": str(folder / "so.sqlite"),
    }
    with system.stack.rabbitmq.management() as management, (folder / "stderr").open("wb") as stderr:
        create_feed(management, AUTHORITY, PASSWORD)
        words = (sys.executable, "docs/examples/authority.py", "theo-doi")
        process = await asyncio.create_subprocess_exec(*words, cwd=PROJECT, env=settings, stderr=stderr)
        try:
            yield Client(process, folder)
        finally:
            await ended(process)
            remove_feed(management, AUTHORITY)


async def ended(process: Process) -> None:
    """Told to stop as a supervisor does it; what does not, is made to."""
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(30):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def cut(system: System) -> None:
    """The broker ends the client's connection."""
    with system.stack.rabbitmq.management() as management:
        await asyncio.to_thread(management.delete, "connections", "username", feed_user(AUTHORITY).name)


async def test_a_follower_misses_nothing_through_cuts_and_kills(system: System, office: Office, tmp_path: Path) -> None:
    async with following(system, tmp_path) as client:
        await client.is_connected(times=1)
        first = (await submitted(office, CENTRE)).nominations[0].id
        await client.knows(first, "opened")

        async with killed(system, LEVEL):
            await cut(system)
            second = (await submitted(office, CENTRE)).nominations[0].id
            await client.is_connected(times=2)
        async with killed(system, "rabbitmq"):
            third = (await submitted(office, CENTRE)).nominations[0].id
        for nomination in (first, second, third):
            await decide(office, HEALTH, f"{nomination}:1", FORWARD)
        for nomination in (first, second, third):
            await client.knows(nomination, "forwarded")
        await client.is_connected(times=3)

    assert client.process.returncode == 0
    own = {key: count for key, count in client.facts().items() if key[0] in {first, second, third}}
    assert own == {(one, f"case.{fact}.v1"): 1 for one in (first, second, third) for fact in ("opened", "forwarded")}
