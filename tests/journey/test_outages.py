"""What the system does while a part of it is away, and that everything goes on once it is back."""

import asyncio

import pytest

from ops.demo.dossiers import volunteer
from ops.demo.people import Office, Shown
from ops.demo.views import Taken
from ops.demo.waiting import until
from tests.journey.acts import (
    APPROVE,
    CENTRE,
    COMMUNE,
    FORWARD,
    HEALTH,
    YOUTH,
    decide,
    happened,
    nomination,
    opened,
    post,
    stopped,
    submitted,
    told,
)
from tests.running import System


class _Dossiers(Shown):
    items: tuple[dict[str, object], ...]


async def test_a_level_that_is_down_delays_nobody_else_and_resumes(system: System, office: Office) -> None:
    async with stopped(system, "appraisal-department"):
        waiting = (await submitted(office, CENTRE)).nominations[0]
        other = (await submitted(office)).nominations[0]

        await decide(office, COMMUNE, f"{other.id}:1", FORWARD)
        await decide(office, COMMUNE, f"{other.id}:2", APPROVE)

        assert (await happened(office, YOUTH, other.id, "approved")).status == "da-duyet"
        heard = await told(system, other.number, ["forwarded", "approved"])
        assert set(map(tuple, heard.values())) == {("forwarded", "approved")}
        assert (await nomination(office, CENTRE, waiting.id)).facts == ["received"]

    await decide(office, HEALTH, f"{waiting.id}:1", FORWARD)
    assert (await happened(office, CENTRE, waiting.id, "forwarded")).status == "dang-xet"


async def test_without_the_broker_dossiers_are_taken_and_sent_later(system: System, office: Office) -> None:
    unit = await office.person(YOUTH)
    async with stopped(system, "rabbitmq"):
        answers = [await post(unit, volunteer()) for _ in range(5)]

        assert [answer.status_code for answer in answers] == [201] * 5

    for answer in answers:
        taken = Taken.model_validate_json(answer.content)
        await opened(office, COMMUNE, f"{taken.nominations[0].id}:1", seconds=60)
        heard = await told(system, taken.number, ["received"], seconds=60)
        assert set(map(tuple, heard.values())) == {("received",)}


async def test_without_the_database_nothing_is_half_done(system: System, office: Office) -> None:
    unit, submission = await office.person(YOUTH), volunteer()
    before = await _numbers(office)
    async with stopped(system, "mongod"):
        answer = await post(unit, submission)

        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Content-Type"] == "application/problem+json"

    assert await until(lambda: _numbers_or_nothing(office), what="intake to be back") == before
    again = await post(unit, submission)
    assert again.status_code == 201
    assert len(await _numbers(office)) == len(before) + 1


@pytest.mark.matrix
async def test_the_second_start_finds_yesterdays_data(system: System, office: Office) -> None:
    taken = (await submitted(office)).nominations[0]
    await decide(office, COMMUNE, f"{taken.id}:1", FORWARD)
    await happened(office, YOUTH, taken.id, "forwarded")
    before = await nomination(office, YOUTH, taken.id)
    await opened(office, COMMUNE, f"{taken.id}:2")

    await asyncio.to_thread(system.stack.stop)
    await asyncio.to_thread(system.stack.start)

    after = await nomination(office, YOUTH, taken.id)
    assert after.history[: len(before.history)] == before.history
    await decide(office, COMMUNE, f"{taken.id}:2", APPROVE)
    assert (await happened(office, YOUTH, taken.id, "approved")).status == "da-duyet"
    heard = await told(system, taken.number, ["forwarded", "approved"])
    assert set(map(tuple, heard.values())) == {("forwarded", "approved")}


async def _numbers(office: Office) -> list[object]:
    unit = await office.person(YOUTH)
    response = await unit.do("/api/v1/dossiers?limit=100", method="GET")
    return [item["number"] for item in _Dossiers.model_validate_json(response.content).items]


async def _numbers_or_nothing(office: Office) -> list[object] | None:
    unit = await office.person(YOUTH)
    response = await unit.ask("/api/v1/dossiers?limit=100", method="GET")
    return await _numbers(office) if response.is_success else None
