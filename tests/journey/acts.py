"""What the journeys do beside the demo's own acts, and how they look at what became of it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from uuid import uuid4

import httpx
from pydantic import JsonValue

from ops.demo.desks import Desk, wait_for_case
from ops.demo.dossiers import Submission, nurse, volunteer
from ops.demo.people import Office, Person, Shown
from ops.demo.views import Taken
from ops.demo.waiting import until
from tests.oracle.mails import SmtpRecord
from tests.running import System

COMMUNE = Desk("commune", "xa-yen-phu")
DISTRICT = Desk("district", "huyen-yen-my")
HEALTH = Desk("department", "so-y-te")
HOME_AFFAIRS = Desk("province", "so-noi-vu")
CHAIRMAN = Desk("province", "chu-tich")
YOUTH, CENTRE = "nop.doan-yen-phu", "nop.ttyt-yen-my"
_RECIPIENTS = 2  # the unit's mailbox and the account that submitted
FORWARD: dict[str, JsonValue] = {"outcome": "forward", "text": "Đồng ý chuyển."}
APPROVE: dict[str, JsonValue] = {"outcome": "approve", "text": "Đồng ý khen thưởng."}
DECLINE: dict[str, JsonValue] = {
    "outcome": "decline",
    "reason_code": "khong-du-tieu-chuan",
    "text": "Thành tích chưa nêu rõ kết quả.",
}


class Entry(Shown):
    """An entry of a nomination's history."""

    version: int
    fact: str
    step: int
    details: Mapping[str, str]


class Nomination(Shown):
    """A nomination as its submitter sees it."""

    id: str
    number: str
    version: int
    status: str
    content: Mapping[str, JsonValue]
    history: tuple[Entry, ...]

    @property
    def facts(self) -> list[str]:
        """What happened, in order of version."""
        return [entry.fact for entry in self.history]

    def ending(self, fact: str) -> Entry:
        """The entry of a fact that comes once; an `opened` that had to wait may come after it."""
        [found] = [entry for entry in self.history if entry.fact == fact]
        return found


class Case(Shown):
    """A case as its authority sees it."""

    version: int
    state: str
    round: int


def anew(submission: Submission) -> Submission:
    """The same body under another key."""
    return Submission(str(uuid4()), submission.body)


async def submitted(office: Office, username: str = YOUTH) -> Taken:
    """A dossier of one nomination just taken in: a Giấy khen from the youth union, a Bằng khen from the centre."""
    response = await post(await office.person(username), volunteer() if username == YOUTH else nurse())
    assert response.status_code == httpx.codes.CREATED, response.text
    return Taken.model_validate_json(response.content)


async def post(person: Person, submission: Submission) -> httpx.Response:
    """The answer to handing a dossier in."""
    return await person.ask("/api/v1/dossiers", submission.body, key=submission.key)


async def opened(office: Office, desk: Desk, case_id: str, *, seconds: float = 30) -> int:
    """The version of the case once its level has it."""
    head = await office.person(f"lanh-dao.{desk.place}")
    return (await wait_for_case(head, f"{desk.cases}/{case_id}", seconds=seconds)).version


async def decide(office: Office, desk: Desk, case_id: str, verdict: dict[str, JsonValue]) -> httpx.Response:
    """The answer to the head's outcome on a case that is or will be there."""
    version = await opened(office, desk, case_id)
    head = await office.person(f"lanh-dao.{desk.place}")
    return await head.do(f"{desk.cases}/{case_id}/outcome", verdict, version=version)


async def case(office: Office, desk: Desk, case_id: str) -> Case:
    """The case as it stands."""
    head = await office.person(f"lanh-dao.{desk.place}")
    return Case.model_validate_json((await head.do(f"{desk.cases}/{case_id}", method="GET")).content)


async def nomination(office: Office, username: str, identity: str) -> Nomination:
    """The nomination as it stands."""
    unit = await office.person(username)
    response = await unit.do(f"/api/v1/nominations/{identity}", method="GET")
    return Nomination.model_validate_json(response.content)


async def happened(office: Office, username: str, identity: str, fact: str, *, seconds: float = 30) -> Nomination:
    """The nomination once its history has the fact."""

    async def look() -> Nomination | None:
        seen = await nomination(office, username, identity)
        return seen if fact in seen.facts else None

    return await until(look, what=f"{identity}: {fact}", seconds=seconds)


async def told(system: System, number: str, facts: Sequence[str], *, seconds: float = 60) -> dict[str, list[str]]:
    """What each recipient was told of a number, once unit and submitter were both told that many things."""
    smtp = SmtpRecord(system.stack.mail.record)

    async def look() -> dict[str, list[str]] | None:
        heard: dict[str, list[str]] = {}
        for mail in smtp.mails():
            said = [one.fact for one in mail.tells if one.number == number]
            if said:
                heard.setdefault(mail.recipient, []).extend(said)
        # One of the two may have heard everything before the other hears the first word.
        is_complete = len(heard) >= _RECIPIENTS and all(len(each) >= len(facts) for each in heard.values())
        return heard if is_complete else None

    return await until(look, what=f"mails on {number}: {facts}", seconds=seconds)


def stopped(system: System, part: str) -> AbstractAsyncContextManager[None]:
    """The part is away meanwhile, and back afterwards, whatever happened."""
    return _away(system, part, "stop", system.stack.stop_part)


def killed(system: System, part: str) -> AbstractAsyncContextManager[None]:
    """The part dies without a word, and is back afterwards, whatever happened."""
    return _away(system, part, "kill -9", system.stack.kill)


@asynccontextmanager
async def _away(system: System, part: str, how: str, end: Callable[[str], None]) -> AsyncIterator[None]:
    system.record.fault(f"{how} {part}")
    await asyncio.to_thread(end, part)
    try:
        yield
    finally:
        await asyncio.to_thread(system.stack.start_part, part)
        system.record.fault(f"{part} is back")
