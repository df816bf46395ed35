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
from tests.integration.appraisal.parts import BULK, CASES, DECISIONS
from tests.integration.appraisal.process import AppraisalProcess, house_in, seed
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
async def process(
    ground: tuple[FreshDatabases, FreshBroker], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[AppraisalProcess]:
    made = house_in(tmp_path_factory.mktemp("process"), *ground)
    await made.facts(0)
    made.heard.clear()
    yield made
    made.stop()
    await made.clear()


async def approved(process: AppraisalProcess, count: int) -> list[CaseKey]:
    first = ruled(opened(work(2)), VERDICTS[Outcome.APPROVE]).after
    cases = [renamed(first, CaseKey(uuid4(), 2)) for _ in range(count)]
    await process.put(cases)
    return [case.key for case in cases]


async def record(process: AppraisalProcess, keys: list[CaseKey]) -> httpx.Response | None:
    body = {
        "number": "30/QĐ-UBND",
        "issued_on": "2021-10-05",
        "signatory": {"name": "Lưu Đình Phúc", "position": "Chủ tịch"},
        "case_ids": [str(key) for key in keys],
    }
    clerk = await process.person(CLERK)
    try:
        return await clerk.post(DECISIONS, json=body, headers={"Idempotency-Key": "khoa-ghi-0001"})
    except httpx.HTTPError:
        return None
    finally:
        await clerk.aclose()


async def assert_awarded_once(process: AppraisalProcess, keys: list[CaseKey]) -> None:
    async def look() -> bool | None:
        return True if await process.database(COMMUNE)["cases"].count_documents({"state": "awarded"}) == COUNT else None

    await until(look, what="every case awarded", seconds=30)
    facts = await process.facts(1)
    assert {kind for kind, _ in facts} == {"decision.issued.v1"}
    assert len(set(facts)) == 1
    (decision,) = await process.database(COMMUNE)["decisions"].find({}).to_list(None)
    sequences = {item["nomination_id"]: item["sequence"] for item in decision["items"]}
    for key in keys[::25]:
        case = await process.case(key)
        assert case is not None
        assert (case.version, case.state) == (sequences[str(key.nomination)], CaseState.AWARDED)
        assert is_whole(case)


@pytest.mark.parametrize("point", ["decision.reserved:3", pytest.param("decision.awarded:3", marks=pytest.mark.matrix)])
async def test_killed_half_way_through_five_hundred_the_retry_finishes(process: AppraisalProcess, point: str) -> None:
    keys = await approved(process, COUNT)
    await process.start(COMMUNE, crash_at=point)
    assert await record(process, keys) is None
    await process.await_death()
    await process.start(COMMUNE)

    response = await record(process, keys)

    assert response is not None
    assert response.status_code == 201, response.text
    await assert_awarded_once(process, keys)


@pytest.mark.parametrize("point", [pytest.param("decision.reserved:5", marks=pytest.mark.matrix), "decision.issued"])
async def test_killed_among_500_awards_the_next_start_finishes(process: AppraisalProcess, point: str) -> None:
    keys = await approved(process, COUNT)
    await process.start(COMMUNE, crash_at=point)
    assert await record(process, keys) is None
    await process.await_death()
    await process.pass_leases()

    await process.start(COMMUNE)

    await assert_awarded_once(process, keys)


@pytest.mark.parametrize("point", [pytest.param("decision.amended", marks=pytest.mark.matrix), "decision.followed:3"])
async def test_killed_half_way_through_an_annulment_the_retry_finishes(process: AppraisalProcess, point: str) -> None:
    keys = await approved(process, COUNT)
    await process.start(COMMUNE, crash_at=point)
    recorded = await record(process, keys)
    assert recorded is not None
    assert await _annul(process, recorded.json()) is None
    await process.await_death()
    await process.start(COMMUNE)

    response = await _annul(process, recorded.json())

    assert response is not None
    assert response.status_code == 201, response.text
    await assert_annulled_once(process, keys)


async def test_killed_in_an_annulment_the_next_start_finishes(process: AppraisalProcess) -> None:
    keys = await approved(process, COUNT)
    await process.start(COMMUNE, crash_at="decision.followed:2")
    recorded = await record(process, keys)
    assert recorded is not None
    assert await _annul(process, recorded.json()) is None
    await process.await_death()
    await process.pass_leases()

    await process.start(COMMUNE)

    await assert_annulled_once(process, keys)


async def test_killed_among_500_outcomes_the_retry_does_the_rest(process: AppraisalProcess) -> None:
    keys = await opened_cases(process)
    await process.start(COMMUNE, crash_at="case.decided:230")
    assert await _decline(process, keys) is None
    await process.await_death()
    await process.start(COMMUNE)

    response = await _decline(process, keys)

    assert response is not None
    assert response.status_code == 201, response.text
    assert (response.json()["is_complete"], response.json()["succeeded"]) == (True, COUNT)
    await assert_declined_once(process, keys)


async def test_killed_among_500_outcomes_the_next_start_finishes(process: AppraisalProcess) -> None:
    keys = await opened_cases(process)
    await process.start(COMMUNE, crash_at="bulk.noted:7")
    assert await _decline(process, keys) is None
    await process.await_death()
    await process.pass_leases()

    await process.start(COMMUNE)

    await assert_declined_once(process, keys)


async def test_killed_after_a_case_the_redelivery_changes_nothing(process: AppraisalProcess) -> None:
    key = CaseKey(uuid4(), 1)
    await process.start(COMMUNE, crash_at="case.inserted")
    await process.send(work(nomination=key.nomination), source=INTAKE, user=INTAKE)
    await process.await_death()

    await process.start(COMMUNE)

    facts = await process.facts(1)
    assert {kind for kind, _ in facts} == {"case.opened.v1"}
    assert len(set(facts)) == 1
    assert (await process.await_case(key)).version == 1
    await _until_empty(process, work_queue(COMMUNE))


async def test_killed_after_an_outcome_the_retry_is_answered_alike(process: AppraisalProcess) -> None:
    key = CaseKey(uuid4(), 1)
    await process.put([opened(work(nomination=key.nomination))])
    await process.start(COMMUNE, crash_at="case.decided")
    assert await _decide(process, key) is None
    await process.await_death()
    await process.start(COMMUNE)

    response = await _decide(process, key)

    assert response is not None
    assert response.status_code == 200, response.text
    following = await process.await_case(CaseKey(key.nomination, 2))
    assert following.state is CaseState.OPEN
    assert {kind for kind, _ in await process.facts(2)} == {"case.forwarded.v1", "case.opened.v1"}


async def test_work_from_a_wrong_level_is_parked(process: AppraisalProcess) -> None:
    key, good = CaseKey(uuid4(), 1), CaseKey(uuid4(), 1)
    await process.start(COMMUNE)

    await process.send(work(nomination=key.nomination), source="district", user=level_user(Level.DISTRICT))
    await process.send(work(nomination=good.nomination), source=INTAKE, user=INTAKE)

    await process.await_case(good)
    await _until_empty(process, parked_queue(work_queue(COMMUNE)), but=1)
    assert await process.case(key) is None


async def test_two_levels_in_a_process_have_own_databases(process: AppraisalProcess) -> None:
    nomination = uuid4()
    handed_over = signed(provincial_work().model_copy(update={"nomination_id": nomination}))
    await process.start(Level.DEPARTMENT, Level.PROVINCE)

    await process.send(handed_over, source=INTAKE, user=INTAKE)
    compiling = await process.await_case(CaseKey(nomination, 1), Level.DEPARTMENT)
    head = await process.person("lanh-dao.so-y-te")
    path = f"/api/v1/levels/department/cases/{compiling.key}/outcome"
    response = await head.post(path, json=FORWARD, headers={"If-Match": '"1"'})
    await head.aclose()

    assert response.status_code == 200, response.text
    assert (await process.await_case(CaseKey(nomination, 2), Level.PROVINCE)).level is Level.PROVINCE
    assert await process.case(CaseKey(nomination, 2), Level.DEPARTMENT) is None


async def _decide(process: AppraisalProcess, key: CaseKey) -> httpx.Response | None:
    head = await process.person(HEAD)
    try:
        return await head.post(f"{CASES}/{key}/outcome", json=FORWARD, headers={"If-Match": '"1"'})
    except httpx.HTTPError:
        return None
    finally:
        await head.aclose()


async def _annul(process: AppraisalProcess, decision: Mapping[str, Any]) -> httpx.Response | None:
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
    clerk = await process.person(CLERK)
    try:
        return await clerk.post(f"{DECISIONS}/{decision['id']}/annulments", json=body, headers=headers)
    except httpx.HTTPError:
        return None
    finally:
        await clerk.aclose()


async def assert_annulled_once(process: AppraisalProcess, keys: list[CaseKey]) -> None:
    async def look() -> bool | None:
        return (
            True if await process.database(COMMUNE)["cases"].count_documents({"state": "annulled"}) == COUNT else None
        )

    await until(look, what="every award annulled", seconds=30)
    facts = await process.facts(2)
    assert {kind for kind, _ in facts} == {"decision.issued.v1", "decision.annulled.v1"}
    assert len(set(facts)) == 2
    (decision,) = await process.database(COMMUNE)["decisions"].find({}).to_list(None)
    assert len(decision["amendments"]) == 1
    sequences = {item["nomination_id"]: item["sequence"] for item in decision["amendments"][0]["items"]}
    for key in keys[::25]:
        case = await process.case(key)
        assert case is not None
        assert (case.version, case.state) == (sequences[str(key.nomination)], CaseState.ANNULLED)
        assert is_whole(case)


async def opened_cases(process: AppraisalProcess) -> list[CaseKey]:
    first = opened(work())
    cases = [renamed(first, CaseKey(uuid4(), 1)) for _ in range(COUNT)]
    await process.put(cases)
    return [case.key for case in cases]


async def assert_declined_once(process: AppraisalProcess, keys: list[CaseKey]) -> None:
    acts, cases = process.database(COMMUNE)["bulk_acts"], process.database(COMMUNE)["cases"]

    async def look() -> bool | None:
        return True if await acts.count_documents({"is_complete": True}) else None

    await until(look, what="the act complete", seconds=60)
    (act,) = await acts.find({}).to_list(None)
    assert (len(act["done"]), act["refused"]) == (COUNT, {})
    assert await cases.count_documents({"version": 2, "state": "declined"}) == COUNT
    facts = await process.facts(COUNT)
    assert {kind for kind, _ in facts} == {"case.declined.v1"}
    assert len(set(facts)) == COUNT
    for key in keys[::50]:
        case = await process.case(key)
        assert case is not None
        assert is_whole(case)


async def _decline(process: AppraisalProcess, keys: list[CaseKey]) -> httpx.Response | None:
    body = {"kind": "outcome", "cases": [{"case_id": str(key), "version": 1} for key in keys], **DECLINE}
    head = await process.person(HEAD)
    try:
        return await head.post(BULK, json=body, headers={"Idempotency-Key": "khoa-ghi-0001"})
    except httpx.HTTPError:
        return None
    finally:
        await head.aclose()


async def _until_empty(process: AppraisalProcess, queue: str, *, but: int = 0) -> None:
    async def look() -> bool | None:
        return True if await process.waiting(queue) == but else None

    await until(look, what=f"{queue} holding {but}", seconds=30)
