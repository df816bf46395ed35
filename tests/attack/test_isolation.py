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
from shared.text.folding import fold
from shared.web.http.cookies import SESSION_COOKIE
from tests.journey.acts import COMMUNE, YOUTH, opened, post
from tests.running import System

OTHER_UNITS = ("nop.thcs-yen-phu", "nop.ttyt-yen-my", "nop.mttq", "nop.so-y-te")
OTHER_AUTHORITIES = ("lanh-dao.thi-tran-yen-my", "chuyen-vien.huyen-yen-my", "lanh-dao.so-y-te", "van-thu.chu-tich")
WITHOUT_DOSSIERS = ("van-hanh", "quan-tri", "bien-tap")
HEAD = "lanh-dao.xa-yen-phu"
UNIT = "33.327.12079.doan-thanh-nien"
# A role that has no such list; a level at which nobody of one's authority works.
_NO_LIST = frozenset({403, 404})
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
    # Nobody else in the system is called so: where the name is told, the secret is.
    _nominee(submission.body)["name"] = "Đặng Ẩn Mẫu Khuất"
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


def _nominee(body: dict[str, JsonValue]) -> dict[str, JsonValue]:
    nominations = body["nominations"]
    assert isinstance(nominations, list)
    assert isinstance(nominations[0], dict)
    nominee = nominations[0]["nominee"]
    assert isinstance(nominee, dict)
    return nominee


def _telling(body: dict[str, JsonValue]) -> Iterable[str]:
    nominee = _nominee(body)
    for name in ("name", "identity_number", "phone", "mail"):
        if isinstance(value := nominee.get(name), str):
            yield value


def _is_silent(response: httpx.Response, secret: Secret) -> bool:
    hidden = (secret.id, secret.number, secret.nomination, secret.nomination_number, *secret.words)
    return not any(word in response.text for word in hidden)


def _searches(secret: Secret) -> Iterable[tuple[str, dict[str, str]]]:
    """Every way in which a list is searched that finds the secret for those whom it concerns."""
    texts = (secret.words[0], secret.words[0].upper(), fold(secret.words[0]), secret.number, secret.nomination_number)
    yield "/api/v1/dossiers", {}
    yield from (("/api/v1/dossiers", {"search": text}) for text in texts)
    for narrowed in ({"status": "dang-xet"}, {"award_form": "giay-khen-xa"}, {"submitted_from": "2021-09-10"}):
        yield "/api/v1/dossiers", {"search": secret.words[0], **narrowed}
    yield "/api/v1/dossiers", {"after": secret.cursor}
    for level in _SERVICE_LEVELS:
        cases = f"/api/v1/levels/{level}/cases"
        yield cases, {"limit": "100"}
        yield from ((cases, {"search": text}) for text in (*texts[:3], secret.nomination_number))
        for narrowed in ({"unit": UNIT}, {"award_form": "giay-khen-xa"}, {"assignee": "none"}, {"tab": "can-lam"}):
            yield cases, {"search": secret.words[0], **narrowed}


def _counts(secret: Secret) -> Iterable[tuple[str, dict[str, str]]]:
    for level in _SERVICE_LEVELS:
        for asked in (
            {"search": secret.words[0]},
            {"search": secret.nomination_number},
            {"unit": UNIT, "search": secret.words[0]},
        ):
            yield f"/api/v1/levels/{level}/cases/counts", asked


async def _counted(http: httpx.AsyncClient, path: str, asked: dict[str, str]) -> int | None:
    """How many there are under all tabs; nothing where the person has no worklist."""
    response = await http.get(path, params=asked)
    if response.status_code in _NO_LIST:
        return None
    return sum(tab["count"] for tab in response.raise_for_status().json()["tabs"])


async def test_the_owner_and_the_authority_find_it_by_every_search(office: Office, secret: Secret) -> None:
    people = {"/api/v1/dossiers": await office.person(YOUTH), "/api/v1/levels/commune": await office.person(HEAD)}
    searches = [(path, asked) for path, asked in _searches(secret) if path.startswith(tuple(people))]

    for path, asked in searches:
        person = next(one for start, one in people.items() if path.startswith(start))
        response = await person.http.get(path, params=asked)

        assert response.status_code == 200, (path, asked, response.text)
        # The page behind the cursor has the older of the unit's dossiers: the secret is the first of three.
        assert not _is_silent(response, secret), (path, asked)
    counts = [one for one in _counts(secret) if one[0].startswith("/api/v1/levels/commune")]
    assert all([await _counted((await office.person(HEAD)).http, *one) for one in counts])
    assert len(counts) == 3
    assert len(searches) == 19
    assert len(secret.words) > 1


@pytest.mark.parametrize("username", [*OTHER_UNITS, *OTHER_AUTHORITIES, *WITHOUT_DOSSIERS])
async def test_another_finds_it_in_no_list_no_count_and_no_search(
    office: Office, secret: Secret, username: str
) -> None:
    http = (await office.person(username)).http
    lists = 0

    for path, asked in _searches(secret):
        response = await http.get(path, params=asked)

        assert _is_silent(response, secret), (path, asked)
        # Whoever has no such list is told so; what is refused for its form would be silent about anything.
        assert response.status_code in {200, *_NO_LIST}, (path, asked, response.text)
        lists += response.status_code == httpx.codes.OK
    for path, asked in _counts(secret):
        assert not await _counted(http, path, asked), (path, asked)
    assert (lists > 0) is (username not in WITHOUT_DOSSIERS)


@pytest.mark.parametrize("username", [*OTHER_UNITS, *OTHER_AUTHORITIES, *WITHOUT_DOSSIERS])
async def test_another_does_not_see_its_page(system: System, office: Office, secret: Secret, username: str) -> None:
    owner, other = await office.person(YOUTH), await office.person(username)

    seen, hidden = [await _page(system, person.http, secret) for person in (owner, other)]

    assert (seen.status_code, hidden.status_code) == (200, 404)
    assert secret.words[0] in seen.text
    assert secret.words[0] not in hidden.text


async def _page(system: System, http: httpx.AsyncClient, secret: Secret) -> httpx.Response:
    """The nomination's page, as somebody's browser gets it."""
    token = http.headers["Authorization"].removeprefix("Bearer ")
    headers = {"Cookie": f"{SESSION_COOKIE}={token}", "Accept": "text/html"}
    async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False, headers=headers) as browser:
        return await browser.get(f"/de-nghi/{secret.nomination_number}")


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


def test_no_log_and_no_figure_has_a_persons_name_or_number(system: System, secret: Secret) -> None:
    identity_numbers = [word for word in secret.words if word.isdigit()]
    logs = [path for path in system.stack.root.rglob("*.log") if path.stat().st_size]
    figures = [
        httpx.get(f"{system.stack.address_of(name)}/metrics", trust_env=False).text
        for name in system.stack.instances.names
    ]

    # Both can be found in: who asked for what is counted, and what was started is logged.
    assert any("/api/v1/dossiers/{reference}" in text for text in figures)
    assert any("intake.prepared" in path.read_text(encoding="utf-8", errors="replace") for path in logs)
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
