"""A level asks once for everything that is missing; the unit supplies it, and the same step goes on."""

from pydantic import JsonValue

from ops.demo.people import Office
from tests.journey.acts import (
    APPROVE,
    COMMUNE,
    FORWARD,
    YOUTH,
    case,
    decide,
    happened,
    nomination,
    opened,
    submitted,
    told,
)
from tests.running import System

RETURN: dict[str, JsonValue] = {
    "outcome": "return",
    "text": "Bổ sung để đủ căn cứ xét.",
    "missing": [{"section": "Thành tích", "message": "Nêu số hộ được giúp, có xác nhận của thôn."}],
}


async def test_a_returned_nomination_goes_on_once_it_is_supplemented(system: System, office: Office) -> None:
    identity, number = await _returned(office)
    assert (await nomination(office, YOUTH, identity)).status == "cho-bo-sung"

    await _supplement(office, identity, "Đã giúp 430 hộ, có xác nhận của 6 thôn.")

    await happened(office, YOUTH, identity, "reopened")
    standing = await case(office, COMMUNE, f"{identity}:1")
    assert (standing.state, standing.round) == ("open", 2)
    await decide(office, COMMUNE, f"{identity}:1", FORWARD)
    await decide(office, COMMUNE, f"{identity}:2", APPROVE)
    seen = await happened(office, YOUTH, identity, "approved")
    assert seen.content["achievement"]["summary"] == "Đã giúp 430 hộ, có xác nhận của 6 thôn."  # type: ignore[index,call-overload]
    heard = await told(system, number, ["returned", "forwarded", "approved"])
    assert set(map(tuple, heard.values())) == {("returned", "forwarded", "approved")}


async def test_a_step_asks_only_once(office: Office) -> None:
    identity, _ = await _returned(office)
    await _supplement(office, identity, "Đã bổ sung.")
    await happened(office, YOUTH, identity, "reopened")
    head = await office.person("lanh-dao.xa-yen-phu")
    version = (await case(office, COMMUNE, f"{identity}:1")).version

    answer = await head.ask(f"{COMMUNE.cases}/{identity}:1/outcome", RETURN, version=version)

    assert answer.status_code == 409
    assert (await case(office, COMMUNE, f"{identity}:1")).state == "open"


async def test_what_was_not_returned_cannot_be_supplemented(office: Office) -> None:
    identity = (await submitted(office)).nominations[0].id
    await opened(office, COMMUNE, f"{identity}:1")
    unit = await office.person(YOUTH)
    content = (await nomination(office, YOUTH, identity)).content

    answer = await unit.ask(f"/api/v1/nominations/{identity}/supplement", {"content": dict(content)})

    assert answer.status_code == 409


async def _returned(office: Office) -> tuple[str, str]:
    taken = (await submitted(office)).nominations[0]
    await decide(office, COMMUNE, f"{taken.id}:1", RETURN)
    await happened(office, YOUTH, taken.id, "returned")
    return taken.id, taken.number


async def _supplement(office: Office, identity: str, summary: str) -> None:
    unit = await office.person(YOUTH)
    content = dict((await nomination(office, YOUTH, identity)).content)
    achievement = content["achievement"]
    assert isinstance(achievement, dict)
    body: dict[str, JsonValue] = {
        "content": {**content, "achievement": {**achievement, "summary": summary}},
        "note": "Đơn vị đã bổ sung theo phiếu yêu cầu.",
    }
    await unit.do(f"/api/v1/nominations/{identity}/supplement", body)
