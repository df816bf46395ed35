"""A decision tried before it is recorded: what would become of each case, and nothing changed."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import httpx

from services.appraisal.domain.case import Case, CaseKey
from shared.identity.viewer import Viewer
from tests.integration.appraisal.parts import CLERK, DECISIONS, HEAD, AppraisalParts

SIGNATORY = {"name": "Lê Văn Chủ", "position": "Chủ tịch"}


async def tried(
    parts: AppraisalParts, number: str, cases: Sequence[Case], *, who: Viewer = CLERK, signed_by: str = "Lê Văn Chủ"
) -> httpx.Response:
    body = {
        "number": number,
        "issued_on": "2021-10-05",
        "signatory": SIGNATORY | {"name": signed_by},
        "case_ids": [str(case.key) for case in cases],
        "dry_run": True,
    }
    return await parts.ask(who, "POST", DECISIONS, body, headers={"Idempotency-Key": str(uuid4())})


async def test_a_dry_run_says_that_it_can_be_issued(parts: AppraisalParts) -> None:
    cases = await parts.approve(120)
    before = await parts.database["cases"].find({}).to_list(None)

    response = await tried(parts, "30/QĐ-UBND", cases)

    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer["can_be_issued"] is True
    assert [item["case_id"] for item in answer["items"]] == [str(case.key) for case in cases]
    assert {item["result"] for item in answer["items"]} == {"possible"}
    assert await parts.database["cases"].find({}).to_list(None) == before
    assert await parts.database["decisions"].count_documents({}) == 0
    assert (await parts.record(CLERK, "30/QĐ-UBND", cases)).status_code == 201


async def test_each_case_that_stops_it_is_named_at_its_line(parts: AppraisalParts) -> None:
    good, awarded = await parts.approve(2)
    await parts.record(CLERK, "29/QĐ-UBND", [awarded])
    opened = await parts.open()
    unknown = replace(good, key=CaseKey(uuid4(), 2))

    answer = (await tried(parts, "30/QĐ-UBND", [good, awarded, opened, unknown])).json()

    assert answer["can_be_issued"] is False
    assert [item["result"] for item in answer["items"]] == ["possible", "refused", "refused", "refused"]
    messages = [item["message"] for item in answer["items"]]
    for message, word in zip(
        messages, ("", "đã có quyết định", "chưa được duyệt", "không có trong các việc"), strict=True
    ):
        assert word in message


async def test_whose_award_it_would_be_may_neither_sign_nor_record(parts: AppraisalParts) -> None:
    (case,) = await parts.approve(1)
    nominee = case.content.nominee.name

    for response in (
        await tried(parts, "30/QĐ-UBND", [case], signed_by=nominee),
        await tried(parts, "30/QĐ-UBND", [case], who=replace(CLERK, name=nominee)),
    ):
        (item,) = response.json()["items"]
        assert item["result"] == "refused"
        assert "trùng" in item["message"]


async def test_a_number_in_use_is_told_before_the_decision_is_recorded(parts: AppraisalParts) -> None:
    first, second = await parts.approve(2)
    await parts.record(CLERK, "30/QĐ-UBND", [first])

    response = await tried(parts, "030/qđ-ubnd", [second])

    assert response.status_code == 409
    assert response.json()["number"] == "030/qđ-ubnd"


async def test_only_the_clerk_tries_a_decision(parts: AppraisalParts) -> None:
    assert (await tried(parts, "30/QĐ-UBND", await parts.approve(1), who=HEAD)).status_code == 403
