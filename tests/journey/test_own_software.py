"""Other people's software and operators' scripts on the whole system: the example client, and `thidua --json`."""

import asyncio
import json
import os
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.demo.people import Office
from ops.stack.mail import PROJECT
from shared.directory.demo import DEMO_PASSWORD
from shared.events.words import Level
from shared.messaging.topology.queues import CONSUMED, NOTIFIER_QUEUE
from tests.journey.acts import CENTRE, HEALTH, opened, submitted
from tests.running import System
from tests.servers.forking import run_forked

README = (PROJECT / "docs" / "examples" / "README.md").read_text(encoding="utf-8")
PAGE = (PROJECT / "docs" / "commands.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
SETTINGS = dict(re.findall(r"^(SO_\w+)=(.+)$", README, re.MULTILINE))
AUTHORITY = "33.so-y-te"


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    def data(self) -> object:
        """Its one JSON document."""
        assert self.code == 0, self.err
        return json.loads(self.out)


async def run(words: Sequence[str], settings: Mapping[str, str]) -> Said:
    pipe = asyncio.subprocess.PIPE
    words = [sys.executable if word == "python" else word for word in words]
    environment = {"PATH": os.environ["PATH"], **settings}
    process = await asyncio.create_subprocess_exec(*words, cwd=PROJECT, env=environment, stdout=pipe, stderr=pipe)
    out, err = await process.communicate()
    return Said(process.returncode or 0, out.decode(), err.decode())


async def administer(words: Sequence[str], settings: Mapping[str, str]) -> Said:
    """As `bin/thidua` with these words."""
    environment = {"PATH": os.environ["PATH"], **settings}
    ended = await asyncio.to_thread(run_forked, ["ops.admin", *words], environment)
    return Said(ended.code, ended.out, ended.err)


def _operators(system: System) -> dict[str, str]:
    management = system.stack.rabbitmq.management()
    own = {name: system.stack.address_of(name) for name in system.stack.instances.names}
    return system.stack.operator_environment() | {
        "THIDUA_MANAGEMENT_URL": management.url,
        "THIDUA_SECRET_AMQP_PROVISIONER": management.password,
        "THIDUA_ADDRESS": system.stack.address,
        "THIDUA_ACCOUNT": "van-hanh",
        "THIDUA_PASSWORD": DEMO_PASSWORD,
        "THIDUA_SERVICES": " ".join(f"{name}={address}" for name, address in own.items()),
    }


async def test_an_authoritys_own_system_works_as_its_readme_says(
    system: System, office: Office, tmp_path: Path
) -> None:
    create, follow, cases, write, propose = LINES
    made = await run([*shlex.split(create), "--json"], _operators(system))
    feed = made.data()
    assert isinstance(feed, dict)
    place = f"127.0.0.1:{system.stack.ports.rabbitmq}/thidua"
    settings = SETTINGS | {
        "SO_AMQP_URL": f"amqp://{feed['user']}:{feed['password']}@{place}",
        "SO_ADDRESS": system.stack.address,
        "SO_PASSWORD": DEMO_PASSWORD,
        "SO_STORE": str(tmp_path / "so.sqlite"),
    }
    try:
        case_id = f"{(await submitted(office, CENTRE)).nominations[0].id}:1"
        await opened(office, HEALTH, case_id)
        await _followed(follow, settings, case_id)
        known = (await run(shlex.split(cases), settings)).data()
        told = await run(shlex.split(write.replace("<mã việc>", case_id)), settings)
        again = await run(shlex.split(write.replace("<mã việc>", case_id)), settings)
        proposed = (await run(shlex.split(propose.replace("<mã việc>", case_id)), settings)).data()

        assert isinstance(known, list)
        assert [(one["fact"], one["level"]) for one in known if one["id"] == case_id] == [("opened", "department")]
        assert told.data() == again.data()
        assert isinstance(proposed, dict)
        assert proposed["proposal"]["verdict"]["outcome"] == "forward"
    finally:
        await run(["bin/thidua", "feed", "remove", AUTHORITY], _operators(system))


async def _followed(line: str, settings: Mapping[str, str], case_id: str) -> None:
    # The fact leaves the level's outbox after the case can be read, so the feed may still be empty.
    async with asyncio.timeout(60):
        while True:
            seen = await run(shlex.split(line), settings)
            assert seen.code == 0, seen.err
            if case_id in seen.err:
                return


def _fits(document: object, described: str) -> bool:
    """Whether it has the keys that the page names."""
    parts = [part.strip() for part in described.split(", ")]
    named = {name: rest.split() for name, _, rest in (part.partition("[]:") for part in parts)}
    if "" in named:
        return isinstance(document, list) and all(set(row) == set(named[""]) for row in document)
    assert isinstance(document, dict)
    rows = [(set(row), set(keys)) for name, keys in named.items() if keys for row in document[name]]
    return set(document) == set(named) and all(has == told for has, told in rows)


async def test_what_scripts_read_has_the_keys_that_the_page_names(system: System) -> None:
    described = dict(re.findall(r"^\| `([a-z -]+)` \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE))
    reading = {
        "status": (),
        "unit list": (),
        "account show": ("pho.so-y-te",),
        "deputy show": ("pho.so-y-te",),
        "park show": (NOTIFIER_QUEUE,),
        "mails list": (),
    }
    settings = _operators(system)

    said = [await administer([*path.split(), *words, "--json"], settings) for path, words in reading.items()]

    assert [path for path, one in zip(reading, said, strict=True) if not _fits(one.data(), described[path])] == []
    ready = said[0].data()
    assert isinstance(ready, dict)
    assert ready["ready"] is True
    assert set(ready["parked"]) == set(CONSUMED)
    assert ready["mails_uncertain"] is not None
    assert set(ready["cases_overdue"]) == set(Level)


async def test_a_mail_that_is_unknown_is_refused_by_name(system: System) -> None:
    settings = _operators(system)

    shown = await administer(["mails", "show", "nowhere", "--json"], settings)
    sent = await administer(["mails", "resend", "nowhere", "--json"], settings)
    marked = await administer(["mails", "mark-sent", "nowhere", "--why", "Đã đến", "--json"], settings)

    assert [(one.code, one.out) for one in (shown, sent, marked)] == [(1, "")] * 3
    assert "nowhere" in json.loads(shown.err)["error"]
