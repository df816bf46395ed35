"""Identity as a process with a real mail server: links that serve once, notices, and what `kill -9` leaves."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx
import pytest
from pymongo import MongoClient

from ops.admin.registrar import Registrar
from shared.audit.entry import Entry, Kind
from shared.directory.demo import DEMO_PASSWORD, demo_account_id
from shared.mongo.audit import Filter
from tests.account_mails import text_of, token_of
from tests.integration.notifier.smtp_server import SmtpServer, Taken, smtp_serving, until
from tests.servers.forking import Forked, fork
from tests.servers.fresh import FreshDatabases

NEW = "mưa rào cầu ao lá"
OTHER = "thuyền nan giếng làng"
RESETS, CONFIRMATION = "/api/v1/password-resets", "/api/v1/password-resets/confirmation"
POINTS = ("taken", "identity.addressed", "identity.begun", "identity.taken_by_server", "identity.recorded")


@dataclass
class Around:
    """What identity needs: databases with people who have addresses, and a mail server."""

    databases: FreshDatabases
    registrar: Registrar
    office: SmtpServer

    def environment(self, port: int, crash_at: str) -> Mapping[str, str]:
        """For the process."""
        return {
            "PATH": os.environ["PATH"],
            "THIDUA_ENV": "test",
            "THIDUA_PORT": str(port),
            "THIDUA_PUBLIC_URL": "https://thidua.hungyen.example",
            "THIDUA_MONGO_URL": self.databases.url("identity"),
            "THIDUA_DIRECTORY_DATABASE": self.databases.name("directory"),
            "THIDUA_ACCOUNT_KEY": "a key of the tests' own",
            "THIDUA_SMTP_HOST": "127.0.0.1",
            "THIDUA_SMTP_PORT": str(self.office.port),
            "THIDUA_MAIL_SENDER": "thidua@hungyen.example",
            "THIDUA_MAIL_LEASE_SECONDS": "1",
            **({"THIDUA_CRASH_AT": crash_at} if crash_at else {}),
        }

    async def mails_to(self, address: str, count: int) -> Sequence[Taken]:
        """Those that the mail server took for that address, once there are so many."""

        async def are_there() -> bool:
            return len(self._taken(address)) >= count

        await until(are_there)
        return self._taken(address)

    async def settled(self) -> None:
        """Return once nothing waits any more."""
        with MongoClient(self.databases.server.url()) as admin:
            mails = admin[self.databases.name("directory")]["account_mails"]

            async def is_settled() -> bool:
                return mails.count_documents({"due_at": {"$ne": None}}) == 0

            await until(is_settled)

    async def entries(self, subject: str, *kinds: Kind) -> list[Entry]:
        """What the audit record says."""
        return list(await self.registrar.audit.find(Filter(subject=subject, kinds=kinds), most=100))

    def _taken(self, address: str) -> list[Taken]:
        return [one for one in self.office.taken if one.recipient == address]


@dataclass
class Running:
    """A process of identity, and a client of its."""

    process: Forked
    client: httpx.AsyncClient = field(repr=False)

    async def is_ready(self) -> bool:
        """Whether it says so."""
        with suppress(httpx.TransportError):
            return (await self.client.get("/health/ready")).status_code == httpx.codes.OK
        return False

    async def sign_in(self, name: str, password: str = DEMO_PASSWORD) -> dict[str, str]:
        """The headers of a session."""
        answer = await self.client.post("/api/v1/sessions", json={"username": name, "password": password})
        assert answer.status_code == 201, answer.text
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    async def ask(self, name: str) -> httpx.Response:
        """For a link."""
        return await self.client.post(RESETS, json={"username": name})

    async def reset(self, token: str, new: str = NEW) -> httpx.Response:
        """By a link."""
        return await self.client.post(CONFIRMATION, json={"token": token, "new_password": new})


@asynccontextmanager
async def running(around: Around, *, crash_at: str = "") -> AsyncIterator[Running]:
    """One process; it ends with the block, unless it ended by itself."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.to_thread(fork, ["services.identity.main"], around.environment(port, crash_at))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        made = Running(process, client)
        try:
            await until(made.is_ready)
            yield made
        finally:
            if process.returncode is None:
                process.terminate()
            await process.ended()


@pytest.fixture
async def around(databases: FreshDatabases, registrar: Registrar) -> AsyncIterator[Around]:
    async with smtp_serving() as office:
        yield Around(databases, registrar, office)


async def person(around: Around, name: str) -> str:
    """The address of that account of the demo."""
    account = await around.registrar.accounts.get(name)
    assert account.mail
    return account.mail


async def test_a_forgotten_password_is_set_anew_by_mail(around: Around) -> None:
    name = "nop.doan-yen-phu"
    address = await person(around, name)
    async with running(around) as identity:
        session = await identity.sign_in(name)
        asked = [await identity.ask(name), await identity.ask("khong-co-ai")]
        [mail] = await around.mails_to(address, 1)
        weak = await identity.reset(token_of(mail.raw), "123456789012")
        done = await identity.reset(token_of(mail.raw))
        again = await identity.reset(token_of(mail.raw), OTHER)
        made_up = await identity.reset("0" * 64)
        left = await identity.client.get("/api/v1/sessions/current", headers=session)
        await identity.sign_in(name, NEW)
        [_, notice] = await around.mails_to(address, 2)
        await around.settled()

    assert {(one.status_code, one.text) for one in asked} == {(202, '{"link_minutes":30}')}
    assert (weak.status_code, weak.json()["errors"][0]["field"]) == (422, "new_password")
    assert done.status_code == 204
    assert (again.status_code, again.json()["errors"]) == (422, made_up.json()["errors"])
    assert left.status_code == 401
    assert "Mật khẩu của tài khoản vừa được đổi" in text_of(notice.raw)
    assert len(around.office.taken) == 2
    kinds = [one.kind for one in await around.entries(demo_account_id(name))]
    assert {Kind.PASSWORD_RESET_ASKED, Kind.PASSWORD_RESET} <= set(kinds)
    with MongoClient(around.databases.server.url()) as admin:
        stored = list(admin[around.databases.name("directory")]["account_mails"].find())
    assert token_of(mail.raw) not in str(stored)
    assert "khong-co-ai" not in str(stored)


async def test_a_lock_ends_every_link(around: Around) -> None:
    name = "nop.so-y-te"
    address = await person(around, name)
    async with running(around) as identity:
        await identity.ask(name)
        [mail] = await around.mails_to(address, 1)
        await around.registrar.accounts.set_active(name, active=False)
        locked = await identity.reset(token_of(mail.raw))
        await around.registrar.accounts.set_active(name, active=True)
        unlocked = await identity.reset(token_of(mail.raw))
        await identity.sign_in(name)

    assert [locked.status_code, unlocked.status_code] == [422, 422]


async def test_of_two_links_used_at_once_one_serves(around: Around) -> None:
    name = "nop.mttq"
    address = await person(around, name)
    async with running(around) as identity:
        await identity.ask(name)
        await identity.ask(name)
        tokens = [token_of(one.raw) for one in await around.mails_to(address, 2)]
        answers = await asyncio.gather(
            *(identity.reset(token, new) for token, new in zip((*tokens, tokens[0]), (NEW, OTHER, NEW), strict=True))
        )

    assert sorted(one.status_code for one in answers) == [204, 422, 422]
    assert len(await around.entries(demo_account_id(name), Kind.PASSWORD_RESET)) == 1


async def test_a_new_address_is_confirmed_there_and_the_old_is_told(around: Around) -> None:
    name, new = "lanh-dao.so-y-te", "moi@hungyen.example"
    old = await person(around, name)
    async with running(around) as identity:
        session = await identity.sign_in(name)
        stranger = await identity.client.post("/api/v1/account/mail", json={"mail": new, "password": DEMO_PASSWORD})
        refused = [
            await identity.client.post("/api/v1/account/mail", json=words, headers=session)
            for words in (
                {"mail": new, "password": "sai-mat-khau-roi"},
                {"mail": "khong-phai", "password": DEMO_PASSWORD},
                {"mail": old, "password": DEMO_PASSWORD},
            )
        ]
        asked = await identity.client.post(
            "/api/v1/account/mail", json={"mail": new, "password": DEMO_PASSWORD}, headers=session
        )
        [mail] = await around.mails_to(new, 1)
        before = await person(around, name)
        confirmed = [
            await identity.client.post("/api/v1/mail-confirmations", json={"token": token_of(mail.raw)})
            for _ in range(2)
        ]
        [notice] = await around.mails_to(old, 1)

    assert stranger.status_code == 401
    assert [one.json()["errors"][0]["field"] for one in refused] == ["password", "mail", "mail"]
    assert (asked.status_code, before) == (202, old)
    assert [one.status_code for one in confirmed] == [204, 422]
    assert await person(around, name) == new
    assert "được gửi đến một địa chỉ khác" in text_of(notice.raw)
    kinds = [one.kind for one in await around.entries(demo_account_id(name), Kind.MAIL_CHANGE_ASKED, Kind.MAIL_CHANGED)]
    assert sorted(kinds) == [Kind.MAIL_CHANGE_ASKED, Kind.MAIL_CHANGED]


async def test_a_notice_is_kept_with_the_act_it_tells_of(around: Around) -> None:
    name = "lanh-dao.mttq"
    address = await person(around, name)
    await around.office.close()
    async with running(around) as identity:
        session = await identity.sign_in(name)
        words = {"old_password": DEMO_PASSWORD, "new_password": NEW}
        changed = await identity.client.post("/api/v1/account/password", json=words, headers=session)
        os.kill(identity.process.pid, signal.SIGKILL)
        await identity.process.ended()
    await around.office.open()

    async with running(around):
        [notice] = await around.mails_to(address, 1)

    assert changed.status_code == 204
    assert "Mật khẩu của tài khoản vừa được đổi" in text_of(notice.raw)


@pytest.mark.parametrize(
    ("name", "point", "copies"),
    [
        ("chuyen-vien.so-y-te", "identity.taken_by_server", 2),
        *(
            pytest.param(name, point, 1, marks=pytest.mark.matrix)
            for name, point in (
                ("chuyen-vien.mttq", "identity.taken"),
                ("van-thu.so-y-te", "identity.addressed"),
                ("van-thu.mttq", "identity.begun"),
                ("chuyen-vien.so-tt-tt", "identity.recorded"),
            )
        ),
    ],
)
async def test_killed_anywhere_the_same_link_comes(around: Around, name: str, point: str, copies: int) -> None:
    address = await person(around, name)
    async with running(around, crash_at=point) as identity:
        await identity.ask(name)
        await until(lambda: identity.process.returncode is not None)
        assert identity.process.returncode == -signal.SIGKILL

    async with running(around) as identity:
        mails = await around.mails_to(address, copies)
        await around.settled()
        done = await identity.reset(token_of(mails[-1].raw))

    # Only where nobody knows whether the server took it does it come again, and then as the same mail.
    assert len([one for one in around.office.taken if token_of_any(one.raw)]) == copies
    assert len({token_of(one.raw) for one in mails}) == len({one.message_id for one in mails}) == 1
    assert done.status_code == 204


def token_of_any(raw: bytes) -> bool:
    """Whether there is a link in it that serves once."""
    return "?ma=" in text_of(raw)
