"""Applying facts on a real database: once, in any order, side by side, and finished after a crash half-way."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.intake.application.changes import messages_of
from services.intake.application.ports import Saving
from services.intake.domain.nomination import Nomination
from shared.events.cases import (
    CaseApproved,
    CaseDeclined,
    CaseEvent,
    CaseForwarded,
    CaseOpened,
    CaseReturned,
    CaseWithdrawn,
)
from shared.events.envelope import EVENTS
from shared.events.mails import Covered, MailFailed, MailSent
from shared.events.words import PublicStatus
from shared.observability.metrics import REGISTRY
from shared.refusals import ConflictError, InvalidError, NotAllowedError, NotFoundError, NotYetError, StaleError
from tests.chains import is_whole
from tests.integration.intake.office import OFFICER, STRANGER, SUBMITTER, Office, named
from tests.unit.intake.samples import CONTENT, NOW, a_decision, case_fact, case_story, change_by


async def one(office: Office) -> Nomination:
    dossier = await office.submitted()
    return await office.nomination(dossier.nomination_ids[0])


def duplicates(kind: str) -> float:
    return REGISTRY.get_sample_value("thidua_duplicates_total", {"type": kind}) or 0.0


async def sent(office: Office, identity: UUID) -> list[str]:
    [document] = await office.stored("nominations", {"_id": identity})
    return [entry["type"] for entry in document["outbox"]]


async def test_a_fact_changes_status_history_and_outbox_in_one_write(office: Office) -> None:
    nomination = await one(office)

    await office.applied(case_fact(CaseDeclined, nomination))

    after = await office.nomination(nomination.id)
    assert (after.status, after.version) == (PublicStatus.DECLINED, 2)
    assert after.remarks[-1].text == "Không đúng đối tượng"
    assert is_whole(after)
    assert await sent(office, nomination.id) == ["work.handed_over.v1", "nomination.declined.v1"]
    assert office.offered[-1][:2] == ("nominations", nomination.id)


async def test_a_change_minds_what_waits_of_its_nomination_anywhere(office: Office) -> None:
    nomination = await one(office)
    [document] = await office.stored("nominations", {"_id": nomination.id})
    waiting = ("nominations", nomination.id, frozenset(entry["id"] for entry in document["outbox"]))
    office.minded.clear()

    await office.applied(case_fact(CaseDeclined, nomination))
    by_fact = list(office.minded)
    office.minded.clear()
    await office.nominations.get(nomination.id, SUBMITTER)

    assert by_fact == [waiting]
    assert len(office.minded[0][2]) == len(waiting[2]) + 1


async def test_a_fact_delivered_again_changes_nothing(office: Office) -> None:
    nomination = await one(office)
    fact = case_fact(CaseDeclined, nomination)

    before = duplicates(fact.type)

    await office.applied(fact, fact, fact)

    assert duplicates(fact.type) == before + 2
    assert (await office.nomination(nomination.id)).version == 2
    assert await sent(office, nomination.id) == ["work.handed_over.v1", "nomination.declined.v1"]


async def test_facts_at_once_all_enter_one_after_the_other(office: Office) -> None:
    nomination = await one(office)
    told = ((CaseOpened, 1, 1), (CaseReturned, 1, 2), (CaseForwarded, 1, 4), (CaseOpened, 2, 1), (CaseApproved, 2, 2))
    facts = case_story(nomination, told)

    await asyncio.gather(*(office.apply_fact(fact) for fact in facts * 2))

    after = await office.nomination(nomination.id)
    assert (after.status, after.version) == (PublicStatus.APPROVED, 6)
    assert [entry.version for entry in after.history] == [1, 2, 3, 4, 5, 6]
    assert is_whole(after)


async def test_facts_applied_by_two_processes_at_once_all_enter(office: Office) -> None:
    nomination = await one(office)
    other = Office(office.database)
    facts = [
        case_fact(CaseOpened, nomination, 1, 1),
        *(case_fact(CaseReturned, nomination, 1, at) for at in range(2, 9)),
    ]

    # Each process sees only its own saves: that no entry is written over is the version's doing alone.
    turns = [(each, fact) for fact in facts for each in (office, other)]
    await asyncio.gather(*(each.apply_fact(fact) for each, fact in turns))
    other.close()

    after = await office.nomination(nomination.id)
    assert after.version == len(facts) + 1
    assert [entry.version for entry in after.history] == list(range(1, len(facts) + 2))
    assert is_whole(after)


async def test_a_change_decided_on_an_older_version_is_refused_whole(office: Office) -> None:
    nomination = await one(office)
    early, late = (saving(nomination, kind) for kind in (CaseReturned, CaseDeclined))
    await office.nominations.save(early)
    before = await office.stored("nominations")

    with pytest.raises(StaleError):
        await office.nominations.save(late)
    stale = await office.nominations.save_all([late])

    assert stale == {nomination.id}
    assert await office.stored("nominations") == before


def saving(nomination: Nomination, kind: type[CaseEvent]) -> Saving:
    fact = case_fact(kind, nomination)
    change = change_by(nomination, fact)
    assert change is not None
    return Saving(change, messages_of(change.events, NOW, change.after.content))


async def test_a_fact_of_an_unknown_nomination_waits(office: Office) -> None:
    nomination = await one(office)
    stray = case_fact(CaseDeclined, nomination).model_copy(update={"nomination_id": uuid4()})

    with pytest.raises(NotYetError):
        await office.apply_fact(stray)


APPROVED = ((CaseForwarded, 1, 1), (CaseApproved, 2, 2))


async def approved(office: Office, count: int) -> list[Nomination]:
    dossier = await office.submitted("many", *(named(f"Người {number}") for number in range(count)))
    nominations = [await office.nomination(identity) for identity in dossier.nomination_ids]
    for nomination in nominations:
        await office.applied(*case_story(nomination, APPROVED))
    return nominations


async def statuses(office: Office) -> set[str]:
    return {document["status"] for document in await office.stored("nominations")}


async def test_a_decision_awards_all_that_it_names(office: Office) -> None:
    nominations = await approved(office, 150)

    await office.apply_decision(a_decision(nominations))

    assert await statuses(office) == {"da-khen-thuong"}
    assert (await sent(office, nominations[-1].id))[-1] == "nomination.awarded.v1"


async def test_a_half_applied_decision_is_finished_by_repeating(office: Office) -> None:
    nominations = await approved(office, 12)
    decision = a_decision(nominations)
    await office.apply_decision(decision.model_copy(update={"items": decision.items[:5]}))

    await office.apply_decision(decision)
    await office.apply_decision(decision)

    assert await statuses(office) == {"da-khen-thuong"}
    assert {document["version"] for document in await office.stored("nominations")} == {4}


async def test_decisions_at_once_with_other_facts_lose_nothing(office: Office) -> None:
    nominations = await approved(office, 20)
    late = [case_fact(CaseOpened, nomination, 2, 1) for nomination in nominations]

    decision = a_decision(nominations)
    await asyncio.gather(
        office.apply_decision(decision), office.apply_decision(decision), *(office.apply_fact(fact) for fact in late)
    )

    assert await statuses(office) == {"da-khen-thuong"}
    assert {document["version"] for document in await office.stored("nominations")} == {5}
    awarded = [
        entry["type"]
        for document in await office.stored("nominations")
        for entry in document["outbox"]
        if entry["type"] == "nomination.awarded.v1"
    ]
    assert len(awarded) == 20


async def test_a_decision_with_a_stranger_awards_the_rest_and_waits(office: Office) -> None:
    nominations = await approved(office, 2)
    decision = a_decision(nominations)
    stray = decision.items[0].model_copy(update={"nomination_id": uuid4()})

    with pytest.raises(NotYetError):
        await office.apply_decision(decision.model_copy(update={"items": (stray, *decision.items)}))

    assert await statuses(office) == {"da-khen-thuong"}


async def test_a_decision_over_a_withdrawn_nomination_awards_the_rest(office: Office) -> None:
    nominations = await approved(office, 3)
    taken_back = (await office.submitted("other")).nomination_ids[0]
    await office.applied(case_fact(CaseWithdrawn, await office.nomination(taken_back), 1, 2))

    with pytest.raises(ConflictError):
        await office.apply_decision(a_decision([await office.nomination(taken_back), *nominations]))

    assert await statuses(office) == {"da-khen-thuong", "da-rut"}


def mail(nomination: Nomination, version: int, kind: type[MailSent] | type[MailFailed], **changes: object) -> MailSent:
    fields = {
        "mail_id": "m-1",
        "version": version,
        "dossier_id": nomination.dossier.dossier_id,
        "recipient": "unit",
        "subject": "$set: không phải lệnh",
        "covers": (Covered(nomination_id=nomination.id, version=2), Covered(version=1)),
        "at": nomination.history[0].at + timedelta(minutes=version),
    }
    return kind.model_validate(fields | ({"reason": "550"} if kind is MailFailed else {}) | changes)  # type: ignore[return-value]


async def test_a_mail_is_listed_once_in_its_newest_state(office: Office) -> None:
    nomination = await one(office)

    await office.attach_mail(mail(nomination, 2, MailFailed))
    await office.attach_mail(mail(nomination, 3, MailSent, uncertain=True))
    await office.attach_mail(mail(nomination, 2, MailFailed))  # an old fact comes late
    await office.attach_mail(mail(nomination, 1, MailSent, mail_id="m-0"))

    after = await office.nomination(nomination.id)
    assert [(one.id, one.state) for one in after.mails] == [("m-0", "sent"), ("m-1", "uncertain")]
    assert after.mails[1].subject == "$set: không phải lệnh"
    assert after.version == 1
    assert await office.dossiers.mails(nomination.dossier.dossier_id) == after.mails


async def test_a_withdrawal_is_asked_once_of_each_level(office: Office) -> None:
    nomination = await one(office)

    first = await office.withdraw(SUBMITTER, nomination.id, "Nộp nhầm")
    again = await office.withdraw(SUBMITTER, nomination.number, "Nộp nhầm")

    assert first.status is again.status is PublicStatus.WITHDRAWING
    assert first.version == again.version == 2
    assert await sent(office, nomination.id) == ["work.handed_over.v1", "work.withdrawal_requested.v1"]


async def test_another_unit_may_not_even_know(office: Office) -> None:
    nomination = await one(office)

    with pytest.raises(NotFoundError):
        await office.withdraw(STRANGER, nomination.id, "Nộp nhầm")
    with pytest.raises(NotAllowedError):
        await office.withdraw(OFFICER, nomination.id, "Nộp nhầm")


async def test_a_supplement_replaces_the_content_and_is_searchable(office: Office) -> None:
    nomination = await one(office)
    await office.applied(case_fact(CaseReturned, nomination))
    better = CONTENT.model_copy(update={"nominee": CONTENT.nominee.model_copy(update={"name": "Nguyễn Thị Ân"})})

    await office.supplement(SUBMITTER, nomination.id, better, "Đã sửa tên", expected_version=2)
    again = await office.supplement(SUBMITTER, nomination.id, better, "Đã sửa tên", expected_version=2)

    assert (again.status, again.version) == (PublicStatus.IN_REVIEW, 3)
    [document] = await office.stored("nominations")
    assert document["search"].startswith("nguyen thi an ")
    work = EVENTS["work.supplemented.v1"].model_validate_json(document["outbox"][-1]["body"])
    assert work.model_dump()["content"]["nominee"]["name"] == "Nguyễn Thị Ân"


async def test_a_supplement_is_held_to_the_same_rules(office: Office) -> None:
    nomination = await one(office)
    await office.applied(case_fact(CaseReturned, nomination))
    other = CONTENT.model_copy(update={"award_form": "bang-khen-tinh", "ground": "khac"})

    with pytest.raises(InvalidError) as refusal:
        await office.supplement(SUBMITTER, nomination.id, other, "")

    assert [problem.field for problem in refusal.value.problems] == ["content.ground", "content.award_form"]


async def test_an_outdated_view_is_told_so(office: Office) -> None:
    nomination = await one(office)
    await office.applied(case_fact(CaseOpened, nomination, 1, 1))

    with pytest.raises(ConflictError):
        await office.withdraw(SUBMITTER, nomination.id, "Nộp nhầm", expected_version=1)
