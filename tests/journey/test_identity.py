"""Whoever is signed in works on while identity is away; what ends a session or a paper is soon seen everywhere."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from ops.demo.people import Office
from ops.demo.waiting import until
from shared.web.http.cookies import SESSION_COOKIE
from tests.journey.acts import COMMUNE, FORWARD, YOUTH, decide, opened, stopped, submitted
from tests.running import System
from tests.servers.forking import run_forked

AUTHORITY, PROMISED_SECONDS = "33.327.12079", 10
PAPERS = "/api/v1/levels/commune/authorisations"
CHOSEN, CHANGED = "thuyền nan giếng làng", "mưa rào cầu ao lá"


async def test_whoever_is_signed_in_works_on_without_identity(system: System, office: Office) -> None:
    taken = (await submitted(office)).nominations[0]
    await opened(office, COMMUNE, f"{taken.id}:1")
    # Signed in just now: neither intake nor the level has seen these tokens before identity is away.
    async with system.office() as fresh, httpx.AsyncClient(base_url=system.stack.address, trust_env=False) as browser:
        unit, head = await fresh.person(YOUTH), await fresh.person("lanh-dao.xa-yen-phu")
        browser.cookies.set(SESSION_COOKIE, unit.http.headers["Authorization"].removeprefix("Bearer "))
        async with stopped(system, "identity"):
            page = await browser.get(f"/de-nghi/{taken.number}")
            another = (await submitted(fresh)).nominations[0]
            decided = await decide(fresh, COMMUNE, f"{taken.id}:1", FORWARD)
            api = await head.ask("/api/v1/sessions", {"username": YOUTH, "password": CHOSEN})
            form = await browser.get("/dang-nhap")
            paper = await head.ask(PAPERS, {}, key=str(uuid4()))
        browser.cookies.clear()
        stranger = await browser.get(f"/de-nghi/{taken.number}")

    assert (page.status_code, decided.status_code) == (200, 200)
    assert unit.name in page.text
    assert unit.name not in stranger.text
    assert another.number
    for answer, kind in ((api, "application/problem+json"), (form, "text/html"), (paper, "application/problem+json")):
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Content-Type"].startswith(kind)
        assert "Thử lại sau ít phút" in answer.text
    async with system.office() as again:
        assert (await again.person(YOUTH)).name == unit.name


@dataclass(frozen=True)
class Worker:
    """Somebody with an account of their own and two sessions: one to work with, one to end the other by."""

    system: System
    username: str
    http: httpx.AsyncClient
    nomination: str

    async def sign_in(self, password: str) -> dict[str, str]:
        answer = await self.http.post("/api/v1/sessions", json={"username": self.username, "password": password})
        return {"Authorization": f"Bearer {answer.raise_for_status().json()['token']}"}

    async def statuses(self, session: Mapping[str, str]) -> tuple[int, int]:
        """What intake and a level answer."""
        paths = (f"/api/v1/nominations/{self.nomination}", f"{COMMUNE.cases}/{self.nomination}:1")
        answers = [await self.http.get(path, headers=session) for path in paths]
        return answers[0].status_code, answers[1].status_code

    async def administer(self, *words: str) -> dict[str, Any]:
        return await asyncio.to_thread(_administer, self.system, *words)


def _administer(system: System, *words: str) -> dict[str, Any]:
    ended = run_forked(["ops.admin", *words, "--json"], os.environ | system.stack.operator_environment())
    assert ended.code == 0, ended.err
    answer: dict[str, Any] = json.loads(ended.out)
    return answer


@pytest.fixture
async def worker(system: System, office: Office) -> AsyncIterator[Worker]:
    """An officer of the commune who has chosen a password, and a nomination that has come there."""
    nomination = str((await submitted(office)).nominations[0].id)
    await opened(office, COMMUNE, f"{nomination}:1")
    async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False, timeout=15) as http:
        one = Worker(system, f"thu-{uuid4().hex[:8]}", http, nomination)
        added = await one.administer(
            *("account", "add", one.username, "--name", "Mẫu Thử", "--role", "officer", "--authority", AUTHORITY)
        )
        bound = await one.sign_in(added["password"])
        await _change_password(one, bound, added["password"], CHOSEN)
        yield one
        await one.administer("account", "lock", one.username)


async def _change_password(worker: Worker, session: Mapping[str, str], old: str, new: str) -> None:
    words = {"old_password": old, "new_password": new}
    answer = await worker.http.post("/api/v1/account/password", json=words, headers=session)
    assert answer.status_code == 204, answer.text


async def _end_from_elsewhere(worker: Worker, other: Mapping[str, str]) -> None:
    sessions = (await worker.http.get("/api/v1/sessions", headers=other)).json()["sessions"]
    for one in sessions:
        if not one["is_current"]:
            ended = await worker.http.delete(f"/api/v1/sessions/{one['id']}", headers=other)
            assert ended.status_code == 204


async def _lock(worker: Worker, _other: Mapping[str, str]) -> None:
    await worker.administer("account", "lock", worker.username)


async def _revoke(worker: Worker, _other: Mapping[str, str]) -> None:
    await worker.administer("account", "revoke-sessions", worker.username)


async def _choose_another(worker: Worker, other: Mapping[str, str]) -> None:
    await _change_password(worker, other, CHOSEN, CHANGED)


@pytest.mark.parametrize("end", [_end_from_elsewhere, _lock, _revoke, _choose_another])
async def test_a_session_that_is_ended_is_over_everywhere(
    worker: Worker, end: Callable[[Worker, Mapping[str, str]], Awaitable[None]]
) -> None:
    session, other = await worker.sign_in(CHOSEN), await worker.sign_in(CHOSEN)
    # Remembered by both from now on.
    assert await worker.statuses(session) == (200, 200)

    await end(worker, other)

    async def look() -> bool | None:
        return await worker.statuses(session) == (401, 401) or None

    assert await until(look, what="401 at intake and at the level", seconds=PROMISED_SECONDS)


async def test_an_ended_paper_is_over_at_intake_and_at_the_level(office: Office) -> None:
    nomination = str((await submitted(office)).nominations[0].id)
    await opened(office, COMMUNE, f"{nomination}:1")
    head, deputy = await office.person("lanh-dao.xa-yen-phu"), await office.person("pho.xa-yen-phu")
    paths = (f"/api/v1/nominations/{nomination}", f"{COMMUNE.cases}/{nomination}:1")
    staff = (await head.do("/api/v1/levels/commune/staff", method="GET")).json()["items"]
    [colleague] = [one for one in staff if one["authorisations"]]
    standing = [one["id"] for one in colleague["authorisations"] if one["in_force"]]

    async def statuses() -> list[int]:
        return [(await deputy.http.get(path)).status_code for path in paths]

    async def refused() -> bool | None:
        return all(status in {403, 404} for status in await statuses()) or None

    assert await statuses() == [200, 200]
    for one in standing:
        await head.do(f"{PAPERS}/{one}/end")
    try:
        assert await until(refused, what="the deputy is refused at both", seconds=PROMISED_SECONDS)
    finally:
        await head.do(PAPERS, _paper(colleague["person"]["account"]), key=str(uuid4()))


def _paper(account: str) -> dict[str, Any]:
    paper = {"number": "17/UQ-UBND", "signed_on": "2021-09-30"}
    return {"deputy": account, "begins_on": "2021-10-01", "ends_on": "2099-12-31", "paper": paper}
