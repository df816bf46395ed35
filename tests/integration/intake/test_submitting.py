"""Handing a dossier in on a real database: whole or not at all, once however often it is sent."""

import asyncio
import hashlib
from datetime import UTC, date, datetime

import pytest

from services.intake.domain.dossier import dossier_id_of
from shared.events.envelope import EVENTS
from shared.events.work import WorkHandedOver
from shared.refusals import InvalidError, NotAllowedError, UnavailableError
from tests.integration.intake.office import NOBODY, OFFICER, SUBMITTER, UNIT, Office, named, submission
from tests.unit.intake.samples import CONTENT


def work_in(document: dict[str, object]) -> WorkHandedOver:
    entries = document["outbox"]
    assert isinstance(entries, list)
    event = EVENTS[entries[0]["type"]].model_validate_json(entries[0]["body"])
    assert isinstance(event, WorkHandedOver)
    return event


async def test_a_dossier_is_stored_whole_with_its_messages(office: Office) -> None:
    dossier = await office.submitted("k1", named("Đào Văn An"), named("Ấn Thị Bích"))

    [stored] = await office.stored("dossiers")
    nominations = await office.stored("nominations")
    assert stored["_id"] == dossier.id == dossier_id_of(UNIT, "k1")
    assert [entry["type"] for entry in stored["outbox"]] == ["dossier.received.v1"]
    assert {one["_id"] for one in nominations} == set(dossier.nomination_ids)
    assert {one["outbox"][0]["key"] for one in nominations} == {"intake.commune"}
    assert all("outbox_due" in one for one in (stored, *nominations))
    assert work_in(nominations[0]).dossier.number == dossier.number
    assert len(office.offered) == 3


async def test_the_route_has_expected_dates_in_working_days(office: Office) -> None:
    dossier = await office.submitted()

    [slip] = dossier.slips
    assert [(step.role.value, step.authority.code) for step in slip] == [
        ("appraise", "33.327.12079"),
        ("decide", "33.327.12079"),
    ]
    assert all(step.expected_on is not None and step.expected_on > office.now.date() for step in slip)


async def test_the_same_again_gives_the_same_answer_and_nothing_more(office: Office) -> None:
    first = await office.submitted("k1")
    again = await office.submitted("k1")

    assert again == first
    assert len(await office.stored("dossiers")) == len(await office.stored("nominations")) == 1


async def test_the_same_at_once_is_stored_once(office: Office) -> None:
    answers = await asyncio.gather(*(office.submitted("k1", named("An"), named("Bình")) for _ in range(8)))

    assert len({answer.submitted_at for answer in answers}) == 1
    assert len(await office.stored("dossiers")) == 1
    assert len(await office.stored("nominations")) == 2


async def test_the_same_answer_is_given_after_the_nomination_moved_on(office: Office) -> None:
    first = await office.submitted("k1")
    await office.withdraw(SUBMITTER, first.nomination_ids[0], "Nộp nhầm")

    assert await office.submitted("k1") == first


async def test_the_same_key_with_another_body_is_refused_by_name(office: Office) -> None:
    first = await office.submitted("k1")

    with pytest.raises(InvalidError, match=first.number) as refusal:
        await office.submitted("k1", named("Người khác"))

    assert [problem.field for problem in refusal.value.problems] == ["Idempotency-Key"]


async def test_a_repeat_is_answered_though_no_longer_acceptable(office: Office) -> None:
    first = await office.submitted("k1")
    office.now = datetime(2021, 1, 1, tzinfo=UTC)  # before the movement began, and before the achievement

    assert await office.submitted("k1") == first


async def test_a_broken_rule_leaves_nothing_behind(office: Office) -> None:
    wrong = CONTENT.model_copy(update={"ground": "khac", "award_form": "bang-khen-so"})

    with pytest.raises(InvalidError) as refusal:
        await office.submitted("k1", CONTENT, wrong)

    assert [problem.field for problem in refusal.value.problems] == [
        "nominations[1].award_form",
        "nominations[1].ground",
    ]
    assert await office.stored("dossiers") == await office.stored("nominations") == []


async def test_a_form_that_nobody_gives_names_the_way_out(office: Office) -> None:
    wrong = CONTENT.model_copy(update={"award_form": "giay-khen-so"})

    with pytest.raises(InvalidError) as refusal:
        await office.submitted("k1", wrong)

    [problem] = refusal.value.problems
    assert problem.field == "nominations[0].award_form"
    assert "giay-khen-xa" in problem.message
    assert refusal.value.details["alternatives"]


async def test_an_addressee_reached_through_another_names_that_other(office: Office) -> None:
    upwards = CONTENT.model_copy(update={"award_form": "bang-khen-tinh"})

    with pytest.raises(InvalidError) as refusal:
        await office.submit(SUBMITTER, "k1", submission(upwards, addressed_to="33.so-noi-vu"))

    [problem] = refusal.value.problems
    assert problem.field == "petition.addressed_to"
    assert "Yên Phú" in problem.message


async def test_an_unknown_addressee_and_commune_are_named(office: Office) -> None:
    wrong = CONTENT.model_copy(
        update={"achievement": CONTENT.achievement.model_copy(update={"place": {"commune": "99999"}})}
    )
    wrong = type(CONTENT).model_validate(wrong.model_dump(warnings=False))

    with pytest.raises(InvalidError) as refusal:
        await office.submit(SUBMITTER, "k1", submission(wrong, addressed_to="33.khong-co"))

    assert {problem.field for problem in refusal.value.problems} == {
        "petition.addressed_to",
        "nominations[0].achievement.place.commune",
    }


async def test_five_hundred_nominations_of_full_length_are_taken(office: Office) -> None:
    long = CONTENT.achievement.model_copy(update={"summary": "Ấ" * 8000})
    contents = [named(f"Người {number}").model_copy(update={"achievement": long}) for number in range(500)]

    dossier = await office.submitted("k1", *contents)

    assert len(dossier.nomination_ids) == 500
    assert await office.database["nominations"].count_documents({}) == 500
    [stored] = await office.stored("dossiers")
    assert len(stored["outbox"][0]["body"]) < 64 * 1024


async def test_a_nomination_too_long_for_a_message_names_its_place(office: Office) -> None:
    award = {"form": "Ấ" * 300, "decision_number": "Ấ" * 300, "achievement": "Ấ" * 300}
    heavy = type(CONTENT).model_validate(
        named("Người khác").model_dump()
        | {
            "earlier_awards": [award] * 20,
            "achievement": CONTENT.achievement.model_dump() | {"summary": "Ấ" * 8000},
        }
    )

    with pytest.raises(InvalidError) as refusal:
        await office.submitted("k1", CONTENT, heavy)

    assert [problem.field for problem in refusal.value.problems] == ["nominations[1]"]


async def test_the_same_nominee_elsewhere_travels_along_as_a_finding(office: Office) -> None:
    first = await office.submitted("k1")
    second = await office.submitted("k2")

    [document] = await office.stored("nominations", {"dossier_id": second.id})
    [finding] = work_in(document).findings
    assert finding.code == "trung-dang-xet"
    [other] = await office.stored("nominations", {"dossier_id": first.id})
    assert other["number"] in finding.message


async def test_namesakes_do_not_crowd_out_the_likely_same_nominee(office: Office) -> None:
    numbers = [f"0331900012{place:02}" for place in range(12)]
    await office.submitted("others", *(named("Nguyễn Thị Ấn", identity_number=number) for number in numbers))
    await office.submitted("without a number", named("Nguyễn Thị Ấn"))
    same = await office.stored("nominations", {"keys": {"$size": 2}})

    dossier = await office.submitted("now", named("Nguyễn Thị Ấn", identity_number="033190009999"))

    [document] = await office.stored("nominations", {"_id": dossier.nomination_ids[0]})
    [finding] = work_in(document).findings
    assert [one["number"] in finding.message for one in same] == [True]


async def test_past_the_bound_of_lag_it_asks_to_come_back_later(office: Office) -> None:
    office.lag = 61.0

    with pytest.raises(UnavailableError) as refusal:
        await office.submitted("k1")

    assert refusal.value.retry_after > 0
    assert await office.stored("dossiers") == []


@pytest.mark.parametrize("viewer", [OFFICER, NOBODY])
async def test_only_submitters_submit(office: Office, viewer: object) -> None:
    with pytest.raises(NotAllowedError):
        await office.submit(viewer, "k1", submission())  # type: ignore[arg-type]


async def test_no_identity_number_is_indexed_or_leaves_intake(office: Office) -> None:
    await office.submitted()

    number = str(CONTENT.nominee.identity_number)
    [dossier] = await office.stored("dossiers")
    [nomination] = await office.stored("nominations")
    bare = [hashlib.sha256(f"{start}{number}".encode()).hexdigest()[:16] for start in ("", "thidua:", "cccd:")]
    left = b"".join(entry["body"] for one in (dossier, nomination) for entry in one["outbox"]).decode()
    indexed = str([nomination["keys"], nomination["search"], nomination["history"]])
    assert not [one for one in (number, *bare) if one in left or one in indexed]
    # The search can find something: what stands for the number is there, and intake has the number itself.
    assert "0331••••••34" in left
    assert number in str(nomination["content"])
    assert date.fromisoformat(nomination["content"]["nominee"]["birth_date"]) == CONTENT.nominee.birth_date
