"""Recording decisions on a real database: unique numbers, guarded reservations, five hundred at once."""

import asyncio
from datetime import timedelta
from uuid import uuid4

from services.appraisal.application.decisions import FinishDecision
from services.appraisal.application.timers import FinishDecisions
from services.appraisal.domain.case import Case, CaseState, Reservation
from shared.text.folding import fold_number
from tests.chains import is_whole
from tests.integration.appraisal.parts import CLERK, DECISIONS, AppraisalParts, now
from tests.unit.appraisal.fakes import Crash


async def states(parts: AppraisalParts, cases: list[Case]) -> set[CaseState]:
    return {(await parts.case(case.key)).state for case in cases}


async def test_five_hundred_are_awarded_by_one_decision_and_told_once(parts: AppraisalParts) -> None:
    cases = await parts.approve(500)

    response = await parts.record(CLERK, "30/QĐ-UBND", cases)

    assert response.status_code == 201, response.text
    assert response.json()["is_complete"]
    stored = await parts.database["decisions"].find_one({})
    assert stored is not None
    assert [entry["type"] for entry in stored["outbox"]] == ["decision.issued.v1"]
    awarded = [await parts.case(case.key) for case in cases[::50]]
    assert {case.state for case in awarded} == {CaseState.AWARDED}
    assert all(is_whole(case) for case in awarded)
    sequences = {item["nomination_id"]: item["sequence"] for item in response.json()["items"]}
    assert all(sequences[str(case.key.nomination)] == case.version for case in awarded)


async def test_a_number_in_any_spelling_is_used_once_a_year(parts: AppraisalParts) -> None:
    first, second = await parts.approve(2)
    await parts.record(CLERK, "30/QĐ-UBND", [first])

    for typed in ("Số 030/qđ-ubnd", "30/Q\xd0-UBND", "30/QĐ–UBND", "30\u200b/QĐ-UBND", "３０/QĐ-UBND"):
        response = await parts.record(CLERK, typed, [second])
        assert response.status_code == 409, ascii(typed)
        assert "/q" in response.json()["detail"].casefold()
    assert (await parts.case(second.key)).reservation is None


async def test_a_number_recorded_under_an_earlier_rule_stays_taken(parts: AppraisalParts) -> None:
    first, second, third = await parts.approve(3)
    await parts.record(CLERK, "30/Q\xd0–UBND", [first])
    await parts.record(CLERK, "31/QĐ-UBND", [second])
    earlier = {"$set": {"year": 2021, "number_key": "30/q\xf0–ubnd"}, "$unset": {"numbers": ""}}
    await parts.database["decisions"].update_one({"draft.number": {"$regex": "^30/"}}, earlier)

    await parts.decisions.ensure_indexes()

    keys = await parts.database["decisions"].distinct("numbers")
    assert sorted(keys) == ["2021/30qdubnd", "2021/31qdubnd"]
    assert (await parts.record(CLERK, "30/QĐ-UBND", [third])).status_code == 409


async def test_two_earlier_decisions_of_one_number_both_stay(parts: AppraisalParts) -> None:
    first, second = await parts.approve(2)
    await parts.record(CLERK, "30/QĐ-UBND", [first])
    await parts.record(CLERK, "31/QĐ-UBND", [second])
    known = {"year": 2021, "number_key": "30/q\xf0-ubnd", "draft.number": "30/Q\xd0-UBND"}
    await parts.database["decisions"].update_one(
        {"draft.number": {"$regex": "^31/"}}, {"$set": known, "$unset": {"numbers": ""}}
    )

    await parts.decisions.ensure_indexes()

    keys = await parts.database["decisions"].distinct("numbers")
    assert sorted(keys) == ["2021/30/q\xf0-ubnd", "2021/30qdubnd"]


async def test_a_decision_before_its_approval_needs_a_reason(parts: AppraisalParts) -> None:
    (case,) = await parts.approve(1)
    body = {
        "number": "30/QĐ-UBND",
        "issued_on": "2021-10-04",
        "signatory": {"name": "Lê Văn Chủ", "position": "Chủ tịch"},
        "case_ids": [str(case.key)],
    }
    headers = {"Idempotency-Key": str(uuid4())}

    tried = await parts.ask(CLERK, "POST", DECISIONS, {**body, "dry_run": True}, headers=headers)
    refused = await parts.ask(CLERK, "POST", DECISIONS, body, headers=headers)
    unseen = await parts.ask(CLERK, "POST", DECISIONS, {**body, "date_reason": "\u200b"}, headers=headers)
    reason = "Văn bản giấy đã ký trước khi duyệt trên hệ thống"
    recorded = await parts.ask(CLERK, "POST", DECISIONS, {**body, "date_reason": reason}, headers=headers)

    assert "ngày duyệt (05/10/2021)" in tried.json()["items"][0]["message"]
    assert (refused.status_code, unseen.status_code) == (422, 422)
    assert refused.json()["errors"][0]["field"] == "issued_on"
    assert recorded.status_code == 201, recorded.text
    assert recorded.json()["date_reason"] == reason


async def test_the_same_number_recorded_at_once_is_taken_once(parts: AppraisalParts) -> None:
    cases = await parts.approve(6)

    responses = await asyncio.gather(*(parts.record(CLERK, "30/QĐ-UBND", [case]) for case in cases))

    assert sorted(response.status_code for response in responses) == [201, 409, 409, 409, 409, 409]
    assert await parts.database["cases"].count_documents({"state": "awarded"}) == 1
    assert await parts.database["cases"].count_documents({"reservation": {"$ne": None}, "state": "approved"}) == 0


async def test_lists_that_overlap_recorded_at_once_award_nobody_twice(parts: AppraisalParts) -> None:
    cases = await parts.approve(60)
    lists = [cases[start : start + 30] for start in range(0, 40, 10)]

    responses = await asyncio.gather(
        *(parts.record(CLERK, f"{number}/QĐ-UBND", chosen) for number, chosen in enumerate(lists, start=1))
    )

    issued = [response.json() for response in responses if response.status_code == 201]
    awarded = [item["nomination_id"] for decision in issued for item in decision["items"]]
    assert len(awarded) == len(set(awarded))
    assert {response.status_code for response in responses} <= {201, 409}
    assert await parts.database["cases"].count_documents({"state": "awarded"}) == len(awarded)
    assert await parts.database["cases"].count_documents({"reservation": {"$ne": None}, "state": "approved"}) == 0


async def test_the_same_request_at_once_is_one_decision(parts: AppraisalParts) -> None:
    cases = await parts.approve(20)

    responses = await asyncio.gather(*(parts.record(CLERK, "30/QĐ-UBND", cases, "khoa-0001") for _ in range(5)))

    assert {response.status_code for response in responses} == {201}
    assert len({response.json()["id"] for response in responses}) == 1
    stored = await parts.database["decisions"].find({}).to_list(None)
    assert len(stored) == 1
    assert len(stored[0]["outbox"]) == 1


async def test_unfit_cases_are_named_and_nothing_is_issued(parts: AppraisalParts) -> None:
    approved = await parts.approve(3)
    opened = await parts.open()

    response = await parts.record(CLERK, "30/QĐ-UBND", [*approved, opened])

    assert response.status_code == 409
    assert response.json()["not_reservable"] == [{"case_id": str(opened.key), "reason": "chưa được duyệt"}]
    assert await states(parts, approved) == {CaseState.APPROVED}
    assert await parts.database["decisions"].count_documents({}) == 0


async def test_another_body_under_the_same_key_is_refused(parts: AppraisalParts) -> None:
    first, second = await parts.approve(2)
    await parts.record(CLERK, "30/QĐ-UBND", [first], "khoa-0001")

    response = await parts.record(CLERK, "31/QĐ-UBND", [second], "khoa-0001")

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "Idempotency-Key"


async def test_what_is_wrong_in_a_request_is_named_at_its_field(parts: AppraisalParts) -> None:
    (case,) = await parts.approve(1)
    good = {
        "number": "30/QĐ-UBND",
        "issued_on": "2021-10-05",
        "signatory": {"name": "Lê Văn Chủ", "position": "Chủ tịch"},
        "case_ids": [str(case.key)],
    }
    wrong = {
        "number": "",
        "issued_on": "2999-01-01",
        "signatory": {"name": "", "position": "x"},
        "case_ids": ["không"],
    }
    headers = {"Idempotency-Key": str(uuid4())}

    for field, value in wrong.items():
        response = await parts.ask(CLERK, "POST", DECISIONS, {**good, field: value}, headers=headers)
        assert response.status_code == 422, field
        assert response.json()["errors"][0]["field"].startswith(field)
    assert (await parts.ask(CLERK, "POST", DECISIONS, good, headers=headers)).status_code == 201


async def test_decisions_are_listed_latest_first_page_by_page(parts: AppraisalParts) -> None:
    cases = await parts.approve(5)
    for number, case in enumerate(cases, start=1):
        await parts.record(CLERK, f"{number}/QĐ-UBND", [case])
    seen: list[str] = []
    after = ""

    while True:
        response = await parts.ask(CLERK, "GET", DECISIONS, params={"limit": "2", "after": after})
        seen += [decision["number"] for decision in response.json()["items"]]
        after = response.json()["next"]
        if not after:
            break

    assert seen == [f"{number}/QĐ-UBND" for number in range(5, 0, -1)]


async def test_a_reservation_of_a_process_that_died_is_freed(parts: AppraisalParts) -> None:
    (case,) = await parts.approve(1)
    stray = Reservation(uuid4(), 1, now() - timedelta(minutes=2))
    await parts.reservable.reserve([case.key], case.authority.code, stray)
    finish = FinishDecision(parts.reservable, parts.decisions, now, Crash())

    await FinishDecisions(parts.reservable, parts.decisions, finish, now)()

    assert (await parts.case(case.key)).reservation is None


async def test_a_decision_is_the_same_after_reading(parts: AppraisalParts) -> None:
    (case,) = await parts.approve(1)
    recorded = (await parts.record(CLERK, "30/QĐ-UBND", [case])).json()

    shown = await parts.ask(CLERK, "GET", f"{DECISIONS}/{recorded['id']}")

    assert shown.json() == recorded
    assert fold_number(recorded["number"]) == "30qdubnd"


async def test_decisions_are_found_by_number_and_by_year(parts: AppraisalParts) -> None:
    first, second, third = await parts.approve(3)
    for number, case in (("30/QĐ-UBND", first), ("301/QĐ-UBND", second), ("0044/QĐ-UBND", third)):
        recorded = await parts.record(CLERK, number, [case])
    mistaken = {"kind": "ghi-nham", "reason": "Ghi nhầm danh sách."}
    headers = {"Idempotency-Key": "ghi-nham", "If-Match": recorded.headers["ETag"]}
    address = f"{DECISIONS}/{recorded.json()['id']}/annulments"
    assert (await parts.ask(CLERK, "POST", address, mistaken, headers=headers)).status_code == 201

    async def found(number: str = "", year: int | None = None) -> list[str]:
        page, _ = await parts.decisions.page(CLERK.authorities, "", 50, number=number, year=year)
        return sorted(decision.number for decision in page)

    assert await found("30") == ["30/QĐ-UBND", "301/QĐ-UBND"]
    assert await found("số 030/qđ") == ["30/QĐ-UBND"]
    assert await found("44", 2021) == ["0044/QĐ-UBND"]
    assert await found("44", 2020) == await found("/") == await found("\x00") == await found(".*") == []
    assert len(await found(year=2021)) == 3
    assert await found(year=2020) == []
    page, following = await parts.decisions.page(CLERK.authorities, "", 1, number="30")
    rest, _ = await parts.decisions.page(CLERK.authorities, following or "", 1, number="30")
    assert [decision.number for decision in (*page, *rest)] == ["301/QĐ-UBND", "30/QĐ-UBND"]
