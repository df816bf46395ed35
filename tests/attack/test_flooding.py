"""Guessing passwords in masses: it is slowed, it locks nobody else out, and it tells nothing (decision 0029)."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from ops.demo.people import Office
from ops.stack.waiting import wait_until
from shared.directory.demo import DEMO_PASSWORD
from tests.attack.conftest import Mongo
from tests.running import System

VICTIM = "nop.thcs-yen-phu"
WRONG = "mot-mat-khau-sai"
_QUARTER, _LONGEST_TEST = 15 * 60, 40


@pytest.fixture(autouse=True)
def _forgotten(mongo: Mongo) -> Iterator[None]:
    """Attempts of other tests do not count here, nor those of these there."""
    mongo["directory"]["sign_ins"].delete_many({})
    # Guesses count until their quarter of an hour ends: not in the middle of a test.
    wait_until(
        lambda: _QUARTER - time.time() % _QUARTER > _LONGEST_TEST,
        what="the next quarter of an hour",
        seconds=2 * _LONGEST_TEST,
        way_out="",
    )
    yield
    mongo["directory"]["sign_ins"].delete_many({})


async def _tried(http: httpx.AsyncClient, username: str, password: str, forwarded: str = "") -> httpx.Response:
    headers = {"X-Forwarded-For": forwarded, "Forwarded": f"for={forwarded}"} if forwarded else {}
    return await http.post(
        "/api/v1/sessions", json={"username": username, "password": password}, headers=headers, timeout=60
    )


async def test_a_guesser_must_wait_and_is_told_how_long(system: System) -> None:
    async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False) as http:
        answers = [await _tried(http, VICTIM, WRONG) for _ in range(12)]
        even_the_right_one = await _tried(http, VICTIM, DEMO_PASSWORD)
        somebody_else = await _tried(http, "nop.mttq", DEMO_PASSWORD)

    assert [answer.status_code for answer in answers[:10]] == [401] * 10
    assert {answer.status_code for answer in answers[10:]} == {429}
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 900
    assert even_the_right_one.status_code == 429
    assert somebody_else.status_code == 201


async def test_nobody_s_guesses_lock_an_official_or_an_office_out(system: System) -> None:
    async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False) as http:
        before = await _tried(http, "nop.mttq", DEMO_PASSWORD)
        for turn in range(70):
            await _tried(http, f"nguoi-la-{turn}", WRONG)
        colleague = await _tried(http, "nop.mttq", DEMO_PASSWORD)
        unknown_there = await _tried(http, "lanh-dao.mttq", DEMO_PASSWORD)

    assert (before.status_code, colleague.status_code, unknown_there.status_code) == (201, 201, 429)


async def test_refused_guesses_do_not_count_against_an_owner_elsewhere(system: System, mongo: Mongo) -> None:
    async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False) as http:
        answers = [await _tried(http, VICTIM, WRONG) for _ in range(51)]

    counted = {
        one["_id"].split("/")[0]: one["wrong"] for one in mongo["directory"]["sign_ins"].find({"wrong": {"$gt": 0}})
    }
    assert Counter(answer.status_code for answer in answers) == {401: 10, 429: 41}
    assert counted == {"pair": 10, "address": 10, "near": 10, "name": 10}


async def test_a_morning_s_rush_of_right_passwords_is_no_attack(system: System) -> None:
    limits = httpx.Limits(max_connections=40)
    async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False, limits=limits) as http:
        rush = [_tried(http, VICTIM, DEMO_PASSWORD) for _ in range(100)]
        answers = await _all(rush)
        colleague = await _tried(http, "nop.mttq", DEMO_PASSWORD)

    # Whoever is turned away for want of room (503) or for too many requests at once comes again in seconds.
    assert all(int(answer.headers["retry-after"]) < 60 for answer in answers if answer.status_code != 201)
    assert sum(answer.status_code == 201 for answer in answers) > 10
    assert colleague.status_code == 201


async def test_another_name_for_one_s_own_address_gains_no_attempts(system: System) -> None:
    async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False) as http:
        answers = [await _tried(http, VICTIM, WRONG, f"203.0.113.{turn}") for turn in range(14)]

    assert Counter(answer.status_code for answer in answers) == {401: 10, 429: 4}


async def test_a_flood_is_bounded_and_others_are_served_meanwhile(system: System, office: Office) -> None:
    bystander = (await office.person("nop.ttyt-yen-my")).http
    waits: list[float] = []

    async def look_on(until_done: asyncio.Task[list[httpx.Response]]) -> None:
        while not until_done.done():
            began = time.monotonic()
            response = await bystander.get("/api/v1/dossiers", params={"limit": "1"}, timeout=30)
            waits.append(time.monotonic() - began)
            assert response.status_code == 200

    async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False) as http:
        attempts = [_tried(http, f"nguoi-la-{turn}", WRONG) for turn in range(150)]
        flood: asyncio.Task[list[httpx.Response]] = asyncio.create_task(_all(attempts))
        await look_on(flood)
        answers = flood.result()

    counted = Counter(answer.status_code for answer in answers)
    assert set(counted) <= {401, 429, 503}
    assert counted[429] > 0
    assert counted[401] <= 60
    assert all("retry-after" in answer.headers for answer in answers if answer.status_code != 401)
    assert waits
    assert statistics.median(waits) < 5


async def _all(attempts: list[object]) -> list[httpx.Response]:
    return list(await asyncio.gather(*attempts))  # type: ignore[arg-type]  # coroutines, each of a response


async def test_neither_words_nor_time_show_whether_a_name_exists(system: System) -> None:
    times: dict[str, list[float]] = {VICTIM: [], "khong-co-nguoi-nay": []}
    said: dict[str, set[str]] = {name: set() for name in times}

    async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False) as http:
        for _ in range(9):
            for name, taken in times.items():
                began = time.perf_counter()
                answer = await _tried(http, name, WRONG)
                taken.append(time.perf_counter() - began)
                body = answer.json()
                body.pop("correlation_id")
                said[name].add(f"{answer.status_code} {body}")

    known, unknown = (statistics.median(times[name]) for name in times)
    assert said[VICTIM] == said["khong-co-nguoi-nay"]
    assert 0.5 < known / unknown < 2
