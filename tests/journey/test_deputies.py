"""A deputy decides by a paper; the head ends it, and on the whole system the deputy is refused until the next paper."""

from typing import Any
from uuid import uuid4

import httpx
from pydantic import JsonValue

from ops.demo.people import Office, Person
from ops.demo.waiting import until
from tests.journey.acts import COMMUNE, FORWARD, opened, submitted

LEVEL = "/api/v1/levels/commune"
# Refused as long as nothing is proposed, whoever asks: it tells who may decide without deciding anything.
SEND_BACK: dict[str, JsonValue] = {"send_back": True, "text": "Xem lại."}


async def test_a_deputy_decides_only_while_the_heads_paper_holds(office: Office) -> None:
    case = f"{(await submitted(office)).nominations[0].id}:1"
    version = await opened(office, COMMUNE, case)
    head, deputy = await office.person("lanh-dao.xa-yen-phu"), await office.person("pho.xa-yen-phu")
    colleague = await _deputy(head)
    outcome = f"{COMMUNE.cases}/{case}/outcome"

    for standing in [one["id"] for one in colleague["authorisations"] if one["in_force"]]:
        await head.do(f"{LEVEL}/authorisations/{standing}/end")
    try:
        refused = await _answered(deputy, outcome, version, 403)
    finally:
        given = await head.do(f"{LEVEL}/authorisations", _paper(colleague["person"]["account"]), key=str(uuid4()))
    await _answered(deputy, outcome, version, 409)
    decided = await deputy.do(outcome, FORWARD, version=version)

    assert "kết thúc sớm" in refused.json()["detail"]
    mandate = decided.json()["ruling"]["mandate"]
    assert (mandate["authorisation"], mandate["paper"]) == (given.json()["id"], "16/UQ-UBND")


async def _deputy(head: Person) -> dict[str, Any]:
    staff: list[dict[str, Any]] = (await head.do(f"{LEVEL}/staff", method="GET")).json()["items"]
    return next(one for one in staff if one["authorisations"])


async def _answered(deputy: Person, outcome: str, version: int, status: int) -> httpx.Response:
    """The answer to an attempt, once it is that: other processes notice within ten seconds."""

    async def look() -> httpx.Response | None:
        response = await deputy.ask(outcome, SEND_BACK, version=version)
        return response if response.status_code == status else None

    return await until(look, what=f"{status} for the deputy", seconds=30)


def _paper(account: str) -> dict[str, JsonValue]:
    return {
        "deputy": account,
        "begins_on": "2021-10-01",
        "ends_on": "2099-12-31",
        "paper": {"number": "16/UQ-UBND", "signed_on": "2021-09-30"},
    }
