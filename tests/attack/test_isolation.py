"""What another unit and another authority learn of a dossier: nothing, not even that there is one."""

import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest
from pydantic import JsonValue

from ops.demo.dossiers import volunteer
from ops.demo.people import Office
from tests.journey.acts import COMMUNE, YOUTH, opened, post
from tests.running import System

OTHER_UNITS = ("nop.thcs-yen-phu", "nop.ttyt-yen-my", "nop.mttq", "nop.so-y-te")
OTHER_AUTHORITIES = ("lanh-dao.thi-tran-yen-my", "chuyen-vien.huyen-yen-my", "lanh-dao.so-y-te", "van-thu.chu-tich")
WITHOUT_DOSSIERS = ("van-hanh", "quan-tri", "bien-tap")
_ROUNDS = 60
_SERVICE_LEVELS = ("commune", "district", "department", "province", "state")


@dataclass(frozen=True)
class Secret:
    """A dossier of the commune's youth union, and what in it nobody else may read."""

    id: str
    number: str
    nomination: str
    nomination_number: str
    case: str
    words: tuple[str, ...]
    cursor: str


@pytest.fixture(scope="module")
async def secret(office: Office) -> Secret:
    """Three dossiers, so that the unit's list has a second page; the first of them is the secret."""
    unit = await office.person(YOUTH)
    submission = volunteer()
    receipt = (await post(unit, submission)).raise_for_status().json()
    for _ in range(2):
        (await post(unit, volunteer())).raise_for_status()
    nomination = receipt["nominations"][0]
    page = (await unit.do("/api/v1/dossiers?limit=1", method="GET")).json()
    case = f"{nomination['id']}:1"
    await opened(office, COMMUNE, case)
    return Secret(
        receipt["id"],
        receipt["number"],
        nomination["id"],
        nomination["number"],
        case,
        tuple(_telling(submission.body)),
        str(page["next"]),
    )


def _telling(body: dict[str, JsonValue]) -> Iterable[str]:
    nominations = body["nominations"]
    assert isinstance(nominations, list)
    assert isinstance(nominations[0], dict)
    nominee = nominations[0]["nominee"]
    assert isinstance(nominee, dict)
    for name in ("name", "identity_number", "phone", "mail"):
        if isinstance(value := nominee.get(name), str):
            yield value


def _is_silent(response: httpx.Response, secret: Secret) -> bool:
    hidden = (secret.id, secret.number, secret.nomination, secret.nomination_number, *secret.words)
    return not any(word in response.text for word in hidden)


async def test_the_owner_and_the_authority_do_see_it(office: Office, secret: Secret) -> None:
    unit, head = await office.person(YOUTH), await office.person("lanh-dao.xa-yen-phu")

    assert not _is_silent(await unit.do(f"/api/v1/dossiers/{secret.id}", method="GET"), secret)
    assert not _is_silent(await head.do(f"/api/v1/levels/commune/cases/{secret.case}", method="GET"), secret)
    assert secret.words


@pytest.mark.parametrize("username", [*OTHER_UNITS, *OTHER_AUTHORITIES, *WITHOUT_DOSSIERS])
async def test_another_finds_it_in_no_list_no_count_no_search_and_on_no_page(
    office: Office, secret: Secret, username: str
) -> None:
    http = (await office.person(username)).http
    asked = 0

    for text in ("", secret.words[0], secret.number, secret.nomination_number, secret.words[0].upper()):
        searched = {"text": text} if text else {}
        for level in _SERVICE_LEVELS:
            for path in (f"/api/v1/levels/{level}/cases", f"/api/v1/levels/{level}/decisions"):
                assert _is_silent(await http.get(path, params=searched), secret)
            counts = await http.get(f"/api/v1/levels/{level}/cases/counts", params=searched | {"unit": "doan-yen-phu"})
            assert _is_silent(counts, secret)
            asked += 3
        assert _is_silent(await http.get("/api/v1/dossiers", params=searched), secret)
    for params in ({"after": secret.cursor}, {"cursor": secret.cursor}, {"next": secret.cursor}, {"unit": YOUTH}):
        assert _is_silent(await http.get("/api/v1/dossiers", params=params), secret)
    assert _is_silent(await http.get(f"/de-nghi/{secret.nomination_number}"), secret) or (
        secret.words[0] not in (await http.get(f"/de-nghi/{secret.nomination_number}")).text
    )
    assert asked == 75


@pytest.mark.parametrize("username", [*OTHER_UNITS, *OTHER_AUTHORITIES])
async def test_what_is_another_s_looks_like_what_is_not_there(office: Office, secret: Secret, username: str) -> None:
    http = (await office.person(username)).http

    for path, hidden in _paths(secret):
        there = await http.get(path.format(hidden))
        nowhere = await http.get(path.format(_like(hidden)))

        assert there.status_code == nowhere.status_code, (path, there.text)
        # A role that no case is for learns that alone, whether the case is there or not.
        assert there.status_code in ({403, 404} if "levels" in path else {404})
        assert _without_its_own(there, hidden) == _without_its_own(nowhere, _like(hidden))


async def test_what_is_another_s_is_not_there_by_the_clock_either(office: Office, secret: Secret) -> None:
    unit, head = await office.person("nop.thcs-yen-phu"), await office.person("lanh-dao.thi-tran-yen-my")

    for http, (path, hidden) in zip((unit.http, unit.http, head.http), _paths(secret), strict=True):
        there, nowhere = await _timed(http, path.format(hidden), path.format(_like(hidden)))

        assert 1 / 1.5 < there / nowhere < 1.5, (path, there, nowhere)


def test_neither_a_name_nor_a_number_of_a_person_is_in_any_log_or_figure(system: System, secret: Secret) -> None:
    identity_numbers = [word for word in secret.words if word.isdigit()]
    logs = [path for path in system.stack.root.rglob("*.log") if path.stat().st_size]
    figures = [
        httpx.get(f"{system.stack.address_of(name)}/metrics", trust_env=False).text
        for name in system.stack.instances.names
    ]

    for text in (*figures, *(path.read_text(encoding="utf-8", errors="replace") for path in logs)):
        assert not any(word in text for word in secret.words)
    assert identity_numbers
    assert len(logs) >= 7


def _paths(secret: Secret) -> tuple[tuple[str, str], ...]:
    return (
        ("/api/v1/dossiers/{}", secret.id),
        ("/api/v1/nominations/{}", secret.nomination),
        ("/api/v1/levels/commune/cases/{}", secret.case),
    )


def _like(identity: str) -> str:
    _, colon, step = identity.partition(":")
    return f"{uuid4()}{colon}{step}"


def _without_its_own(response: httpx.Response, identity: str) -> str:
    body = response.json()
    body.pop("correlation_id")
    names = sorted(set(response.headers) - {"date"})
    return f"{body} {names}".replace(identity, "…")


async def _timed(http: httpx.AsyncClient, first: str, second: str) -> tuple[float, float]:
    """The medians of many requests, taken in turn, so that a slow moment falls on both."""
    taken: dict[str, list[float]] = {first: [], second: []}
    for turn in range(_ROUNDS):
        for path in (first, second) if turn % 2 else (second, first):
            began = time.perf_counter()
            await http.get(path)
            taken[path].append(time.perf_counter() - began)
    return statistics.median(taken[first]), statistics.median(taken[second])
