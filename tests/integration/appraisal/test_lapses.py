"""Work given to somebody who is locked or has moved is nobody's again, however that came about; so are claims."""

from collections.abc import Mapping

import pytest

from services.appraisal.application.lapses import EndClaimsOfLeavers
from services.appraisal.domain.case import Case
from shared.identity.viewer import Role, Viewer
from shared.mongo.staff import MongoStaff
from tests.integration.appraisal.colleagues import settle
from tests.integration.appraisal.parts import CASES, CLERK, HEAD, OFFICER, AppraisalParts, now, viewer
from tests.integration.appraisal.test_assignments_api import assign, ids

SECOND = viewer(Role.OFFICER, name="Vũ Thị Hai")
LOCKED = {"active": False}
MOVED = {"authorities": ["33.327"]}
NO_OFFICER = {"roles": ["head"]}
WAYS = [
    pytest.param(LOCKED, "khóa", id="locked"),
    pytest.param(MOVED, "chuyển khỏi", id="moved"),
    pytest.param(NO_OFFICER, "không còn là chuyên viên", id="another role"),
]


@pytest.fixture
async def office(parts: AppraisalParts) -> AppraisalParts:
    """The commune with its people in the directory."""
    await settle(parts.database, HEAD, OFFICER, SECOND, CLERK)
    return parts


async def become(office: AppraisalParts, who: Viewer, change: Mapping[str, object]) -> None:
    await office.database["accounts"].update_one({"_id": who.account}, {"$set": change})


async def counts(office: AppraisalParts, who: Viewer, **params: str) -> dict[str, int]:
    tabs = (await office.ask(who, "GET", f"{CASES}/counts", params=params)).json()["tabs"]
    return {tab["tab"]: tab["count"] for tab in tabs}


async def given(office: AppraisalParts) -> tuple[Case, Case, Case]:
    """One case of each officer, and one of nobody."""
    first, second, nobodys = [await office.open() for _ in range(3)]
    await assign(office, first, OFFICER)
    await assign(office, second, SECOND)
    return first, second, nobodys


@pytest.mark.parametrize(("change", "mark"), WAYS)
async def test_work_of_somebody_who_left_surfaces(
    office: AppraisalParts, change: Mapping[str, object], mark: str
) -> None:
    left, kept, nobodys = await given(office)
    before = await ids(office, HEAD, tab="chua-giao")

    await become(office, OFFICER, change)

    surfaced = {str(left.key), str(nobodys.key)}
    rows = {row["id"]: row for row in (await office.ask(HEAD, "GET", CASES)).json()["items"]}
    shown = (await office.ask(HEAD, "GET", f"{CASES}/{left.key}")).json()
    assert before == {str(nobodys.key)}
    assert await ids(office, HEAD, tab="chua-giao") == surfaced == await ids(office, HEAD, assignee="none")
    assert (await counts(office, HEAD))["chua-giao"] == 2
    assert (await counts(office, HEAD, assignee="none"))["can-lam"] == 2
    assert mark in rows[str(left.key)]["assignment_lapsed"] == shown["assignment_lapsed"]
    assert rows[str(left.key)]["assigned_to"]["name"] == OFFICER.name
    assert [rows[str(each.key)]["assignment_lapsed"] for each in (kept, nobodys)] == [None, None]


@pytest.mark.parametrize(("change", "mark"), WAYS)
async def test_it_is_given_to_another_and_theirs(
    office: AppraisalParts, change: Mapping[str, object], mark: str
) -> None:
    left, _, nobodys = await given(office)
    await become(office, OFFICER, change)

    answer = await assign(office, left, SECOND, 2, reason=mark)

    assert (answer.status_code, answer.json()["assignment_lapsed"]) == (200, None)
    assert await ids(office, HEAD, tab="chua-giao") == {str(nobodys.key)}
    assert str(left.key) in await ids(office, SECOND, tab="giao-cho-toi")


async def test_unlocked_it_is_theirs_as_before(office: AppraisalParts) -> None:
    left, _, nobodys = await given(office)
    await become(office, OFFICER, LOCKED)
    await become(office, OFFICER, {"active": True})

    assert await ids(office, HEAD, tab="chua-giao") == {str(nobodys.key)}
    assert await ids(office, OFFICER, tab="giao-cho-toi") == {str(left.key)}


async def test_what_is_nobodys_is_not_ones_own(office: AppraisalParts) -> None:
    await given(office)
    await become(office, OFFICER, NO_OFFICER)

    assert await ids(office, OFFICER, tab="giao-cho-toi") == set()
    assert (await counts(office, OFFICER))["giao-cho-toi"] == 0


async def test_a_case_that_is_over_stays_whose_it_was(office: AppraisalParts) -> None:
    left, _, nobodys = await given(office)
    await office.outcome(HEAD, left, {"outcome": "forward", "text": "Đủ điều kiện."}, 2)
    await become(office, OFFICER, LOCKED)

    rows = {
        row["id"]: row for row in (await office.ask(HEAD, "GET", CASES, params={"state": "forwarded"})).json()["items"]
    }
    assert await ids(office, HEAD, assignee="none") == {str(nobodys.key)}
    assert rows[str(left.key)]["assignment_lapsed"] is None


@pytest.mark.parametrize("change", [LOCKED, MOVED, {"roles": ["clerk"]}])
async def test_the_claim_of_a_leaver_ends(office: AppraisalParts, change: Mapping[str, object]) -> None:
    held, kept = await office.open(), await office.open()
    await office.ask(OFFICER, "POST", f"{CASES}/{held.key}/claim")
    await office.ask(SECOND, "POST", f"{CASES}/{kept.key}/claim")
    sweep = EndClaimsOfLeavers(office.cases, MongoStaff(office.database), now)
    before = await sweep()

    await become(office, OFFICER, change)

    assert (before, await sweep(), await sweep()) == (0, 1, 0)
    assert (await office.case(held.key)).claim is None
    assert (await office.case(kept.key)).claim is not None
