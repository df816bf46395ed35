"""Facts of one nomination that come to two processes in any order, side by side: entered once, in the levels' order."""

import asyncio
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from services.intake.application.changes import messages_of
from services.intake.application.ports import Saving
from services.intake.domain.incoming_facts import apply_overdue
from services.intake.domain.nomination import Change, Nomination
from services.intake.domain.order import put_in_order
from shared.events.cases import CaseApproved, CaseEvent, CaseForwarded, CaseOpened, DecisionIssued
from shared.events.envelope import EVENTS, event_id
from shared.events.nominations import NominationFact
from shared.events.words import PublicStatus
from shared.refusals import StaleError
from tests.chains import is_whole
from tests.integration.intake.office import SUBMITTER, Office, named
from tests.unit.intake.samples import NOW, a_decision, case_story, change_by

STORY = ((CaseOpened, 1, 1), (CaseForwarded, 1, 3), (CaseOpened, 2, 1), (CaseApproved, 2, 2))
MANY = 12


async def nominations(office: Office, count: int = 1) -> list[Nomination]:
    dossier = await office.submitted("many", *(named(f"Người {number}") for number in range(count)))
    return [await office.nomination(identity) for identity in dossier.nomination_ids]


def story(nomination: Nomination) -> list[CaseEvent]:
    return case_story(nomination, STORY)


async def said(office: Office, identity: UUID) -> list[NominationFact]:
    [document] = await office.stored("nominations", {"_id": identity})
    events = [EVENTS[entry["type"]].model_validate_json(entry["body"]) for entry in document["outbox"]]
    return [event for event in events if isinstance(event, NominationFact)]


@pytest.mark.parametrize("seed", range(4))
async def test_two_processes_enter_shuffled_facts_once_and_in_order(office: Office, seed: int) -> None:
    dice = Random(seed)  # noqa: S311  no secret
    other = Office(office.database)
    found = await nominations(office, MANY)
    decision = a_decision(found)
    facts: list[CaseEvent | DecisionIssued] = [fact for one in found for fact in story(one)]
    facts += [*facts, decision, decision]
    dice.shuffle(facts)

    async def handed(fact: CaseEvent | DecisionIssued) -> None:
        process = dice.choice((office, other))
        await (process.apply_decision(fact) if isinstance(fact, DecisionIssued) else process.apply_fact(fact))

    await asyncio.gather(*map(handed, facts))
    other.close()

    for before in found:
        after = await office.nomination(before.id)
        expected = [event_id(fact) for fact in (*story(before), decision)]
        assert [entry.event_id for entry in after.history[1:]] == expected
        assert is_whole(after)
        assert (after.status, after.waiting) == (PublicStatus.AWARDED, ())
        told = await said(office, before.id)
        assert [one.told_after for one in told] == [0, *(one.version for one in told[:-1])]
        assert [one.type.split(".")[1] for one in told] == ["forwarded", "approved", "awarded"]
    assert [one for one in await office.stored("nominations") if "waiting_due" in one or "waiting" in one] == []


def saving(change: Change | None) -> Saving:
    assert change is not None
    return Saving(change, messages_of(change.events, NOW, change.after.content))


async def test_a_fact_kept_at_that_moment_is_not_stranded(office: Office) -> None:
    [nomination] = await nominations(office)
    opened, forwarded, *_ = story(nomination)
    applied = saving(change_by(nomination, opened))

    await office.nominations.save(saving(change_by(nomination, forwarded)))
    with pytest.raises(StaleError):
        await office.nominations.save(applied)
    await office.apply_fact(opened)

    assert [entry.fact.value for entry in (await office.nomination(nomination.id)).history[1:]] == [
        "opened",
        "forwarded",
    ]


async def test_a_fact_is_not_kept_where_its_predecessor_just_came(office: Office) -> None:
    [nomination] = await nominations(office)
    opened, forwarded, *_ = story(nomination)
    kept = saving(change_by(nomination, forwarded))

    await office.apply_fact(opened)
    with pytest.raises(StaleError):
        await office.nominations.save(kept)

    assert (await office.nomination(nomination.id)).waiting == ()


async def test_what_waits_is_kept_in_the_document_and_seen_by_nobody(office: Office) -> None:
    [nomination] = await nominations(office)
    *_, approved = story(nomination)

    await office.apply_fact(approved)
    await office.apply_fact(approved)

    after = await office.nomination(nomination.id)
    assert [kept.event for kept in after.waiting] == [approved]
    assert (after.version, after.history, after.status) == (1, nomination.history, nomination.status)
    assert (await office.nominations.get(nomination.id, SUBMITTER)).waiting == after.waiting


async def test_what_waits_too_long_is_applied_by_any_process_once(office: Office) -> None:
    [nomination] = await nominations(office)
    opened, forwarded, *later = story(nomination)
    other = Office(office.database)
    for fact in (opened, *later):
        await office.apply_fact(fact)

    in_time = await office.apply_overdue()
    office.now = other.now = office.now + timedelta(minutes=12)
    await asyncio.gather(office.apply_overdue(), other.apply_overdue(), office.apply_overdue())
    ahead = await office.nomination(nomination.id)
    await other.apply_fact(forwarded)
    after = await office.nomination(nomination.id)
    other.close()

    assert in_time == 0
    assert (ahead.version, ahead.waiting, ahead.status) == (4, (), PublicStatus.APPROVED)
    told = await said(office, nomination.id)
    assert [(one.type.split(".")[1], one.is_ahead, one.is_late) for one in told] == [
        ("approved", True, False),
        ("forwarded", False, True),
    ]
    assert after.status is PublicStatus.APPROVED
    assert [entry.event_id for entry in put_in_order(after.history)[1:]] == [
        event_id(fact) for fact in story(nomination)
    ]
    assert apply_overdue(after, {}, at=office.now, due_at=office.now) is None
