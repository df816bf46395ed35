"""What is under way without a signature, or under an earlier key, is signed by intake itself, once."""

import json
from typing import Any

import pytest

from services.intake.adapters.nominations import MongoNominations
from services.intake.domain.dossier import Dossier
from shared.events.words import PublicStatus
from shared.signing.keys import SigningKey
from tests.integration.intake.office import Office
from tests.unit.nominees.samples import KEYS
from tests.unit.signing.samples import OTHERS_KEY, SIGNING_KEY

UNSIGNED: dict[str, Any] = {"$unset": {"signature": ""}}


def under(office: Office, key: SigningKey) -> MongoNominations:
    return MongoNominations(office.database, lambda *_: None, lambda *_: None, KEYS, key)


async def told(office: Office, dossier: Dossier) -> list[dict[str, Any]]:
    [document] = await office.stored("nominations", {"dossier_id": dossier.id})
    return [json.loads(entry["body"]) for entry in document["outbox"] if entry["type"] == "work.signed.v1"]


async def test_what_came_before_there_were_signatures_is_signed(office: Office) -> None:
    dossier = await office.submitted("old")
    await office.database["nominations"].update_one({}, UNSIGNED)

    done = [await office.nominations.sign_open(office.now), await office.nominations.sign_open(office.now)]

    nomination = await office.nomination(dossier.nomination_ids[0])
    assert done == [1, 0]
    assert nomination.signature is not None
    assert nomination.signature.key == SIGNING_KEY.public.id
    messages = await told(office, dossier)
    assert [one["to_level"] for one in messages] == list(dict.fromkeys(step.level.value for step in nomination.slip))
    assert all(one["signature"] == nomination.signature.model_dump(mode="json") for one in messages)
    assert [one for one in office.offered if one[2] and one[2][0].type == "work.signed.v1"]


async def test_under_another_key_it_is_signed_once_with_its_findings(office: Office) -> None:
    dossier = await office.submitted("first")
    before = (await office.nomination(dossier.nomination_ids[0])).signature
    rotated = under(office, OTHERS_KEY)

    done = [await rotated.sign_open(office.now), await rotated.sign_open(office.now)]

    after = (await office.nomination(dossier.nomination_ids[0])).signature
    assert done == [1, 0]
    assert before is not None
    assert after is not None
    assert (after.key, after.revision) == (OTHERS_KEY.public.id, before.revision)
    assert after.findings == before.findings


async def test_what_is_signed_under_the_key_in_use_is_left_alone(office: Office) -> None:
    dossier = await office.submitted("new")

    assert await office.nominations.sign_open(office.now) == 0
    assert await told(office, dossier) == []


@pytest.mark.parametrize(
    "standing", [status for status in PublicStatus if status not in {PublicStatus.IN_REVIEW, PublicStatus.RETURNED}]
)
async def test_what_has_had_its_last_word_is_not_signed(office: Office, standing: PublicStatus) -> None:
    await office.submitted("over")
    await office.database["nominations"].update_one({}, {**UNSIGNED, "$set": {"standing": standing.value}})

    assert await office.nominations.sign_open(office.now) == 0
