"""One Tờ trình handed in twice: told before it happens, and to whoever appraises what was confirmed."""

import asyncio
import json
from datetime import date, timedelta

import pytest

from services.intake.domain.dossier import Dossier, Submission
from services.intake.domain.repeats import CODE, RepeatedPetitionError
from shared.mongo.client import Database
from tests.integration.intake.office import STRANGER, SUBMITTER, Office, named, submission

SIGNED = date(2021, 10, 4)
BODY = submission(named("Nguyễn Thị Mẫu"), number="45/TTr-ĐTN")
AGAIN = BODY.model_copy(update={"confirm_repeat": True})


def numbered(number: str, signed_on: date = SIGNED) -> Submission:
    return submission(named("Nguyễn Thị Mẫu"), number=number, signed_on=signed_on)


async def findings_of(office: Office, dossier: Dossier) -> list[dict[str, str]]:
    stored = await office.stored("nominations", {"dossier_id": dossier.id})
    works = [json.loads(one["outbox"][0]["body"]) for one in stored]
    return [finding for work in works for finding in work["findings"]]


@pytest.mark.parametrize("number", ["45/TTr-ĐTN", "45/ttr-đtn", " 45/TTr-ĐTN ", "45/TTr-DTN"])
async def test_the_same_petition_under_another_key_names_the_first(office: Office, number: str) -> None:
    first = await office.submit(SUBMITTER, "k1", BODY)

    with pytest.raises(RepeatedPetitionError, match=first.number) as refusal:
        await office.submit(SUBMITTER, "k2", numbered(number))

    assert "confirm_repeat" in refusal.value.message
    assert refusal.value.details["dossier_number"] == first.number
    assert len(await office.stored("dossiers")) == len(await office.stored("nominations")) == 1


async def test_another_number_date_or_unit_is_another_petition(office: Office) -> None:
    await office.submit(SUBMITTER, "k1", BODY)

    await office.submit(SUBMITTER, "k2", numbered("46/TTr-ĐTN"))
    await office.submit(SUBMITTER, "k3", numbered("45/TTr-ĐTN", SIGNED - timedelta(days=30)))
    await office.submit(STRANGER, "k4", BODY)

    assert len(await office.stored("dossiers")) == 4


async def test_a_confirmed_repetition_is_taken_with_a_finding(office: Office) -> None:
    first = await office.submit(SUBMITTER, "k1", BODY)

    second = await office.submit(SUBMITTER, "k2", AGAIN)
    third = await office.submit(SUBMITTER, "k3", AGAIN)

    assert second.repeats is not None
    assert third.repeats is not None
    assert {second.repeats.number, third.repeats.number} == {first.number}
    [found] = [one for one in await findings_of(office, second) if one["code"] == CODE]
    assert first.number in found["message"]


async def test_a_confirmation_without_a_duplicate_changes_nothing(office: Office) -> None:
    first = await office.submit(SUBMITTER, "k1", AGAIN)

    with pytest.raises(RepeatedPetitionError, match=first.number):
        await office.submit(SUBMITTER, "k2", BODY)

    assert first.repeats is None
    assert CODE not in {one["code"] for one in await findings_of(office, first)}


async def test_each_key_is_answered_as_ever(office: Office) -> None:
    first = await office.submit(SUBMITTER, "k1", BODY)
    second = await office.submit(SUBMITTER, "k2", AGAIN)

    assert await office.submit(SUBMITTER, "k1", BODY) == first
    assert await office.submit(SUBMITTER, "k2", AGAIN) == second


async def test_of_many_at_once_one_is_taken_and_the_others_name_it(office: Office, shelves: Database) -> None:
    other = Office(shelves)
    try:
        answers = await asyncio.gather(
            *(at.submit(SUBMITTER, f"k{key}{at is office}", BODY) for key in range(5) for at in (office, other)),
            return_exceptions=True,
        )
    finally:
        other.close()

    [taken] = [one for one in answers if isinstance(one, Dossier)]
    refused = [one for one in answers if isinstance(one, RepeatedPetitionError)]
    assert len(refused) == 9
    assert all(taken.number in one.message for one in refused)
    assert len(await office.stored("dossiers")) == 1


async def test_of_two_confirmed_at_once_one_names_the_other(office: Office, shelves: Database) -> None:
    other = Office(shelves)
    try:
        dossiers = await asyncio.gather(office.submit(SUBMITTER, "k1", AGAIN), other.submit(SUBMITTER, "k2", AGAIN))
    finally:
        other.close()

    [first] = [one for one in dossiers if one.repeats is None]
    [second] = [one for one in dossiers if one.repeats is not None]
    assert second.repeats is not None
    assert second.repeats.number == first.number


async def test_dossiers_from_before_there_was_the_question_count_too(office: Office) -> None:
    first = await office.submit(SUBMITTER, "k1", BODY)
    second = await office.submit(SUBMITTER, "k2", AGAIN)
    await office.database["dossiers"].update_many({}, {"$unset": {"petition_claim": "", "repeats": ""}})

    await office.dossiers.ensure_indexes()

    with pytest.raises(RepeatedPetitionError, match=first.number):
        await office.submit(SUBMITTER, "k3", BODY)
    repeated = await office.dossiers.find(second.id)
    assert repeated is not None
    assert repeated.repeats is not None
    assert repeated.repeats.number == first.number
