"""What docs/runbook.md advises, done on the whole system with the commands as they stand there, read from the page."""

import asyncio
import json
import re
import shlex
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from pymongo import MongoClient
from typer.testing import CliRunner, Result

from ops.admin.__main__ import app
from ops.demo.dossiers import volunteer
from ops.demo.people import Office
from ops.demo.views import Taken
from ops.demo.waiting import until
from ops.stack.mail import PROJECT
from services.identity.adapters.hashing import Passwords
from shared.directory.demo import DEMO_PASSWORD
from shared.events.words import Level
from shared.messaging.topology.queues import VHOST, WORK, level_user, work_queue
from tests.chaos.faults.mail import REFUSED, ordered
from tests.chaos.looking import figure, parts
from tests.journey.acts import COMMUNE, opened, post, submitted
from tests.oracle.mails import SmtpRecord
from tests.running import System

PAGE = (PROJECT / "docs" / "runbook.md").read_text(encoding="utf-8")
STATE, STATE_USER = "appraisal-state", level_user(Level.STATE)
SCHOOL = "nop.thcs-yen-phu"
GUESSED = "pho.thi-tran-yen-my"
UNITS = (PROJECT / "shared" / "directory" / "data" / "demo-units.csv").read_text(encoding="utf-8").splitlines()


def commands(section: str) -> list[str]:
    """What is to be typed after `thidua`, in the order of the section."""
    return re.findall(r"`thidua ([^`]+)`", PAGE.partition(f"## {section}\n")[2].partition("\n## ")[0])


async def thidua(system: System, line: str, *, typed: str = "", **named: str) -> Result:
    """How the command ended, `<name>` in it standing for what is named so."""
    words = [named[word[1:-1]] if word.startswith("<") else word for word in shlex.split(line)]
    invoked = await asyncio.to_thread(
        CliRunner().invoke, app, words, env=_settings(system.stack.root, system), input=typed
    )
    assert not isinstance(invoked.exception, Exception), invoked.output
    return invoked


def _settings(root: Path, system: System) -> Mapping[str, str]:
    secrets = {f"THIDUA_SECRET_{file.name.upper().replace('-', '_')}": file.read_text() for file in _secrets(root)}
    own = {name: system.stack.address_of(name) for name in system.stack.instances.names}
    return (
        system.stack.operator_environment()
        | secrets
        | {
            # Its log would go to this process's.
            "THIDUA_AMQP_URL": "",
            "THIDUA_MONGO_HOST": "127.0.0.1",
            "THIDUA_MONGO_PORT": str(system.stack.ports.mongod),
            "THIDUA_MANAGEMENT_URL": system.stack.rabbitmq.management().url,
            "THIDUA_ADDRESS": system.stack.address,
            "THIDUA_ACCOUNT": "van-hanh",
            "THIDUA_PASSWORD": DEMO_PASSWORD,
            "THIDUA_SERVICES": " ".join(f"{name}={address}" for name, address in own.items()),
        }
    )


def _secrets(root: Path) -> list[Path]:
    return [file for file in (root / "secrets").iterdir() if file.name.startswith(("amqp-", "mongo-"))]


async def test_provisioning_restores_a_user_a_binding_and_waiting_work(system: System, office: Office) -> None:
    [provision] = {*commands("RelayDown"), *commands("Unrouted")}
    before = await figure(system, "thidua_unrouted_total", instances=["intake"])
    try:
        await asyncio.to_thread(_break, system)
        waiting = (await submitted(office)).nominations[0]
        await until(lambda: _is_unrouted(system, before), what="a message that no queue takes")
        await until(lambda: _is_cut_off(system), what="a relay without a connection")
        told = await thidua(system, "status --json")
    finally:
        mended = await thidua(system, provision)

    await opened(office, COMMUNE, f"{waiting.id}:1", seconds=60)
    await until(lambda: _is_whole(system), what="all parts of the level", seconds=60)
    [of_state] = [one for one in json.loads(told.stdout)["services"] if one["name"] == STATE]
    assert (told.exit_code, mended.exit_code) == (3, 0)
    assert "state.relay" in of_state["waits_for"]


def _break(system: System) -> None:
    """Take away the user of one level and the binding of another's queue."""
    system.record.fault(f"user {STATE_USER} and a binding of the commune are gone")
    with system.stack.rabbitmq.management() as management:
        management.delete("users", STATE_USER)
        for row in management.get("bindings", VHOST):
            source = str(row["source"])
            if row["destination"] == work_queue(Level.COMMUNE) and source.startswith(WORK):
                handle = str(row["properties_key"])
                management.delete("bindings", VHOST, "e", source, "q", work_queue(Level.COMMUNE), handle)


async def _is_unrouted(system: System, before: float) -> bool | None:
    return await figure(system, "thidua_unrouted_total", instances=["intake"]) > before or None


async def _is_cut_off(system: System) -> bool | None:
    connected = await figure(system, f'thidua_relay_connected{{user="{STATE_USER}"}}', instances=[STATE])
    return connected == 0 or None


async def _is_whole(system: System) -> bool | None:
    seen = await parts(system, STATE)
    return (bool(seen) and all(seen.values())) or None


@pytest.fixture
async def moved(system: System, tmp_path: Path) -> AsyncIterator[Path]:
    """A table in which the school has another mailbox; afterwards it has its own again."""
    heading, *rows = UNITS
    [row] = [row for row in rows if "truong-thcs" in row]
    table, was = tmp_path / "moi.csv", tmp_path / "cu.csv"
    table.write_text(f"{heading}\n{row.replace('van-thu@', 'van-thu-moi@')}\n", encoding="utf-8")
    was.write_text(f"{heading}\n{row}\n", encoding="utf-8")
    yield table
    assert (await thidua(system, "unit import <file>", file=str(was))).exit_code == 0


async def test_a_mail_refused_for_good_goes_to_the_corrected_address(
    system: System, office: Office, moved: Path
) -> None:
    listing, importing, resending = commands("MailsFailed")
    async with ordered(system, REFUSED):
        answer = await post(await office.person(SCHOOL), volunteer())
        number = Taken.model_validate_json(answer.raise_for_status().content).number
        failed = await until(lambda: _failed(system, listing, number), what=f"failed mails on {number}")

    corrected = await thidua(system, importing, file=str(moved))
    resent = [await thidua(system, resending, mail=mail) for mail in failed]

    heard = await until(lambda: _heard(system, number), what=f"mails on {number}")
    assert [one.exit_code for one in (corrected, *resent)] == [0, 0, 0]
    assert heard == {"van-thu-moi@thcs-yen-phu.hung-yen.example", f"{SCHOOL}@hung-yen.example"}


async def _failed(system: System, listing: str, number: str) -> list[str] | None:
    """The mails to the unit and to the submitter, once both were refused."""
    mails = json.loads((await thidua(system, f"{listing} --json")).stdout)["mails"]
    found = [mail["id"] for mail in mails if mail["dossier_number"] == number]
    return found if len(found) == 2 else None


async def _heard(system: System, number: str) -> set[str] | None:
    mails = SmtpRecord(system.stack.mail.record).mails()
    found = {mail.recipient for mail in mails if any(one.number == number for one in mail.tells)}
    return found if len(found) == 2 else None


async def test_a_guessed_account_is_found_and_closed(system: System) -> None:
    listing, revoking, locking, renewing, unlocking = commands("SignInFlood")
    async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False) as http:
        token = (await _sign_in(http, DEMO_PASSWORD)).json()["token"]
        assert (await _sign_in(http, "đoán mò")).status_code == 401
        accounts = json.loads((await thidua(system, listing)).stdout)["accounts"]
        [whom] = [one["username"] for one in accounts if one["id"] == _tried_last(system)]

        await thidua(system, revoking, username=whom)
        looked = await http.get("/api/v1/levels/commune/cases", headers={"Authorization": f"Bearer {token}"})
        await thidua(system, locking, username=whom)
        shut = await _sign_in(http, DEMO_PASSWORD)
        password = json.loads((await thidua(system, f"{renewing} --json", username=whom)).stdout)["password"]
        await thidua(system, unlocking, username=whom)
        after = [(await _sign_in(http, word)).status_code for word in (DEMO_PASSWORD, password)]
        _give_demo_password_back(system, whom)

    assert whom == GUESSED
    assert (looked.status_code, shut.status_code, after) == (401, 403, [401, 201])


async def _sign_in(http: httpx.AsyncClient, password: str) -> httpx.Response:
    return await http.post("/api/v1/sessions", json={"username": GUESSED, "password": password})


def _give_demo_password_back(system: System, username: str) -> None:
    """For the tests after; the command refuses a password that is printed."""
    with MongoClient[dict[str, Any]](system.stack.mongo_url("root")) as mongo:
        hashed = {"$set": {"password_hash": Passwords().hash(DEMO_PASSWORD)}}
        assert mongo["directory"]["accounts"].update_one({"username": username}, hashed).matched_count == 1


def _tried_last(system: System) -> str:
    """The account that the newest refusal in the logs is about."""
    found: list[dict[str, Any]] = []
    for name in system.stack.instances.names:
        lines = system.stack.processes.log(name).read_text(encoding="utf-8").splitlines()
        found += [json.loads(line) for line in lines if '"sign_in.refused"' in line]
    return str(max(found, key=lambda line: str(line["timestamp"]))["account"])
