"""A level that lets its limit pass: the unit gets an apology with a new date, once, and its page says so."""

import asyncio

from ops.demo.people import Office
from shared.clock import OFFSET
from tests.journey.acts import COMMUNE, YOUTH, happened, opened, submitted, told
from tests.running import System

_SIXTY_DAYS = str(60 * 24 * 3600)
_COMMUNE = "appraisal-commune"


async def test_a_missed_limit_is_apologised_for_once(system: System, office: Office) -> None:
    taken = await submitted(office)
    identity, number = taken.nominations[0].id, taken.nominations[0].number
    await opened(office, COMMUNE, f"{identity}:1")

    try:
        await asyncio.to_thread(system.stack.stop_one, _COMMUNE)
        await asyncio.to_thread(system.stack.start_one, _COMMUNE, {OFFSET: _SIXTY_DAYS})
        late = await happened(office, YOUTH, identity, "delayed", seconds=60)
        heard = await told(system, number, ["delayed"])
    finally:
        await asyncio.to_thread(system.stack.stop_one, _COMMUNE)
        await asyncio.to_thread(system.stack.start_one, _COMMUNE)

    [entry] = [entry for entry in late.history if entry.fact == "delayed"]
    assert entry.details["promised_on"] > entry.details["due_on"]
    assert late.status == "dang-xet"
    assert all(facts == ["delayed"] for facts in heard.values())
