"""Messages about a nomination on a real database: applied once, in one write with what tells of them, answered once."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from services.intake.domain.nomination import Nomination
from services.intake.web.api.correspondence import ANSWERS
from shared.events.correspondence import CaseMessageWritten, Writer
from shared.refusals import NotFoundError
from tests.integration.intake.office import ELSEWHERE, OFFICER, STRANGER, SUBMITTER, Office
from tests.integration.intake.served import Served
from tests.integration.intake.test_api import a_body
from tests.unit.intake.samples import NOW, YEN_PHU

UNIT, OTHER_UNIT = "nop.doan-yen-phu", "nop.thcs-yen-phu"


def written(nomination: UUID, number: int = 1) -> CaseMessageWritten:
    return CaseMessageWritten(
        message_id=uuid4(),
        nomination_id=nomination,
        authority=YEN_PHU,
        level=YEN_PHU.level,
        step=1,
        written_by=Writer(account="a-officer", name="Phạm Thị Chuyên"),
        text=f"Câu hỏi {number}.",
        at=NOW + timedelta(hours=number),
    )


async def one(office: Office) -> Nomination:
    dossier = await office.submitted()
    return await office.nomination(dossier.nomination_ids[0])


async def told(office: Office, identity: UUID) -> list[tuple[str, str]]:
    [document] = await office.stored("messages", {"_id": identity})
    return [(entry["type"], entry["key"]) for entry in document["outbox"]]


async def test_a_note_delivered_many_times_is_kept_and_told_once(office: Office) -> None:
    nomination = await one(office)
    event = written(nomination.id)

    await asyncio.gather(*(office.apply_message(event) for _ in range(12)))

    assert await told(office, event.message_id) == [
        ("nomination.message_written.v1", "nomination.message_written.v1.intake.33-327-12079")
    ]
    assert await office.nomination(nomination.id) == nomination
    assert [offered[0] for offered in office.offered].count("messages") == 1


async def test_an_answer_its_work_and_its_mail_are_one_write(office: Office) -> None:
    nomination = await one(office)
    await office.apply_message(written(nomination.id))

    answers = await asyncio.gather(
        *(office.answer_message(SUBMITTER, nomination.id, "k1", "Chốt số 3.", None) for _ in range(8))
    )

    assert {answer.id for answer in answers} == {answers[0].id}
    assert await told(office, answers[0].id) == [
        ("work.message_answered.v1", "intake.commune"),
        ("nomination.message_answered.v1", "nomination.message_answered.v1.intake.33-327-12079"),
    ]
    assert len(await office.stored("messages")) == 2
    assert await office.nomination(nomination.id) == nomination


async def test_notes_are_read_in_order_by_unit_and_their_authority(office: Office) -> None:
    nomination = await one(office)
    for number in (2, 3, 1):
        await office.apply_message(written(nomination.id, number))

    for viewer in (SUBMITTER, OFFICER):
        found = await office.list_messages(viewer, nomination.number)
        assert [message.text for message in found] == ["Câu hỏi 1.", "Câu hỏi 2.", "Câu hỏi 3."]
    for viewer in (STRANGER, ELSEWHERE):
        with pytest.raises(NotFoundError):
            await office.list_messages(viewer, nomination.id)


async def asked(
    served: Served, identity: str, body: dict[str, object] | None = None, *, who: str = UNIT, key: str = ""
) -> httpx.Response:
    headers = {**await served.signed_in(who), "Idempotency-Key": key or uuid4().hex}
    path = f"/api/v1/nominations/{identity}/messages"
    if body is None:
        return await served.client.get(path, headers=headers)
    return await served.client.post(path, headers=headers, json=body)


async def test_over_http_there_is_nothing_to_answer_at_first(served: Served) -> None:
    receipt = (await served.submit(a_body())).raise_for_status().json()
    identity = receipt["nominations"][0]["id"]

    empty = await asked(served, identity)
    early = await asked(served, identity, ANSWERS["tra-loi"]["value"])

    assert (empty.status_code, empty.json()) == (200, {"items": []})
    assert early.status_code == 409
    assert "Chờ tin nhắn của cơ quan" in early.json()["detail"]
    assert (await asked(served, identity, who=OTHER_UNIT)).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "text"), ({"text": "  "}, "text"), ({"text": "x" * 2001}, "text"), ({"text": "x", "step": 0}, "step")],
)
async def test_what_an_answer_lacks_is_named_at_its_field(served: Served, body: dict[str, object], field: str) -> None:
    receipt = (await served.submit(a_body())).raise_for_status().json()

    response = await asked(served, receipt["nominations"][0]["id"], body)

    assert response.status_code == 422
    assert field in {error["field"] for error in response.json()["errors"]}
