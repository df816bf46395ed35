"""Every route of appraisal × every role × one's own authority or another; an unlisted route fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest

from services.appraisal.domain.case import Case
from services.appraisal.web.api.annulments import ANNULMENT
from services.appraisal.web.api.corrections import CORRECTION_OF_RECORD
from services.appraisal.web.api.correspondence import NOTE
from services.appraisal.web.api.windows import WINDOW
from shared.identity.viewer import Role
from tests.integration.appraisal.colleagues import settle
from tests.integration.appraisal.parts import CLERK, DEPUTY, HEAD, OFFICER, OTHER, AppraisalParts, viewer
from tests.integration.appraisal.walking import Door, unlisted, vanished
from tests.unit.appraisal.samples import YEN_PHU

READERS = frozenset({Role.OFFICER, Role.HEAD, Role.DEPUTY, Role.CLERK, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY})
WORKERS = frozenset({Role.OFFICER, Role.HEAD, Role.DEPUTY})
OFFICERS = frozenset({Role.OFFICER})
DECIDERS = frozenset({Role.HEAD, Role.DEPUTY})
SECRETARIES = frozenset({Role.COUNCIL_SECRETARY})
CLERKS = frozenset({Role.CLERK})
_CASES = "/api/v1/levels/{level}/cases"
_WINDOWS = "/api/v1/levels/{level}/windows"
_BULK = "/api/v1/levels/{level}/bulk"
_DECISIONS = "/api/v1/levels/{level}/decisions"
_STAFF = "/api/v1/levels/{level}/staff"

# Another's list is an empty one; another's case or decision is not there; another's case in a list names it: 409.
DOORS = (
    Door("GET", _CASES, READERS, own=200, other=200),
    Door("GET", f"{_CASES}/counts", READERS, own=200, other=200),
    Door("GET", f"{_CASES}/{{case_id}}", READERS, own=200, other=404),
    Door("POST", f"{_CASES}/{{case_id}}/claim", WORKERS, own=200, other=404),
    Door("DELETE", f"{_CASES}/{{case_id}}/claim", WORKERS, own=200, other=404),
    Door("PUT", f"{_CASES}/{{case_id}}/proposal", OFFICERS, own=200, other=404),
    Door("POST", f"{_CASES}/{{case_id}}/outcome", DECIDERS, own=200, other=404),
    Door("PUT", f"{_CASES}/{{case_id}}/assignee", DECIDERS, own=200, other=404),
    Door("DELETE", f"{_CASES}/{{case_id}}/assignee", DECIDERS, own=200, other=404),
    Door("GET", f"{_CASES}/{{case_id}}/messages", READERS, own=200, other=404),
    Door("POST", f"{_CASES}/{{case_id}}/messages", WORKERS, own=201, other=404),
    # In the table's commune no vote is taken: who may enter one learns that.
    Door("POST", f"{_CASES}/{{case_id}}/vote", SECRETARIES, own=422, other=404),
    Door("POST", _DECISIONS, CLERKS, own=201, other=409),
    Door("GET", _DECISIONS, READERS, own=200, other=200),
    Door("GET", f"{_DECISIONS}/{{decision_id}}", READERS, own=200, other=404),
    Door("GET", f"{_DECISIONS}/{{decision_id}}/corrections", READERS, own=200, other=404),
    Door("GET", f"{_DECISIONS}/{{decision_id}}/annulments", READERS, own=200, other=404),
    # The table's decision has another version: who may amend it learns that.
    Door("POST", f"{_DECISIONS}/{{decision_id}}/corrections", CLERKS, own=409, other=404),
    Door("POST", f"{_DECISIONS}/{{decision_id}}/annulments", CLERKS, own=409, other=404),
    # A list of many is worked through line by line: each of another's cases is refused as one that is not there.
    Door("POST", _BULK, DECIDERS, own=201, other=201),
    Door("GET", f"{_BULK}/{{bulk_id}}", READERS, own=200, other=404),
    # Windows are the province's; which there are is no secret. test_windows_api.py goes through these doors there.
    Door("POST", _WINDOWS, DECIDERS, own=403, other=403),
    Door("GET", _WINDOWS, READERS, own=200, other=200),
    Door("POST", f"{_WINDOWS}/{{window_id}}/close", DECIDERS, own=404, other=404),
    Door("GET", _STAFF, READERS, own=200, other=200),
)
_BODIES: Mapping[str, object] = {
    f"POST {_WINDOWS}": WINDOW,
    f"POST {_DECISIONS}/{{decision_id}}/corrections": CORRECTION_OF_RECORD,
    f"POST {_DECISIONS}/{{decision_id}}/annulments": ANNULMENT,
    f"POST {_CASES}/{{case_id}}/messages": NOTE,
    f"PUT {_CASES}/{{case_id}}/assignee": {"assignee": OFFICER.account},
    f"PUT {_CASES}/{{case_id}}/proposal": {"outcome": "forward"},
    f"POST {_CASES}/{{case_id}}/outcome": {"outcome": "forward"},
    f"POST {_CASES}/{{case_id}}/vote": {"members": 15, "present": 13, "approving": 12, "minutes": "07/BB-HĐTĐKT"},
}
_HEADERS = {"If-Match": '"1"', "Idempotency-Key": "khoa-ghi-0001"}


@dataclass(frozen=True)
class Things:
    """What there is in the commune: an open case, an approved one, an issued decision."""

    open: Case
    approved: Case
    decision_id: str
    bulk_id: str


async def things(parts: AppraisalParts) -> Things:
    first, approved = await parts.approve(2)
    recorded = await parts.record(CLERK, "1/QĐ-UBND", [first])
    acted = await parts.bulk(HEAD, [await parts.open()])
    await settle(parts.database, DEPUTY, OFFICER)
    return Things(await parts.open(), approved, recorded.json()["id"], acted.json()["id"])


def address(door: Door, there: Things, level: str = "commune") -> str:
    ids = {
        "case_id": there.open.key,
        "decision_id": there.decision_id,
        "bulk_id": there.bulk_id,
    }
    return door.path.format(level=level, window_id=UUID(int=1), **ids)


def body(door: Door, there: Things) -> object:
    if (door.method, door.path) == ("POST", _DECISIONS):
        return {
            "number": "2/QĐ-UBND",
            "issued_on": "2021-10-05",
            "signatory": {"name": "Lê Văn Chủ", "position": "Chủ tịch"},
            "case_ids": [str(there.approved.key)],
        }
    if (door.method, door.path) == ("POST", _BULK):
        return {"kind": "outcome", "outcome": "forward", "cases": [{"case_id": str(there.open.key), "version": 1}]}
    return _BODIES.get(str(door))


def test_every_route_is_in_the_table(prepared_parts: AppraisalParts) -> None:
    assert unlisted(prepared_parts.app, DOORS) == frozenset()
    assert vanished(prepared_parts.app, DOORS) == frozenset()


@pytest.mark.parametrize("door", DOORS, ids=str)
async def test_nobody_goes_through_a_door_unknown(parts: AppraisalParts, door: Door) -> None:
    there = await things(parts)

    response = await parts.ask(None, door.method, address(door, there), body(door, there), headers=_HEADERS)

    assert response.status_code == 401


@pytest.mark.parametrize("door", DOORS, ids=str)
async def test_a_level_that_is_not_served_here_is_not_there(parts: AppraisalParts, door: Door) -> None:
    there = await things(parts)
    everybody = viewer(*Role)

    for level in ("state", "quarter"):
        path = address(door, there, level)
        response = await parts.ask(everybody, door.method, path, body(door, there), headers=_HEADERS)
        assert response.status_code == 404


@pytest.mark.parametrize("authority", [YEN_PHU.code, OTHER], ids=["own", "other"])
@pytest.mark.parametrize("door", DOORS, ids=str)
async def test_each_door_opens_to_its_roles_for_what_is_theirs(
    parts: AppraisalParts, door: Door, authority: str
) -> None:
    there = await things(parts)

    for role in Role:
        who = viewer(role, authority=authority)
        response = await parts.ask(who, door.method, address(door, there), body(door, there), headers=_HEADERS)

        assert response.status_code == door.expected(role, is_own=authority == YEN_PHU.code), (role, response.text)
        if authority == OTHER:
            assert_nothing_told(response, there)
        elif response.is_success and door.method == "GET":
            # What others must not read is what its own people do read there.
            assert_told(door, response, there)
        elif response.is_success:
            await parts.empty()
            there = await things(parts)


def assert_nothing_told(response: httpx.Response, there: Things) -> None:
    assert there.open.content.nominee.name not in response.text
    assert DEPUTY.name not in response.text
    assert OFFICER.name not in response.text
    assert all(item["result"] == "refused" and not item["standing"] for item in response.json().get("items", []))
    assert sum(tab["count"] for tab in response.json().get("tabs", [])) == 0


def assert_told(door: Door, response: httpx.Response, there: Things) -> None:
    if str(door) in {f"GET {_CASES}", f"GET {_CASES}/{{case_id}}"}:
        assert there.open.content.nominee.name in response.text
    if str(door) == f"GET {_STAFF}":
        assert DEPUTY.name in response.text
    if str(door) == f"GET {_CASES}/counts":
        assert sum(tab["count"] for tab in response.json()["tabs"]) > 0


async def test_another_level_holds_nothing_under_that_number(parts: AppraisalParts) -> None:
    there = await things(parts)

    response = await parts.ask(viewer(Role.HEAD), "GET", f"/api/v1/levels/province/cases/{there.open.key}")

    assert response.status_code == 404
