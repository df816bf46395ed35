"""Messages to the unit over HTTP, on a real database: kept with their fact in one write, told once."""

import asyncio
from collections.abc import Mapping
from uuid import uuid4

import httpx
import pytest

from services.appraisal.adapters.correspondence import MongoCorrespondence
from services.appraisal.adapters.posting import Posting
from services.appraisal.application.correspondence import ApplyAnswer
from services.appraisal.domain.case import Case
from services.appraisal.web.api.correspondence import NOTE
from shared.events.correspondence import WorkMessageAnswered, Writer
from shared.events.words import Level
from tests.integration.appraisal.parts import CASES, CLERK, HEAD, OFFICER, AppraisalParts, now
from tests.unit.appraisal.samples import YEN_PHU

FORWARD = {"outcome": "forward", "text": "Đủ điều kiện."}


async def write(parts: AppraisalParts, case: Case, body: Mapping[str, object] = NOTE, key: str = "") -> httpx.Response:
    headers = {"Idempotency-Key": key or str(uuid4())}
    return await parts.ask(OFFICER, "POST", f"{CASES}/{case.key}/messages", body, headers=headers)


def answer_to(case: Case, text: str = "Chốt số 3.") -> WorkMessageAnswered:
    return WorkMessageAnswered(
        message_id=uuid4(),
        nomination_id=case.key.nomination,
        authority=YEN_PHU,
        to_level=Level.COMMUNE,
        step=1,
        written_by=Writer(account="acc-1", name="Trần Văn Đức"),
        text=text,
        at=now(),
    )


async def test_a_note_and_its_fact_are_one_write(parts: AppraisalParts) -> None:
    case = await parts.open()
    before = await parts.database["cases"].find_one({"_id": str(case.key)})

    response = await write(parts, case)

    stored = await parts.database["messages"].find_one({"_id": response.json()["id"]})
    assert response.status_code == 201, response.text
    assert response.json()["text"] == NOTE["text"]
    assert stored is not None
    assert [(each["type"], each["key"]) for each in stored["outbox"]] == [
        ("case.message_written.v1", "case.message_written.v1.commune.33-327-12079")
    ]
    assert await parts.database["cases"].find_one({"_id": str(case.key)}) == before


async def test_the_same_key_sent_many_times_at_once_writes_one_message(parts: AppraisalParts) -> None:
    case = await parts.open()

    responses = await asyncio.gather(*(write(parts, case, key="khoa-ghi-0001") for _ in range(12)))

    assert {(response.status_code, response.json()["id"]) for response in responses} == {
        (201, responses[0].json()["id"])
    }
    assert await parts.database["messages"].count_documents({}) == 1
    assert (await write(parts, case, {"text": "Khác."}, key="khoa-ghi-0001")).status_code == 422


async def test_answers_stand_among_notes_in_the_order_of_writing(parts: AppraisalParts) -> None:
    case = await parts.open()
    messages = MongoCorrespondence(parts.database["messages"], Posting(Level.COMMUNE, parts.offers), now)
    apply = ApplyAnswer(parts.cases, messages)
    await write(parts, case)
    answer = answer_to(case)

    await asyncio.gather(*(apply(answer) for _ in range(8)))
    await write(parts, case, {"text": "Cảm ơn đơn vị."})

    items = (await parts.ask(CLERK, "GET", f"{CASES}/{case.key}/messages")).json()["items"]
    assert [(item["sender"], item["text"]) for item in items] == [
        ("authority", NOTE["text"]),
        ("unit", "Chốt số 3."),
        ("authority", "Cảm ơn đơn vị."),
    ]
    assert items[1]["written_by"] == {"account": "acc-1", "name": "Trần Văn Đức"}


@pytest.mark.parametrize(
    ("body", "field"), [({}, "text"), ({"text": " \n "}, "text"), ({"text": "x" * 2001}, "text"), ({"la": 1}, "la")]
)
async def test_what_a_message_lacks_is_named_at_its_field(
    parts: AppraisalParts, body: dict[str, object], field: str
) -> None:
    case = await parts.open()

    response = await write(parts, case, body)

    assert response.status_code == 422
    assert field in {error["field"] for error in response.json()["errors"]}
    assert await parts.database["messages"].count_documents({}) == 0


async def test_2000_characters_of_any_kind_are_kept(parts: AppraisalParts) -> None:
    case = await parts.open()
    text = ("Dòng một <b>&amp; $where\n" * 100)[:1_999] + "ệ"

    response = await write(parts, case, {"text": text})

    assert response.status_code == 201, response.text
    assert (await parts.ask(OFFICER, "GET", f"{CASES}/{case.key}/messages")).json()["items"][0]["text"] == text


async def test_beside_a_decided_case_nothing_more_is_written(parts: AppraisalParts) -> None:
    case = await parts.open()
    await parts.outcome(HEAD, case, FORWARD)

    response = await write(parts, case)

    assert response.status_code == 409
    assert "đã chuyển bước tiếp theo" in response.json()["detail"]
