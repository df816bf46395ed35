"""Whose work a case is, over HTTP: given, given on, taken back, filtered and counted."""

import asyncio
from collections import Counter

import httpx
import pytest

from services.appraisal.domain.case import Case
from services.appraisal.web.api.assignments import ASSIGNMENT
from shared.identity.viewer import Role, Viewer
from tests.integration.appraisal.colleagues import settle
from tests.integration.appraisal.parts import CASES, CLERK, DEPUTY, HEAD, OFFICER, AppraisalParts, viewer

SECOND = viewer(Role.OFFICER, name="Vũ Thị Hai")


@pytest.fixture
async def office(parts: AppraisalParts) -> AppraisalParts:
    """The commune with its people in the directory."""
    await settle(parts.database, HEAD, DEPUTY, OFFICER, SECOND, CLERK)
    return parts


async def assign(
    office: AppraisalParts, case: Case, to: Viewer, version: int = 1, *, by: Viewer = HEAD, reason: object = ""
) -> httpx.Response:
    body = {**ASSIGNMENT, "assignee": to.account, "reason": reason}
    return await office.ask(by, "PUT", f"{CASES}/{case.key}/assignee", body, headers={"If-Match": f'"{version}"'})


async def ids(office: AppraisalParts, who: Viewer, **params: str | list[str]) -> set[str]:
    response = await office.ask(who, "GET", CASES, params=params)
    assert response.status_code == 200, response.text
    return {row["id"] for row in response.json()["items"]}


async def test_a_case_is_given_given_on_and_taken_back(office: AppraisalParts) -> None:
    case = await office.open()
    path = f"{CASES}/{case.key}/assignee"

    given = await assign(office, case, OFFICER, reason=ASSIGNMENT["reason"])
    shown = await office.ask(OFFICER, "GET", f"{CASES}/{case.key}")
    on = await assign(office, case, SECOND, 2, by=DEPUTY)
    back = await office.ask(HEAD, "DELETE", path, headers={"If-Match": '"3"'})

    assert [each.status_code for each in (given, on, back)] == [200, 200, 200]
    assert given.headers["ETag"] == '"2"'
    assert shown.json()["assignment"]["to"] == {"account": OFFICER.account, "name": OFFICER.name}
    assert shown.json()["assignment"]["reason"] == ASSIGNMENT["reason"]
    assert on.json()["assignment"]["by"]["name"] == DEPUTY.name
    assert back.json()["assignment"] is None
    assert [entry["action"] for entry in back.json()["history"]] == ["open", "assign", "assign", "unassign"]


async def test_the_list_and_its_counts_are_asked_by_whose_work_it_is(office: AppraisalParts) -> None:
    mine, another, nobodys = [await office.open() for _ in range(3)]
    await assign(office, mine, OFFICER)
    await assign(office, another, SECOND)

    listed = (await office.ask(OFFICER, "GET", CASES, params={"assignee": "me"})).json()["items"]
    counted = (await office.ask(OFFICER, "GET", f"{CASES}/counts", params={"assignee": "none"})).json()["tabs"]
    tabs = (await office.ask(OFFICER, "GET", f"{CASES}/counts")).json()["tabs"]

    assert [(row["id"], row["assigned_to"]["name"]) for row in listed] == [(str(mine.key), OFFICER.name)]
    assert await ids(office, HEAD, assignee=SECOND.account) == {str(another.key)}
    assert await ids(office, HEAD, assignee="none") == {str(nobodys.key)} == await ids(office, HEAD, tab="chua-giao")
    assert await ids(office, OFFICER, tab="giao-cho-toi") == {str(mine.key)}
    assert await ids(office, HEAD, assignee="khong-co") == set()
    assert {tab["tab"]: tab["count"] for tab in counted}["can-lam"] == 1
    assert Counter({tab["tab"]: tab["count"] for tab in tabs}) == {"can-lam": 3, "giao-cho-toi": 1, "chua-giao": 1} | {
        "toi-dang-giu": 0, "cho-bo-sung": 0, "sap-het-han": 0, "qua-han": 3, "cho-quyet-dinh": 0, "da-xong": 0,
        "chua-xong": 3,
    }  # fmt: skip


async def test_a_wrong_assignee_is_refused_at_the_field(office: AppraisalParts) -> None:
    case = await office.open()

    response = await assign(office, case, CLERK)

    assert response.status_code == 422
    [error] = response.json()["errors"]
    assert error["field"] == "assignee"
    assert OFFICER.name in error["message"]
    assert SECOND.name in error["message"]
    assert CLERK.name not in error["message"]


async def test_assigning_needs_an_open_case_and_a_version(office: AppraisalParts) -> None:
    over, case = await office.open(), await office.open()
    await office.outcome(HEAD, over, {"outcome": "forward", "text": "Đủ điều kiện."})

    late = await assign(office, over, OFFICER, 2)
    blind = await office.ask(HEAD, "PUT", f"{CASES}/{case.key}/assignee", {"assignee": OFFICER.account})
    outdated = await assign(office, case, OFFICER, 7)

    assert (late.status_code, blind.status_code, outdated.status_code) == (409, 428, 409)
    assert "đã chuyển bước tiếp theo" in late.json()["detail"]
    assert late.json()["outcome"] == "forward"


async def test_of_many_who_assign_at_once_one_wins(office: AppraisalParts) -> None:
    case = await office.open()

    responses = await asyncio.gather(*(assign(office, case, who) for who in (OFFICER, SECOND) * 5))

    stored = await office.case(case.key)
    assert stored.version == 2
    assert stored.assignment is not None
    winners = {response.json()["assignment"]["to"]["account"] for response in responses if response.status_code == 200}
    assert winners == {stored.assignment.to.account}
    assert Counter(response.status_code for response in responses) == {200: 5, 409: 5}
