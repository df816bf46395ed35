"""What stands for identity numbers at a level: it comes with the work or later, and what was stored before is kept."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from services.appraisal.domain.case import Case, CaseKey, Marker, Withdrawal
from services.appraisal.domain.duplicates import duplicates
from services.appraisal.domain.opening import open_case
from shared.events.content import KeyedIdentity, NominationContent
from shared.events.decided import Decided
from tests.integration.appraisal.parts import AppraisalParts
from tests.unit.appraisal.samples import CALENDAR, CONTENT, FORWARD, NOW, RULES, changed, opened, ruled, work
from tests.unit.nominees.samples import BOTH_KEYS, EARLIER_KEYS, KEYS

NUMBER = str(CONTENT.nominee.identity_number)
BARE = hashlib.sha256(NUMBER.encode()).hexdigest()


def keyed(content: NominationContent = CONTENT) -> KeyedIdentity:
    found = KEYS.keyed(content.nominee)
    assert found is not None
    return found


def new_case(content: NominationContent = CONTENT, identity: KeyedIdentity | None = None) -> Case:
    """A case as work of today opens it: without the number."""
    without = content.model_copy(update={"nominee": content.nominee.model_copy(update={"identity_number": None})})
    handed = work(content=without, nomination=uuid4()).model_copy(update={"identity": identity or keyed(content)})
    return open_case(handed, rules=RULES, calendar=CALENDAR, at=NOW + timedelta(hours=1)).after


def old_case(content: NominationContent = CONTENT) -> Case:
    """A case as work from before there were keys opens it: with the number."""
    return opened(work(content=content, nomination=uuid4()))


async def stored(parts: AppraisalParts, case: Case) -> str:
    # What waits to be sent was written before; the next level completes it like any work from before.
    return str(await parts.database["cases"].find_one({"_id": str(case.key)}, {"outbox": 0}))


async def found_for(parts: AppraisalParts, case: Case) -> list[str]:
    now = await parts.case(case.key)
    return [duplicate.message for duplicate in duplicates(now, await parts.cases.similar(now))]


async def test_a_number_is_replaced_by_what_intake_keyed(parts: AppraisalParts) -> None:
    case = await parts.put(old_case())
    assert NUMBER in await stored(parts, case)

    await parts.cases.identities.apply(case.key.nomination, keyed())
    await parts.cases.identities.apply(case.key.nomination, keyed())

    after = await parts.case(case.key)
    assert NUMBER not in await stored(parts, case)
    assert (after.identity, after.version) == (keyed(), case.version)


@pytest.mark.parametrize("is_keyed_later", [False, True])
async def test_old_and_new_cases_of_one_nominee_meet(parts: AppraisalParts, is_keyed_later: bool) -> None:
    old, new = await parts.put(old_case()), await parts.put(new_case())
    renamed = await parts.put(new_case(changed(name="Tên Khác Hẳn")))
    if is_keyed_later:
        await parts.cases.identities.apply(old.key.nomination, keyed())

    assert len(await found_for(parts, new)) == 2
    # Another name and a number under no key: only what intake keyed tells that these are one.
    assert len(await found_for(parts, renamed)) == 1 + is_keyed_later


async def test_a_case_that_comes_after_its_identity_is_completed(parts: AppraisalParts) -> None:
    case = old_case()
    await parts.cases.identities.apply(case.key.nomination, keyed())

    await parts.put(case)

    assert (await parts.case(case.key)).identity == keyed()
    assert NUMBER not in await stored(parts, case)


async def test_a_case_in_a_markers_place_is_completed(parts: AppraisalParts) -> None:
    case = old_case()
    await parts.cases.insert_marker(Marker(case.key, Withdrawal(2, "Nhầm", NOW)))
    await parts.cases.identities.apply(case.key.nomination, keyed())

    await parts.cases.replace_marker(Decided(None, case))

    assert NUMBER not in await stored(parts, case)


async def test_an_outcome_that_was_read_before_leaves_the_identity(parts: AppraisalParts) -> None:
    case = await parts.put(old_case())
    decided = ruled(case, FORWARD)
    await parts.cases.identities.apply(case.key.nomination, keyed())

    await parts.cases.save(decided)

    after = await parts.case(case.key)
    assert (after.state, after.identity) == (decided.after.state, keyed())
    assert NUMBER not in await stored(parts, case)


async def test_only_the_nominations_own_cases_change(parts: AppraisalParts) -> None:
    case, other = await parts.put(old_case()), await parts.put(old_case())
    second = await parts.put(replace(case, key=CaseKey(case.key.nomination, 2)))

    await parts.cases.identities.apply(case.key.nomination, keyed())

    assert [(await parts.case(each.key)).identity for each in (case, second, other)] == [keyed(), keyed(), None]


async def test_documents_of_an_earlier_version_are_kept_like_new_ones(parts: AppraisalParts) -> None:
    case = await parts.put(old_case())
    earlier = ["name:ca-nhan|nguyen thi an|1990-05-17", f"id:{BARE}"]
    await parts.database["cases"].update_one(
        {"_id": str(case.key)}, {"$set": {"likenesses": earlier}, "$unset": {"identity": ""}}
    )
    new = await parts.put(new_case())
    assert await found_for(parts, new) == []

    await parts.cases.ensure_indexes()
    await parts.cases.ensure_indexes()

    assert BARE not in await stored(parts, case)
    assert [case.number in each for each in await found_for(parts, new)] == [True]


async def test_a_key_is_changed_without_losing_anybody(parts: AppraisalParts) -> None:
    before = EARLIER_KEYS.keyed(CONTENT.nominee)
    during = BOTH_KEYS.keyed(CONTENT.nominee)
    assert before is not None
    assert during is not None
    case = await parts.put(new_case(changed(name="Tên Khác Hẳn"), before))
    meanwhile = await parts.put(new_case(identity=during))
    assert len(await found_for(parts, meanwhile)) == 1

    await parts.cases.identities.apply(case.key.nomination, during)
    after = await parts.put(new_case(changed(name="Lại Tên Khác")))

    assert len(await found_for(parts, after)) == 2
