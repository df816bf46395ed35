"""How often one account may do what, and what it is told past that."""

import re

import pytest
from fastapi import APIRouter, FastAPI, Request

from shared.refusals import TooManyError
from shared.web.http.rates import RATES, Rate, Rates, rate_of
from tests.unit.web.small_app import app_with, client_of

RATE = Rate("việc thử", re.compile("x"), 3, 10)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_and_then_one_each_time() -> None:
    clock = Clock()
    rates = Rates(clock)
    for _ in range(3):
        rates.count("an", RATE)

    with pytest.raises(TooManyError, match="việc thử") as refused:
        rates.count("an", RATE)
    rates.count("bình", RATE)
    clock.now += refused.value.retry_after
    rates.count("an", RATE)

    assert refused.value.retry_after == 10
    with pytest.raises(TooManyError):
        rates.count("an", RATE)


def test_what_was_refused_does_not_count() -> None:
    clock = Clock()
    rates = Rates(clock)
    for _ in range(3):
        rates.count("an", RATE)
    for _ in range(50):
        with pytest.raises(TooManyError):
            rates.count("an", RATE)

    clock.now += 30
    for _ in range(3):
        rates.count("an", RATE)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("POST /api/v1/dossiers", "hồ sơ"),
        ("POST /api/v1/attachments ? name=a", "tệp"),
        ("POST /api/v1/nominations/x/messages", "thư trao đổi"),
        ("POST /api/v1/levels/commune/cases/x/messages", "thư trao đổi"),
        ("POST /api/v1/levels/province/bulk", "việc làm hàng loạt"),
        ("GET /api/v1/dossiers ? limit=5&search=a", "lượt tìm kiếm"),
        ("GET /api/v1/levels/commune/cases ? search=a", "lượt tìm kiếm"),
        ("GET /api/v1/dossiers ? search=&limit=5", None),
        ("GET /api/v1/dossiers", None),
        ("PUT /api/v1/levels/commune/cases/x/assignee", "việc"),
        ("DELETE /api/v1/attachments/x", "việc"),
    ],
)
def test_each_act_counts_as_one_kind(asked: str, name: str | None) -> None:
    path, _, query = asked.partition(" ? ")

    found = rate_of(*path.split(" "), query)

    assert (found and found.name) == name


@pytest.mark.parametrize("rate", RATES, ids=lambda rate: rate.name)
def test_an_office_s_busiest_hour_passes(rate: Rate) -> None:
    assert rate.burst + 3600 / rate.seconds >= 180


def limited(*, is_on: bool = True) -> FastAPI:
    router = APIRouter()

    @router.post("/api/v1/dossiers")
    async def submit() -> str:
        return "taken"

    async def known(request: Request) -> str:
        return request.headers["authorization"]

    app = app_with(router)
    app.state.recognise = known
    app.state.is_rated = is_on
    return app


async def test_one_account_past_its_rate_is_told_when_to_come_back() -> None:
    most = RATES[0].burst
    async with client_of(limited()) as client:
        answers = [await client.post("/api/v1/dossiers", headers={"authorization": "an"}) for _ in range(most + 1)]
        other = await client.post("/api/v1/dossiers", headers={"authorization": "binh"})

    assert [answer.status_code for answer in answers] == [200] * most + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= RATES[0].seconds
    assert "hồ sơ" in answers[-1].json()["detail"]
    assert other.status_code == 200


async def test_a_deployment_may_count_nothing() -> None:
    async with client_of(limited(is_on=False)) as client:
        answers = [
            await client.post("/api/v1/dossiers", headers={"authorization": "an"}) for _ in range(RATES[0].burst + 5)
        ]

    assert {answer.status_code for answer in answers} == {200}
