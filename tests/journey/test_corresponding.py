"""An authority asks the unit about a nomination by message, the unit answers, and each is told of it by mail once."""

from collections import Counter
from uuid import uuid4

from pydantic import JsonValue

from ops.demo.mailbox import Mail, Mailbox
from ops.demo.people import Office, Person
from ops.demo.waiting import until
from tests.journey.acts import APPROVE, COMMUNE, FORWARD, YOUTH, decide, happened, nomination, opened, submitted, told
from tests.running import System

QUESTION: dict[str, JsonValue] = {"text": "Đề nghị đơn vị cho biết tên chốt đã trực.\nNêu rõ từng tháng."}
ANSWER: dict[str, JsonValue] = {"text": "Chốt số 3, tháng 7 và tháng 8/2021."}


async def test_a_question_and_its_answer_change_no_status(system: System, office: Office) -> None:
    taken = (await submitted(office)).nominations[0]
    beside, about = f"{COMMUNE.cases}/{taken.id}:1/messages", f"/api/v1/nominations/{taken.id}/messages"
    await opened(office, COMMUNE, f"{taken.id}:1")
    officer, unit = await office.person("chuyen-vien.xa-yen-phu"), await office.person(YOUTH)
    before = await happened(office, YOUTH, taken.id, "opened")

    await officer.do(beside, QUESTION, key=str(uuid4()))
    await _texts(unit, about, 1)
    await unit.do(about, ANSWER, key=str(uuid4()))
    texts = await _texts(officer, beside, 2)
    mails = await _mails(system, taken.number, 3)

    assert texts == [QUESTION["text"], ANSWER["text"]]
    assert Counter(mail.recipient for mail in mails) == {
        "doan@yen-phu.hung-yen.example": 1,
        "nop.doan-yen-phu@hung-yen.example": 1,
        "van-thu@327-12079.hung-yen.example": 1,
    }
    after = await nomination(office, YOUTH, taken.id)
    assert (after.version, after.status, after.facts) == (before.version, before.status, before.facts)

    await decide(office, COMMUNE, f"{taken.id}:1", FORWARD)
    await decide(office, COMMUNE, f"{taken.id}:2", APPROVE)
    heard = await told(system, taken.number, ["forwarded", "approved"])
    assert set(map(tuple, heard.values())) == {("forwarded", "approved")}


async def _texts(person: Person, path: str, count: int) -> list[JsonValue]:
    """What stands in the conversation, once there is that much."""

    async def look() -> list[JsonValue] | None:
        items = (await person.do(path, method="GET")).json()["items"]
        return [item["text"] for item in items] if len(items) >= count else None

    return await until(look, what=f"{count} messages at {path}", seconds=30)


async def _mails(system: System, number: str, count: int) -> list[Mail]:
    """The mails about messages, once there are that many."""
    async with Mailbox(system.stack.mail.api) as mailbox:

        async def look() -> list[Mail] | None:
            found = [mail for mail in await mailbox.about(frozenset({number})) if "tin nhắn" in mail.subject]
            return found if len(found) >= count else None

        return await until(look, what=f"{count} mails about messages on {number}", seconds=60)
