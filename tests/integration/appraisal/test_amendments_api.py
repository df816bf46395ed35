"""Corrections and annulments on a real database: told once, numbers guarded, five hundred at once."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.appraisal.adapters.decisions import to_decision, to_fields
from services.appraisal.domain.case import Case, CaseState
from shared.identity.viewer import Role, Viewer
from tests.integration.appraisal.parts import CLERK, DECISIONS, OFFICER, OTHER, AppraisalParts, viewer

SIGNATORY = {"name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"}
PAPER = {"number": "45/QĐ-UBND", "issued_on": "2021-10-08", "signatory": SIGNATORY}
REDATED: dict[str, Any] = {
    "kind": "dinh-chinh",
    "paper": PAPER,
    "reason": "Sai sót khi soạn thảo.",
    "changes": [{"field": "ngay-quyet-dinh", "value": "2021-10-06"}],
}
RETYPED: dict[str, Any] = {
    "kind": "ghi-sai",
    "reason": "Nhập nhầm số.",
    "changes": [{"field": "so-quyet-dinh", "value": "31/QĐ-UBND"}],
}
REVOKED = {"kind": "thu-hoi", "paper": PAPER, "reason": "Kê khai không đúng.", "basis": "Luật Thi đua, Khen thưởng"}
MISTAKEN = {"kind": "ghi-nham", "reason": "Ghi nhầm danh sách."}
Json = Mapping[str, Any]


async def issue(parts: AppraisalParts, count: int = 3, number: str = "30/QĐ-UBND") -> tuple[list[Case], Json]:
    cases = await parts.approve(count)
    recorded = await parts.record(CLERK, number, cases)
    assert recorded.status_code == 201, recorded.text
    return cases, recorded.json()


async def amend(
    parts: AppraisalParts,
    decision: Json,
    what: str,
    body: object,
    *,
    who: Viewer = CLERK,
    key: str = "",
    version: int | None = None,
) -> httpx.Response:
    headers = {"Idempotency-Key": key or str(uuid4()), "If-Match": f'"{version or decision["version"]}"'}
    return await parts.ask(who, "POST", f"{DECISIONS}/{decision['id']}/{what}", body, headers=headers)


async def outbox(parts: AppraisalParts) -> list[str]:
    stored = await parts.database["decisions"].find({}).to_list(None)
    return [entry["type"] for each in stored for entry in each["outbox"]]


async def test_a_correction_shows_at_decision_and_case_with_its_paper(parts: AppraisalParts) -> None:
    (first, *_), decision = await issue(parts)

    response = await amend(parts, decision, "corrections", REDATED)

    assert response.status_code == 201, response.text
    answer = response.json()
    assert (answer["issued_on"], answer["is_complete"], response.headers["ETag"]) == (
        "2021-10-06",
        True,
        f'"{answer["version"]}"',
    )
    (correction,) = answer["corrections"]
    assert (correction["paper"]["number"], correction["changes"][0]["before"]) == ("45/QĐ-UBND", "2021-10-05")
    assert correction["changes"][0]["text"] == "ngày quyết định: “05/10/2021” sửa thành “06/10/2021”"
    case = (await parts.ask(CLERK, "GET", f"/api/v1/levels/commune/cases/{first.key}")).json()
    assert case["award"]["issued_on"] == "2021-10-06"
    assert await outbox(parts) == ["decision.issued.v1", "decision.corrected.v1"]
    listed = await parts.ask(OFFICER, "GET", f"{DECISIONS}/{decision['id']}/corrections")
    assert listed.json()["items"] == answer["corrections"]


async def test_five_hundred_are_annulled_by_one_act_and_told_once(parts: AppraisalParts) -> None:
    cases, decision = await issue(parts, 500)

    response = await amend(parts, decision, "annulments", REVOKED)

    assert response.status_code == 201, response.text
    assert (response.json()["state"], response.json()["in_force"]) == ("annulled", [])
    assert {(await parts.case(case.key)).state for case in cases[::50]} == {CaseState.ANNULLED}
    assert await parts.database["cases"].count_documents({"state": "annulled"}) == 500
    assert await outbox(parts) == ["decision.issued.v1", "decision.annulled.v1"]


async def test_the_same_request_at_once_is_recorded_once(parts: AppraisalParts) -> None:
    _, decision = await issue(parts)

    responses = await asyncio.gather(
        *(amend(parts, decision, "annulments", REVOKED, key="khoa-0001") for _ in range(5))
    )

    assert {response.status_code for response in responses} == {201}
    assert await outbox(parts) == ["decision.issued.v1", "decision.annulled.v1"]


async def test_of_two_acts_at_once_one_is_recorded(parts: AppraisalParts) -> None:
    _, decision = await issue(parts)

    responses = await asyncio.gather(
        *(amend(parts, decision, "corrections", RETYPED) for _ in range(3)),
        *(amend(parts, decision, "annulments", MISTAKEN) for _ in range(3)),
    )

    assert sorted(response.status_code for response in responses) == [201, 409, 409, 409, 409, 409]
    assert len(await outbox(parts)) == 2


async def test_a_corrected_number_frees_the_old_one_and_claims_the_new(parts: AppraisalParts) -> None:
    _, decision = await issue(parts)
    one, two = await parts.approve(2)
    assert (await amend(parts, decision, "corrections", RETYPED)).status_code == 201

    taken = await parts.record(CLERK, "Số 031/qđ-ubnd", [one])
    free = await parts.record(CLERK, "30/QĐ-UBND", [two])

    assert (taken.status_code, free.status_code) == (409, 201)


@pytest.mark.parametrize(("what", "body"), [("corrections", REDATED), ("annulments", REVOKED)])
async def test_numbers_of_amending_papers_and_decisions_are_held_apart(
    parts: AppraisalParts, what: str, body: object
) -> None:
    _, decision = await issue(parts)
    _, other = await issue(parts, number="45/QĐ-UBND")

    response = await amend(parts, decision, what, body)

    assert response.status_code == 409
    assert "45/QĐ-UBND" in response.json()["detail"]
    assert other["number"] == "45/QĐ-UBND"
    assert len(await outbox(parts)) == 2


async def test_a_number_claimed_at_the_same_moment_is_claimed_once(parts: AppraisalParts) -> None:
    _, decision = await issue(parts)
    cases = await parts.approve(3)

    responses = await asyncio.gather(
        amend(parts, decision, "corrections", RETYPED),
        *(parts.record(CLERK, "31/QĐ-UBND", [case]) for case in cases),
    )

    assert sorted(response.status_code for response in responses) == [201, 409, 409, 409]


async def test_a_mistaken_decision_is_recorded_again(parts: AppraisalParts) -> None:
    cases, decision = await issue(parts)
    assert (await amend(parts, decision, "annulments", MISTAKEN)).status_code == 201

    right = await parts.record(CLERK, "30/QĐ-UBND", cases[:2])

    assert right.status_code == 201, right.text
    states = [(await parts.case(case.key)).state for case in cases]
    assert states == [CaseState.AWARDED, CaseState.AWARDED, CaseState.APPROVED]


async def test_a_dry_run_tells_what_would_be_and_changes_nothing(parts: AppraisalParts) -> None:
    cases, decision = await issue(parts)
    before = await parts.database["decisions"].find({}).to_list(None)

    response = await amend(parts, decision, "corrections", REDATED | {"dry_run": True})

    assert response.status_code == 200, response.text
    answer = response.json()
    assert (answer["issued_on"], len(answer["case_ids"]), answer["changes"][0]["after"]) == (
        "2021-10-06",
        3,
        "2021-10-06",
    )
    assert await parts.database["decisions"].find({}).to_list(None) == before
    assert len(cases) == 3


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CLERK}))
async def test_nobody_but_the_clerk_amends(parts: AppraisalParts, role: Role) -> None:
    _, decision = await issue(parts)

    for what, body in (("corrections", RETYPED), ("annulments", MISTAKEN)):
        assert (await amend(parts, decision, what, body, who=viewer(role, name="Người Mẫu"))).status_code == 403


async def test_another_authoritys_decision_is_not_there(parts: AppraisalParts) -> None:
    _, decision = await issue(parts)
    stranger = viewer(Role.CLERK, authority=OTHER)

    responses = [
        await amend(parts, decision, "corrections", RETYPED, who=stranger),
        await amend(parts, decision, "annulments", MISTAKEN, who=stranger),
        await parts.ask(stranger, "GET", f"{DECISIONS}/{decision['id']}/corrections"),
        await parts.ask(stranger, "GET", f"{DECISIONS}/{decision['id']}/annulments"),
    ]

    assert {response.status_code for response in responses} == {404}


async def test_an_act_without_the_version_that_was_seen_is_refused(parts: AppraisalParts) -> None:
    _, decision = await issue(parts)
    headers = {"Idempotency-Key": str(uuid4())}

    response = await parts.ask(CLERK, "POST", f"{DECISIONS}/{decision['id']}/corrections", RETYPED, headers=headers)
    late = await amend(parts, decision, "corrections", RETYPED, version=1)

    assert (response.status_code, late.status_code) == (428, 409)
    assert late.json()["version"] == decision["version"]


@pytest.mark.parametrize(
    ("what", "body", "field"),
    [
        ("corrections", RETYPED | {"kind": "sai"}, "kind"),
        ("corrections", RETYPED | {"reason": "\u200b"}, "reason"),
        ("corrections", RETYPED | {"changes": []}, "changes"),
        (
            "corrections",
            RETYPED | {"changes": [{"field": "so-quyet-dinh", "value": "30/qđ-ubnd", "case_id": "x"}]},
            "changes",
        ),
        ("corrections", RETYPED | {"changes": [{"field": "cccd", "value": "1"}]}, "changes"),
        ("corrections", REDATED | {"paper": PAPER | {"number": "\u3164"}}, "paper"),
        ("corrections", REDATED | {"paper": PAPER | {"signatory": {"name": "", "position": "x"}}}, "paper"),
        ("corrections", REDATED | {"paper": PAPER | {"issued_on": "2999-01-01"}}, "paper"),
        ("annulments", REVOKED | {"basis": ""}, "basis"),
        ("annulments", REVOKED | {"case_ids": ["không"]}, "case_ids"),
        ("annulments", MISTAKEN | {"paper": PAPER}, "paper"),
    ],
)
async def test_what_is_wrong_is_named_at_its_field(parts: AppraisalParts, what: str, body: object, field: str) -> None:
    _, decision = await issue(parts)

    response = await amend(parts, decision, what, body)

    assert response.status_code == 422, response.text
    assert {error["field"].split(".")[0].split("[")[0] for error in response.json()["errors"]} == {field}
    assert await outbox(parts) == ["decision.issued.v1"]


async def test_a_decision_of_an_earlier_version_keeps_its_number(parts: AppraisalParts) -> None:
    _, decision = await issue(parts)
    (case,) = await parts.approve(1)
    earlier = {"$set": {"year": 2021, "number_key": "30/qd-ubnd"}, "$unset": {"numbers": "", "amendments": ""}}
    await parts.database["decisions"].update_one({}, earlier)
    await parts.decisions.ensure_indexes()

    response = await parts.record(CLERK, "30/QĐ-UBND", [case])

    assert response.status_code == 409
    stored = await parts.database["decisions"].find_one({})
    assert stored is not None
    assert stored["numbers"] == ["2021/30qdubnd"]
    assert str(to_decision(stored).id) == decision["id"]


async def test_an_amended_decision_is_the_same_after_reading(parts: AppraisalParts) -> None:
    cases, decision = await issue(parts)
    corrected = await amend(parts, decision, "corrections", REDATED)
    one = REVOKED | {"paper": PAPER | {"number": "52/QĐ-UBND"}, "case_ids": [str(cases[0].key)]}
    await amend(parts, decision, "annulments", one, version=corrected.json()["version"])

    stored = await parts.database["decisions"].find_one({})

    assert stored is not None
    assert to_decision(to_fields(to_decision(stored))) == to_decision(stored)
    assert sorted(stored["numbers"]) == ["2021/30qdubnd", "2021/45qdubnd", "2021/52qdubnd"]
