"""A level's people over HTTP, on a real directory: who may be given work, and which deputy decides by which paper."""

from dataclasses import replace

import pytest

from services.identity.adapters.kept_authorisations import KeptAuthorisations
from tests.integration.appraisal.colleagues import settle
from tests.integration.appraisal.parts import DEPUTY, HEAD, OFFICER, OTHER, AppraisalParts
from tests.unit.appraisal.samples import YEN_PHU
from tests.unit.directory.samples import BY_PAPER

LEVEL = "/api/v1/levels/commune"
GIVEN = replace(
    BY_PAPER,
    id="0b8f6d3e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    account=DEPUTY.account,
    authorities=frozenset({YEN_PHU.code}),
    given_by_name=HEAD.name,
)


@pytest.fixture
async def office(parts: AppraisalParts) -> AppraisalParts:
    """The commune with its people in the directory."""
    await settle(parts.database, HEAD, DEPUTY, OFFICER)
    await KeptAuthorisations(parts.database).add(GIVEN)
    return parts


async def test_colleagues_see_who_decides_by_which_paper(office: AppraisalParts) -> None:
    listed = (await office.ask(OFFICER, "GET", f"{LEVEL}/staff")).json()["items"]

    by_name = {each["person"]["name"]: each for each in listed}
    assert set(by_name) == {HEAD.name, DEPUTY.name, OFFICER.name}
    [shown] = by_name[DEPUTY.name]["authorisations"]
    assert (shown["id"], shown["given_by"], shown["in_force"]) == (GIVEN.id, HEAD.name, True)
    assert by_name[DEPUTY.name]["roles"] == [{"role": "deputy", "name": "cấp phó được ủy quyền"}]


async def test_a_deputys_outcome_names_the_paper_and_signer(office: AppraisalParts) -> None:
    case = await office.open()

    response = await office.outcome(DEPUTY, case, {"outcome": "forward", "text": "Đủ điều kiện."})

    mandate = response.json()["ruling"]["mandate"]
    assert (mandate["paper"], mandate["given_by"]) == ("15/UQ-UBND", "Lê Văn Chủ")
    assert response.json()["history"][-1]["mandate"] == mandate["authorisation"]
    assert (await office.case(case.key)).history[-1].mandate == mandate["authorisation"]


async def test_another_authoritys_head_sees_no_authorisation(office: AppraisalParts) -> None:
    stranger = replace(HEAD, account="khac", authorities=frozenset({OTHER}))

    listed = await office.ask(stranger, "GET", f"{LEVEL}/staff")
    own = await office.ask(HEAD, "GET", f"{LEVEL}/staff")

    assert (listed.status_code, listed.json()["items"]) == (200, [])
    assert GIVEN.id in own.text


async def test_no_paper_is_given_or_ended_at_a_level(office: AppraisalParts) -> None:
    given = await office.ask(HEAD, "POST", f"{LEVEL}/authorisations", {})
    ended = await office.ask(HEAD, "POST", f"{LEVEL}/authorisations/{GIVEN.id}/end")

    assert (given.status_code, ended.status_code) == (404, 404)
