"""Nominations of an earlier version, or under an earlier identity key, are found and are kept anew."""

import hashlib
import json
from typing import Any

import pytest

from services.intake.adapters.nominations import MongoNominations
from services.intake.domain.dossier import Dossier
from services.intake.domain.examination import examine
from shared.events.content import NominationContent
from shared.nominees.keyed import IdentityKeys
from shared.nominees.lookup import kept_keys
from shared.nominees.matching import traits_of
from tests.integration.intake.office import SUBMITTER, Office, named
from tests.unit.intake.samples import CONTENT
from tests.unit.nominees.samples import BOTH_KEYS, EARLIER_KEYS, KEYS
from tests.unit.signing.samples import SIGNING_KEY

NUMBER = str(CONTENT.nominee.identity_number)
BARE = hashlib.sha256(f"thidua:{NUMBER}".encode()).hexdigest()[:32]
EARLIER = {"keys": ["wb:1990-05-17|an", f"i:{BARE}"]}
RENAMED = named("Tên Khác Hẳn", identity_number=NUMBER)


def under(office: Office, keys: IdentityKeys) -> MongoNominations:
    return MongoNominations(office.database, lambda *_: None, lambda *_: None, keys, SIGNING_KEY)


async def rekey(office: Office, nominations: MongoNominations | None = None) -> int:
    return await (nominations or office.nominations).rekey(office.now)


async def findings(office: Office, key: str, content: NominationContent) -> list[str]:
    dossier = await office.submitted(key, content)
    [work] = await sent(office, dossier, "work.handed_over.v1")
    return [finding["code"] for finding in work["findings"]]


async def sent(office: Office, dossier: Dossier, kind: str) -> list[dict[str, Any]]:
    [document] = await office.stored("nominations", {"dossier_id": dossier.id})
    return [json.loads(entry["body"]) for entry in document["outbox"] if entry["type"] == kind]


async def as_it_was_kept(office: Office, dossier: Dossier) -> None:
    await office.database["nominations"].update_one({"dossier_id": dossier.id}, {"$set": EARLIER})


async def test_what_an_earlier_version_kept_is_found_before_and_after(office: Office) -> None:
    await as_it_was_kept(office, await office.submitted("old"))

    before = await findings(office, "before", RENAMED)
    while await rekey(office):
        pass
    after = await findings(office, "after", RENAMED)

    assert before == ["trung-dang-xet"]
    assert after == ["trung-dang-xet"] * 2
    assert not office.nominations.has_earlier_keys
    assert BARE not in str(await office.stored("nominations"))


async def test_each_level_on_the_way_is_told_once(office: Office) -> None:
    upwards = CONTENT.model_copy(update={"award_form": "giay-khen-xa"})
    dossier = await office.submitted("old", upwards)
    await as_it_was_kept(office, dossier)

    done = [await rekey(office), await rekey(office)]

    [told] = await sent(office, dossier, "work.identity_keyed.v1")
    expected = KEYS.keyed(CONTENT.nominee)
    assert expected is not None
    assert (told["to_level"], told["identity"]) == ("commune", expected.model_dump(mode="json"))
    assert NUMBER not in json.dumps(told)
    assert done == [1, 0]
    assert [one for one in office.offered if one[2] and one[2][0].type == "work.identity_keyed.v1"]


async def test_nothing_that_people_see_changes(office: Office) -> None:
    dossier = await office.submitted("old")
    before = await office.nomination(dossier.nomination_ids[0])
    await as_it_was_kept(office, dossier)

    await rekey(office)

    assert await office.nomination(before.id) == before


async def test_a_change_that_comes_first_is_not_written_over(office: Office) -> None:
    dossier = await office.submitted("old")
    await as_it_was_kept(office, dossier)
    await office.withdraw(SUBMITTER, dossier.nomination_ids[0], "Nộp nhầm")

    assert await rekey(office) == 1
    assert await rekey(office) == 0
    assert (await office.nomination(dossier.nomination_ids[0])).withdrawal is not None


async def test_two_processes_tell_it_once(office: Office) -> None:
    dossier = await office.submitted("old")
    await as_it_was_kept(office, dossier)
    [document] = await office.stored("nominations")

    await rekey(office)
    await office.database["nominations"].update_one({"_id": document["_id"]}, {"$set": EARLIER})
    await rekey(office)

    told = await sent(office, dossier, "work.identity_keyed.v1")
    assert len({json.dumps(one) for one in told}) == 1


@pytest.mark.parametrize("is_done", [False, True])
async def test_while_the_key_is_changed_nobody_is_lost(office: Office, is_done: bool) -> None:
    await office.submitted("old")
    document = {"keys": list(kept(EARLIER_KEYS))}
    await office.database["nominations"].update_one({}, {"$set": document})
    both = under(office, BOTH_KEYS)
    if is_done:
        assert await rekey(office, both) == 1
        assert await rekey(office, both) == 0

    found = await both.known_under(frozenset(sought(BOTH_KEYS)))

    assert found
    if is_done:
        assert await office.nominations.known_under(frozenset(sought(KEYS)))


def kept(keys: IdentityKeys) -> tuple[str, ...]:
    return kept_keys(traits_of(CONTENT.nominee, keys.keyed(CONTENT.nominee)))


def sought(keys: IdentityKeys) -> tuple[str, ...]:
    return examine(RENAMED, keys).keys
