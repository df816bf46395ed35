"""Approved cases of the unit's commune, many at once, by the API."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from pydantic import JsonValue

from ops.demo.desks import Desk, submit, wait_for_case
from ops.demo.dossiers import Submission, volunteer
from ops.demo.people import Office, Person
from tests.pages.visitors import Visitor

COMMUNE = Desk("commune", "xa-yen-phu")
_AT_ONCE = 6


@dataclass(frozen=True)
class Approved:
    """An approved case: its id, the nomination's number, and whom it names."""

    case_id: str
    number: str
    name: str


async def approve(office: Office, count: int) -> Sequence[Approved]:
    """That many cases of one dossier, all approved by the head."""
    bodies = [volunteer().body for _ in range(count)]
    nominations: list[JsonValue] = []
    for body in bodies:
        nominations += _entries(body)
    taken = await submit(office, Visitor.UNIT, Submission(str(uuid4()), {**bodies[0], "nominations": nominations}))
    head, limit = await office.person(Visitor.HEAD), asyncio.Semaphore(_AT_ONCE)

    async def bring(identity: str) -> None:
        async with limit:
            await _decide(head, f"{identity}:1", {"outcome": "forward", "text": "Hồ sơ đủ thành phần."})
            await _decide(head, f"{identity}:2", {"outcome": "approve"})

    await asyncio.gather(*(bring(str(each.id)) for each in taken.nominations))
    names = [_name(entry) for entry in nominations]
    return [Approved(f"{each.id}:2", each.number, name) for each, name in zip(taken.nominations, names, strict=True)]


async def _decide(head: Person, case_id: str, verdict: dict[str, JsonValue]) -> None:
    path = f"{COMMUNE.cases}/{case_id}"
    await head.do(f"{path}/outcome", verdict, version=(await wait_for_case(head, path)).version)


def _entries(body: dict[str, JsonValue]) -> list[JsonValue]:
    entries = body["nominations"]
    assert isinstance(entries, list)
    return entries


def _name(entry: JsonValue) -> str:
    assert isinstance(entry, dict)
    nominee = entry["nominee"]
    assert isinstance(nominee, dict)
    return str(nominee["name"])
