"""One Idempotency-Key, one dossier: the same answer for the same body, a refusal for another."""

import asyncio

from ops.demo.dossiers import Submission, nurse, volunteer
from ops.demo.people import Office
from tests.journey.acts import CENTRE, YOUTH, post


async def test_the_same_key_and_body_give_the_same_answer(office: Office) -> None:
    unit, submission = await office.person(YOUTH), volunteer()

    first, second = await post(unit, submission), await post(unit, submission)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()


async def test_many_at_once_with_one_key_make_one_dossier(office: Office) -> None:
    unit, submission = await office.person(YOUTH), volunteer()

    answers = await asyncio.gather(*(post(unit, submission) for _ in range(8)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1


async def test_another_body_under_a_used_key_is_refused(office: Office) -> None:
    unit, submission = await office.person(YOUTH), volunteer()
    await post(unit, submission)

    answer = await post(unit, Submission(submission.key, volunteer().body))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


async def test_units_do_not_share_keys(office: Office) -> None:
    youth, centre, submission = await office.person(YOUTH), await office.person(CENTRE), volunteer()

    first, second = await post(youth, submission), await post(centre, Submission(submission.key, nurse().body))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


async def test_a_dossier_without_a_key_is_refused_by_name(office: Office) -> None:
    unit = await office.person(YOUTH)

    answer = await unit.ask("/api/v1/dossiers", volunteer().body)

    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.text
