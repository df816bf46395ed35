"""The head authorises a deputy over HTTP, on a real directory, and ends it."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest

from services.appraisal.web.examples import AUTHORISATION
from shared.directory.roles import Role
from tests.integration.appraisal.bureau import DEPUTY, HEAD, OFFICER, OTHER, Bureau, viewer
from tests.integration.appraisal.colleagues import settle

LEVEL = "/api/v1/levels/commune"
AUTHORISATIONS = f"{LEVEL}/authorisations"


@pytest.fixture
async def office(bureau: Bureau) -> Bureau:
    """The commune with its people in the directory."""
    await settle(bureau.database, HEAD, DEPUTY, OFFICER)
    return bureau


async def authorise(office: Bureau, body: Mapping[str, object], key: str = "") -> httpx.Response:
    wanted = {**AUTHORISATION, "deputy": DEPUTY.account, **body}
    return await office.ask(HEAD, "POST", AUTHORISATIONS, wanted, headers={"Idempotency-Key": key or str(uuid4())})


async def test_the_documented_authorisation_is_taken_once_and_listed_in_force(office: Bureau) -> None:
    first = await authorise(office, {}, "khoa-ghi-0001")
    again = await authorise(office, {}, "khoa-ghi-0001")

    listed = (await office.ask(OFFICER, "GET", f"{LEVEL}/staff")).json()["items"]
    assert (first.status_code, again.status_code) == (201, 201), first.text
    assert first.json() == again.json()
    assert (first.json()["given_by"], first.json()["in_force"]) == (HEAD.name, True)
    by_name = {one["person"]["name"]: one for one in listed}
    assert set(by_name) == {HEAD.name, DEPUTY.name, OFFICER.name}
    assert by_name[DEPUTY.name]["authorisations"] == [first.json()]
    assert by_name[DEPUTY.name]["roles"] == [{"role": "deputy", "name": "cấp phó được ủy quyền"}]


async def test_an_outcome_by_a_deputy_names_the_paper_and_who_signed_it(office: Bureau) -> None:
    case = await office.open()

    response = await office.outcome(DEPUTY, case, {"outcome": "forward", "text": "Đủ điều kiện."})

    mandate = response.json()["ruling"]["mandate"]
    assert (mandate["paper"], mandate["given_by"]) == ("15/UQ-UBND", "Lê Văn Chủ")
    assert response.json()["history"][-1]["mandate"] == mandate["authorisation"]
    assert (await office.case(case.key)).history[-1].mandate == mandate["authorisation"]


async def test_an_ended_authorisation_stays_on_record_and_is_not_ended_twice(office: Bureau) -> None:
    given = (await authorise(office, {})).json()
    path = f"{AUTHORISATIONS}/{given['id']}/end"

    ended, twice = await office.ask(HEAD, "POST", path), await office.ask(HEAD, "POST", path)

    assert (ended.status_code, twice.status_code) == (200, 409)
    assert (ended.json()["ended_by"], ended.json()["in_force"]) == (HEAD.name, False)
    assert "kết thúc sớm" in twice.json()["detail"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_on": "2021-10-02"}, "ends_on"),
        ({"begins_on": "2098-01-01", "ends_on": "2097-01-01"}, "ends_on"),
        ({"paper": {"number": "", "signed_on": "2021-09-30"}}, "paper.number"),
        ({"paper": {"number": "15/UQ", "signed_on": "2098-09-30"}}, "paper.signed_on"),
        ({"deputy": OFFICER.account}, "deputy"),
        ({"la": 1}, "la"),
    ],
)
async def test_what_must_be_mended_is_named_at_its_field(office: Bureau, change: dict[str, object], field: str) -> None:
    response = await authorise(office, change)

    assert response.status_code == 422, response.text
    assert [error["field"] for error in response.json()["errors"]] == [field]


async def test_a_locked_deputy_and_another_authoritys_are_not_authorised(office: Bureau) -> None:
    far = viewer(Role.DEPUTY, authority=OTHER, name="Phó Xa")
    await settle(office.database, far)
    await office.database["accounts"].update_one({"_id": DEPUTY.account}, {"$set": {"active": False}})

    locked, elsewhere = await authorise(office, {}), await authorise(office, {"deputy": far.account})

    assert (locked.status_code, elsewhere.status_code) == (422, 422)
    assert far.name not in locked.text


async def test_another_authoritys_head_neither_sees_nor_ends_it(office: Bureau) -> None:
    given = (await authorise(office, {})).json()
    stranger = replace(HEAD, account="khac", authorities=frozenset({OTHER}))

    ended = await office.ask(stranger, "POST", f"{AUTHORISATIONS}/{given['id']}/end")
    listed = await office.ask(stranger, "GET", f"{LEVEL}/staff")
    own = await office.ask(HEAD, "GET", f"{LEVEL}/staff")

    assert ended.status_code == 404
    assert (listed.status_code, listed.json()["items"]) == (200, [])
    assert given["id"] in own.text
