"""A level that lets its limit pass: the unit gets an apology with a new date, and its own people a reminder, each once.

The clock is ahead at noon of a working day, so that both are due as the level starts.
"""

import asyncio
import base64
import email
import json
from collections import Counter
from collections.abc import Iterator
from email.policy import default

from ops.demo.people import Office
from ops.demo.waiting import until
from shared.clock import OFFSET
from tests.journey.acts import COMMUNE, YOUTH, happened, opened, submitted, told
from tests.running import System
from tests.working_hours import seconds_to_noon

_DAYS = 60
_COMMUNE = "appraisal-commune"
_PEOPLE = {f"{role}.xa-yen-phu@hung-yen.example" for role in ("chuyen-vien", "lanh-dao", "pho")}


async def test_a_missed_limit_is_told_once_to_unit_and_authority(system: System, office: Office) -> None:
    taken = await submitted(office)
    identity, number = taken.nominations[0].id, taken.nominations[0].number
    await opened(office, COMMUNE, f"{identity}:1")
    ahead = {OFFSET: str(seconds_to_noon(days=_DAYS)), "THIDUA_DIGEST_AT": "07:30"}

    try:
        await asyncio.to_thread(system.stack.stop_part, _COMMUNE)
        await asyncio.to_thread(system.stack.start_part, _COMMUNE, ahead)
        late = await happened(office, YOUTH, identity, "delayed", seconds=60)
        heard = await told(system, number, ["delayed"])
        reminded = await digests(system, number)
    finally:
        await asyncio.to_thread(system.stack.stop_part, _COMMUNE)
        await asyncio.to_thread(system.stack.start_part, _COMMUNE)

    [entry] = [entry for entry in late.history if entry.fact == "delayed"]
    assert entry.details["promised_on"] > entry.details["due_on"]
    assert late.status == "dang-xet"
    assert all(facts == ["delayed"] for facts in heard.values())
    assert reminded == Counter(_PEOPLE)


async def digests(system: System, number: str) -> Counter[str]:
    """To whom digests of overdue cases were sent, and how often, once everybody has one."""

    async def look() -> Counter[str] | None:
        found = Counter(_digested(system, number))
        return found if found.keys() >= _PEOPLE else None

    return await until(look, what="a digest for each of the commune's people", seconds=60)


def _digested(system: System, number: str) -> Iterator[str]:
    for line in system.stack.mail.record.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["kind"] == "mail" and _is_digest(base64.b64decode(entry["raw"]), number):
            yield from _PEOPLE.intersection(entry["to"])


def _is_digest(raw: bytes, number: str) -> bool:
    message = email.message_from_bytes(raw, policy=default)
    if not str(message["Subject"]).startswith("Việc tại "):
        return False
    body = message.get_body(("plain",))
    said = body.get_content() if body else ""
    # What other journeys left open there is overdue by then, too, and only so many fit.
    return "quá hạn: " in said and (number in said or "hồ sơ khác." in said)
