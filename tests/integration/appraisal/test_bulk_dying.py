"""A real process killed in the middle of five hundred outcomes: the rest is done, once, by a retry or by itself."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest

from ops.demo.waiting import until
from services.appraisal.domain.case import CaseKey
from services.appraisal.domain.history import is_intact
from shared.events.words import Level
from tests.integration.appraisal.bureau import BULK
from tests.integration.appraisal.house import House, house_in, seed
from tests.servers.fresh import FreshBroker, FreshDatabases, fresh_broker, fresh_databases
from tests.servers.servers import Servers
from tests.unit.appraisal.samples import opened, work

COUNT = 500
COMMUNE = Level.COMMUNE
HEAD = "lanh-dao.xa-yen-phu"
DECLINE = {"outcome": "decline", "reason_code": "khong-du-tieu-chuan", "text": "Thuộc nhiệm vụ thường xuyên."}


@pytest.fixture(scope="module")
async def ground(servers: Servers) -> AsyncIterator[tuple[FreshDatabases, FreshBroker]]:
    """Databases with a directory in them, and a virtual host; making these takes longer than most tests."""
    with fresh_databases(servers) as databases, fresh_broker(servers) as amqp:
        await seed(databases)
        yield databases, amqp


@pytest.fixture
async def house(
    ground: tuple[FreshDatabases, FreshBroker], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    made = house_in(tmp_path_factory.mktemp("house"), *ground)
    await made.facts(0)
    made.told.clear()
    yield made
    made.stop()
    await made.clear()


async def opened_cases(house: House) -> list[CaseKey]:
    cases = [replace(opened(work()), key=CaseKey(uuid4(), 1)) for _ in range(COUNT)]
    await house.put(cases)
    return [case.key for case in cases]


async def decline(house: House, keys: list[CaseKey]) -> httpx.Response | None:
    head = await house.person(HEAD)
    body = {"kind": "outcome", "cases": [{"case_id": str(key), "version": 1} for key in keys], **DECLINE}
    try:
        return await head.post(BULK, json=body, headers={"Idempotency-Key": "khoa-ghi-0001"})
    except httpx.HTTPError:
        return None
    finally:
        await head.aclose()


async def killed(house: House, keys: list[CaseKey], point: str) -> None:
    await house.start(COMMUNE, crash_at=point)
    assert await decline(house, keys) is None
    await house.await_death()


async def assert_declined_once(house: House, keys: list[CaseKey]) -> None:
    async def look() -> bool | None:
        return True if await house.database(COMMUNE)["bulk_acts"].count_documents({"is_complete": True}) else None

    await until(look, what="the act complete", seconds=30)
    (act,) = await house.database(COMMUNE)["bulk_acts"].find({}).to_list(None)
    assert (len(act["done"]), act["refused"]) == (COUNT, {})
    stored = house.database(COMMUNE)["cases"]
    assert await stored.count_documents({"version": 2, "state": "declined"}) == COUNT
    facts = await house.facts(COUNT)
    assert {kind for kind, _ in facts} == {"case.declined.v1"}
    assert len(set(facts)) == COUNT
    for key in keys[::50]:
        case = await house.case(key)
        assert case is not None
        assert is_intact(case.history)


@pytest.mark.parametrize(("point", "times"), [("case.decided", 230), ("bulk.noted", 7)])
async def test_killed_in_the_middle_of_five_hundred_the_retry_does_the_rest(
    house: House, point: str, times: int
) -> None:
    keys = await opened_cases(house)
    await killed(house, keys, f"{point}:{times}")
    await house.start(COMMUNE)

    response = await decline(house, keys)

    assert response is not None
    assert response.status_code == 201, response.text
    assert response.json()["succeeded"] == COUNT
    await assert_declined_once(house, keys)


@pytest.mark.parametrize(("point", "times"), [("bulk.recorded", 1), ("case.decided", 310)])
async def test_killed_in_the_middle_of_five_hundred_the_next_start_does_the_rest(
    house: House, point: str, times: int
) -> None:
    keys = await opened_cases(house)
    await killed(house, keys, f"{point}:{times}")
    await house.pass_leases()

    await house.start(COMMUNE)

    await assert_declined_once(house, keys)
