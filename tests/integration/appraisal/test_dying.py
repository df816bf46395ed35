"""A real process killed at each of its checkpoints: nothing lost, nothing done twice, nothing left half-way."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import uuid4

import httpx
import pytest

from ops.demo.waiting import until
from services.appraisal.domain.case import CaseKey, CaseState
from shared.events.words import Level, Outcome
from shared.messaging.topology.queues import INTAKE, level_user, parked_queue, work_queue
from tests.chains import is_whole, renamed
from tests.integration.appraisal.bureau import BULK, CASES, DECISIONS
from tests.integration.appraisal.house import House, house_in, seed
from tests.servers.fresh import FreshBroker, FreshDatabases, fresh_broker, fresh_databases
from tests.servers.servers import Servers
from tests.unit.appraisal.samples import VERDICTS, opened, provincial_work, ruled, signed, work

COUNT = 500
COMMUNE = Level.COMMUNE
HEAD, CLERK = "lanh-dao.xa-yen-phu", "van-thu.xa-yen-phu"
DECLINE = {"outcome": "decline", "reason_code": "khong-du-tieu-chuan", "text": "Thuộc nhiệm vụ thường xuyên."}
FORWARD = {"outcome": "forward", "text": "Đủ điều kiện."}


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
    made.heard.clear()
    yield made
    made.stop()
    await made.clear()


async def approved(house: House, count: int) -> list[CaseKey]:
    first = ruled(opened(work(2)), VERDICTS[Outcome.APPROVE]).after
    cases = [renamed(first, CaseKey(uuid4(), 2)) for _ in range(count)]
    await house.put(cases)
    return [case.key for case in cases]


async def record(house: House, keys: list[CaseKey]) -> httpx.Response | None:
    body = {
        "number": "30/QĐ-UBND",
        "issued_on": "2021-10-05",
        "signatory": {"name": "Lưu Đình Phúc", "position": "Chủ tịch"},
        "case_ids": [str(key) for key in keys],
    }
    clerk = await house.person(CLERK)
    try:
        return await clerk.post(DECISIONS, json=body, headers={"Idempotency-Key": "khoa-ghi-0001"})
    except httpx.HTTPError:
        return None
    finally:
        await clerk.aclose()


async def assert_awarded_once(house: House, keys: list[CaseKey]) -> None:
    async def look() -> bool | None:
        return True if await house.database(COMMUNE)["cases"].count_documents({"state": "awarded"}) == COUNT else None

    await until(look, what="every case awarded", seconds=30)
    facts = await house.facts(1)
    assert {kind for kind, _ in facts} == {"decision.issued.v1"}
    assert len(set(facts)) == 1
    (decision,) = await house.database(COMMUNE)["decisions"].find({}).to_list(None)
    sequences = {item["nomination_id"]: item["sequence"] for item in decision["items"]}
    for key in keys[::25]:
        case = await house.case(key)
        assert case is not None
        assert (case.version, case.state) == (sequences[str(key.nomination)], CaseState.AWARDED)
        assert is_whole(case)


@pytest.mark.parametrize("point", ["decision.reserved:3", pytest.param("decision.awarded:3", marks=pytest.mark.matrix)])
async def test_killed_half_way_through_five_hundred_the_retry_finishes(house: House, point: str) -> None:
    keys = await approved(house, COUNT)
    await house.start(COMMUNE, crash_at=point)
    assert await record(house, keys) is None
    await house.await_death()
    await house.start(COMMUNE)

    response = await record(house, keys)

    assert response is not None
    assert response.status_code == 201, response.text
    await assert_awarded_once(house, keys)


@pytest.mark.parametrize("point", [pytest.param("decision.reserved:5", marks=pytest.mark.matrix), "decision.issued"])
async def test_killed_among_500_awards_the_next_start_finishes(house: House, point: str) -> None:
    keys = await approved(house, COUNT)
    await house.start(COMMUNE, crash_at=point)
    assert await record(house, keys) is None
    await house.await_death()
    await house.pass_leases()

    await house.start(COMMUNE)

    await assert_awarded_once(house, keys)


@pytest.mark.parametrize("point", [pytest.param("decision.amended", marks=pytest.mark.matrix), "decision.followed:3"])
async def test_killed_half_way_through_an_annulment_the_retry_finishes(house: House, point: str) -> None:
    keys = await approved(house, COUNT)
    await house.start(COMMUNE, crash_at=point)
    recorded = await record(house, keys)
    assert recorded is not None
    assert await _annul(house, recorded.json()) is None
    await house.await_death()
    await house.start(COMMUNE)

    response = await _annul(house, recorded.json())

    assert response is not None
    assert response.status_code == 201, response.text
    await assert_annulled_once(house, keys)


async def test_killed_in_an_annulment_the_next_start_finishes(house: House) -> None:
    keys = await approved(house, COUNT)
    await house.start(COMMUNE, crash_at="decision.followed:2")
    recorded = await record(house, keys)
    assert recorded is not None
    assert await _annul(house, recorded.json()) is None
    await house.await_death()
    await house.pass_leases()

    await house.start(COMMUNE)

    await assert_annulled_once(house, keys)


async def test_killed_among_500_outcomes_the_retry_does_the_rest(house: House) -> None:
    keys = await opened_cases(house)
    await house.start(COMMUNE, crash_at="case.decided:230")
    assert await _decline(house, keys) is None
    await house.await_death()
    await house.start(COMMUNE)

    response = await _decline(house, keys)

    assert response is not None
    assert response.status_code == 201, response.text
    assert (response.json()["is_complete"], response.json()["succeeded"]) == (True, COUNT)
    await assert_declined_once(house, keys)


async def test_killed_among_500_outcomes_the_next_start_finishes(house: House) -> None:
    keys = await opened_cases(house)
    await house.start(COMMUNE, crash_at="bulk.noted:7")
    assert await _decline(house, keys) is None
    await house.await_death()
    await house.pass_leases()

    await house.start(COMMUNE)

    await assert_declined_once(house, keys)


async def test_killed_after_a_case_the_redelivery_changes_nothing(house: House) -> None:
    key = CaseKey(uuid4(), 1)
    await house.start(COMMUNE, crash_at="case.inserted")
    await house.send(work(nomination=key.nomination), source=INTAKE, user=INTAKE)
    await house.await_death()

    await house.start(COMMUNE)

    facts = await house.facts(1)
    assert {kind for kind, _ in facts} == {"case.opened.v1"}
    assert len(set(facts)) == 1
    assert (await house.await_case(key)).version == 1
    await _until_empty(house, work_queue(COMMUNE))


async def test_killed_after_an_outcome_the_retry_is_answered_alike(house: House) -> None:
    key = CaseKey(uuid4(), 1)
    await house.put([opened(work(nomination=key.nomination))])
    await house.start(COMMUNE, crash_at="case.decided")
    assert await _decide(house, key) is None
    await house.await_death()
    await house.start(COMMUNE)

    response = await _decide(house, key)

    assert response is not None
    assert response.status_code == 200, response.text
    following = await house.await_case(CaseKey(key.nomination, 2))
    assert following.state is CaseState.OPEN
    assert {kind for kind, _ in await house.facts(2)} == {"case.forwarded.v1", "case.opened.v1"}


async def test_work_from_a_wrong_level_is_parked(house: House) -> None:
    key, good = CaseKey(uuid4(), 1), CaseKey(uuid4(), 1)
    await house.start(COMMUNE)

    await house.send(work(nomination=key.nomination), source="district", user=level_user(Level.DISTRICT))
    await house.send(work(nomination=good.nomination), source=INTAKE, user=INTAKE)

    await house.await_case(good)
    await _until_empty(house, parked_queue(work_queue(COMMUNE)), but=1)
    assert await house.case(key) is None


async def test_two_levels_in_a_process_have_own_databases(house: House) -> None:
    nomination = uuid4()
    handed_over = signed(provincial_work().model_copy(update={"nomination_id": nomination}))
    await house.start(Level.DEPARTMENT, Level.PROVINCE)

    await house.send(handed_over, source=INTAKE, user=INTAKE)
    compiling = await house.await_case(CaseKey(nomination, 1), Level.DEPARTMENT)
    head = await house.person("lanh-dao.so-y-te")
    path = f"/api/v1/levels/department/cases/{compiling.key}/outcome"
    response = await head.post(path, json=FORWARD, headers={"If-Match": '"1"'})
    await head.aclose()

    assert response.status_code == 200, response.text
    assert (await house.await_case(CaseKey(nomination, 2), Level.PROVINCE)).level is Level.PROVINCE
    assert await house.case(CaseKey(nomination, 2), Level.DEPARTMENT) is None


async def _decide(house: House, key: CaseKey) -> httpx.Response | None:
    head = await house.person(HEAD)
    try:
        return await head.post(f"{CASES}/{key}/outcome", json=FORWARD, headers={"If-Match": '"1"'})
    except httpx.HTTPError:
        return None
    finally:
        await head.aclose()


async def _annul(house: House, decision: Mapping[str, Any]) -> httpx.Response | None:
    body = {
        "kind": "thu-hoi",
        "paper": {
            "number": "52/QĐ-UBND",
            "issued_on": "2021-11-29",
            "signatory": {"name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"},
        },
        "reason": "Kê khai không đúng thành tích.",
        "basis": "Luật Thi đua, Khen thưởng",
    }
    headers = {"Idempotency-Key": "khoa-thu-hoi-0001", "If-Match": f'"{decision["version"]}"'}
    clerk = await house.person(CLERK)
    try:
        return await clerk.post(f"{DECISIONS}/{decision['id']}/annulments", json=body, headers=headers)
    except httpx.HTTPError:
        return None
    finally:
        await clerk.aclose()


async def assert_annulled_once(house: House, keys: list[CaseKey]) -> None:
    async def look() -> bool | None:
        return True if await house.database(COMMUNE)["cases"].count_documents({"state": "annulled"}) == COUNT else None

    await until(look, what="every award annulled", seconds=30)
    facts = await house.facts(2)
    assert {kind for kind, _ in facts} == {"decision.issued.v1", "decision.annulled.v1"}
    assert len(set(facts)) == 2
    (decision,) = await house.database(COMMUNE)["decisions"].find({}).to_list(None)
    assert len(decision["amendments"]) == 1
    sequences = {item["nomination_id"]: item["sequence"] for item in decision["amendments"][0]["items"]}
    for key in keys[::25]:
        case = await house.case(key)
        assert case is not None
        assert (case.version, case.state) == (sequences[str(key.nomination)], CaseState.ANNULLED)
        assert is_whole(case)


async def opened_cases(house: House) -> list[CaseKey]:
    first = opened(work())
    cases = [renamed(first, CaseKey(uuid4(), 1)) for _ in range(COUNT)]
    await house.put(cases)
    return [case.key for case in cases]


async def assert_declined_once(house: House, keys: list[CaseKey]) -> None:
    acts, cases = house.database(COMMUNE)["bulk_acts"], house.database(COMMUNE)["cases"]

    async def look() -> bool | None:
        return True if await acts.count_documents({"is_complete": True}) else None

    await until(look, what="the act complete", seconds=60)
    (act,) = await acts.find({}).to_list(None)
    assert (len(act["done"]), act["refused"]) == (COUNT, {})
    assert await cases.count_documents({"version": 2, "state": "declined"}) == COUNT
    facts = await house.facts(COUNT)
    assert {kind for kind, _ in facts} == {"case.declined.v1"}
    assert len(set(facts)) == COUNT
    for key in keys[::50]:
        case = await house.case(key)
        assert case is not None
        assert is_whole(case)


async def _decline(house: House, keys: list[CaseKey]) -> httpx.Response | None:
    body = {"kind": "outcome", "cases": [{"case_id": str(key), "version": 1} for key in keys], **DECLINE}
    head = await house.person(HEAD)
    try:
        return await head.post(BULK, json=body, headers={"Idempotency-Key": "khoa-ghi-0001"})
    except httpx.HTTPError:
        return None
    finally:
        await head.aclose()


async def _until_empty(house: House, queue: str, *, but: int = 0) -> None:
    async def look() -> bool | None:
        return True if await house.waiting(queue) == but else None

    await until(look, what=f"{queue} holding {but}", seconds=30)
