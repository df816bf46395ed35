"""Taking a nomination back, also while it is being passed on: the unit gets it, or the outcome that was first."""

import asyncio

from pydantic import JsonValue

from ops.demo.people import Office
from tests.journey.acts import (
    APPROVE,
    CENTRE,
    COMMUNE,
    FORWARD,
    HEALTH,
    HOME_AFFAIRS,
    YOUTH,
    case,
    decide,
    happened,
    opened,
    stopped,
    submitted,
    told,
)
from tests.running import System

_FINAL = frozenset({"forwarded", "approved", "declined", "referred", "withdrawn"})
_REASON: dict[str, JsonValue] = {"reason": "Đơn vị trình nhầm hình thức."}


async def test_what_waits_at_its_first_step_comes_back(system: System, office: Office) -> None:
    identity, number = await _waiting(office)

    await _take_back(office, YOUTH, identity)

    seen = await happened(office, YOUTH, identity, "withdrawn")
    assert seen.status == "da-rut"
    assert (await case(office, COMMUNE, f"{identity}:1")).state == "withdrawn"
    assert set(map(tuple, (await told(system, number, ["withdrawn"])).values())) == {("withdrawn",)}


async def test_withdrawing_while_being_forwarded_ends_once(office: Office) -> None:
    taken = [await submitted(office, CENTRE) for _ in range(6)]
    identities = [each.nominations[0].id for each in taken]
    versions = [await opened(office, HEALTH, f"{identity}:1") for identity in identities]
    head = await office.person("lanh-dao.so-y-te")

    acts = [
        [
            _take_back(office, CENTRE, identity),
            head.ask(f"{HEALTH.cases}/{identity}:1/outcome", FORWARD, version=version),
        ]
        for identity, version in zip(identities, versions, strict=True)
    ]
    await asyncio.gather(*(act for pair in acts for act in pair))

    for identity in identities:
        seen = await happened(office, CENTRE, identity, "withdrawn")
        finals = [entry.step for entry in seen.history if entry.fact in _FINAL]
        assert seen.status == "da-rut"
        assert len(finals) == len(set(finals))


async def test_a_withdrawal_reaches_a_level_before_the_work_does(system: System, office: Office) -> None:
    taken = await submitted(office, CENTRE)
    identity = taken.nominations[0].id
    await opened(office, HEALTH, f"{identity}:1")
    async with stopped(system, "appraisal-province"):
        await decide(office, HEALTH, f"{identity}:1", FORWARD)

        await _take_back(office, CENTRE, identity)

    seen = await happened(office, CENTRE, identity, "withdrawn")
    assert seen.status == "da-rut"
    assert (await case(office, HOME_AFFAIRS, f"{identity}:2")).state == "withdrawn"


async def test_after_the_approval_it_is_too_late(office: Office) -> None:
    identity, _ = await _waiting(office)
    await decide(office, COMMUNE, f"{identity}:1", FORWARD)
    await decide(office, COMMUNE, f"{identity}:2", APPROVE)
    await happened(office, YOUTH, identity, "approved")
    unit = await office.person(YOUTH)

    answer = await unit.ask(f"/api/v1/nominations/{identity}/withdrawal", _REASON)

    assert answer.status_code == 409
    assert (await happened(office, YOUTH, identity, "approved")).status == "da-duyet"


async def _waiting(office: Office) -> tuple[str, str]:
    taken = (await submitted(office)).nominations[0]
    await opened(office, COMMUNE, f"{taken.id}:1")
    return taken.id, taken.number


async def _take_back(office: Office, username: str, identity: str) -> None:
    unit = await office.person(username)
    answer = await unit.ask(f"/api/v1/nominations/{identity}/withdrawal", _REASON)
    assert answer.status_code == 202, answer.text
