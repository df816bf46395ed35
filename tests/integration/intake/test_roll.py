"""The roll of honour on a real database: it follows awards, corrections and annulments, once, in whatever order."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from services.intake.application.roll import RollFilters, RollState
from services.intake.domain.nomination import Nomination
from services.intake.domain.roll import RollEntry, roll_entry_of
from shared.events.amendments import CorrectedItem, DecisionAnnulled, DecisionCorrected, FieldChange
from shared.events.cases import CaseApproved, CaseForwarded, CaseOpened, DecisionIssued
from shared.events.content import NominationContent, Place
from shared.events.words import AnnulmentKind, CorrectedField, CorrectionKind, Level
from shared.refusals import InvalidError
from tests.integration.intake.office import Office, named
from tests.unit.intake.samples import CONTENT, a_decision, case_story
from tests.unit.intake.test_amendments import PAPER

APPROVED = ((CaseOpened, 1, 1), (CaseForwarded, 1, 2), (CaseOpened, 2, 1), (CaseApproved, 2, 2))
EVERYTHING = RollFilters()


async def award(office: Office, *contents: NominationContent, key: str = "k1") -> list[Nomination]:
    """Nominations that a decision awards; the roll has not looked yet."""
    dossier = await office.submitted(key, *contents)
    nominations = [await office.nomination(one) for one in dossier.nomination_ids]
    for nomination in nominations:
        await office.applied(*case_story(nomination, APPROVED))
    await office.apply_decision(decision_about(nominations, key))
    return [await office.nomination(one.id) for one in nominations]


def decision_about(nominations: Sequence[Nomination], key: str = "k1") -> DecisionIssued:
    made = a_decision(list(nominations))
    return made.model_copy(update={"decision_id": UUID(int=sum(map(ord, key)))})


def corrected(nomination: Nomination, name: str, sequence: int = 4) -> DecisionCorrected:
    decision = decision_about([nomination])
    change = FieldChange(field=CorrectedField.NOMINEE_NAME, before=nomination.content.nominee.name, after=name)
    return DecisionCorrected(
        decision_id=decision.decision_id,
        version=sequence,
        level=decision.level,
        authority=decision.authority,
        number=decision.number,
        issued_on=decision.issued_on,
        paper=PAPER,
        reason="Sai sót khi soạn thảo.",
        at=decision.at + timedelta(days=sequence),
        kind=CorrectionKind.PAPER,
        items=(CorrectedItem(nomination_id=nomination.id, step=2, sequence=sequence, changes=(change,)),),
    )


def annulled(nomination: Nomination, sequence: int = 4) -> DecisionAnnulled:
    decision = decision_about([nomination])
    [item] = decision.items
    return DecisionAnnulled(
        decision_id=decision.decision_id,
        version=sequence,
        level=decision.level,
        authority=decision.authority,
        number=decision.number,
        issued_on=decision.issued_on,
        paper=PAPER,
        reason="Kê khai không đúng thành tích.",
        at=decision.at + timedelta(days=sequence),
        kind=AnnulmentKind.REVOKED,
        is_whole=True,
        items=(item.model_copy(update={"sequence": sequence}),),
    )


async def listed(office: Office, filters: RollFilters = EVERYTHING) -> list[RollEntry]:
    """The whole roll once it has followed."""
    while await office.keep_roll():
        pass
    return list((await office.roll.read_slice(filters, None, 100)).items)


async def names(office: Office, filters: RollFilters = EVERYTHING) -> list[str]:
    return [entry.name for entry in await listed(office, filters)]


async def test_an_award_comes_onto_the_roll(office: Office) -> None:
    [nomination] = await award(office)

    [entry] = await listed(office)

    assert entry == roll_entry_of(nomination)
    assert await office.roll.find(nomination.number) == entry
    assert await office.keep_roll() == 0


async def test_before_its_decision_nobody_is_on_the_roll(office: Office) -> None:
    dossier = await office.submitted()
    nomination = await office.nomination(dossier.nomination_ids[0])
    await office.applied(*case_story(nomination, APPROVED))

    assert await listed(office) == []


async def test_a_corrected_name_changes(office: Office) -> None:
    [nomination] = await award(office)
    assert await names(office) == ["Nguyễn Thị Ấn"]

    await office.apply_decision(corrected(nomination, "Nguyễn Thị Ẩn"))

    assert await names(office) == ["Nguyễn Thị Ẩn"]
    assert await names(office, RollFilters(text="nguyen thi an")) == ["Nguyễn Thị Ẩn"]


async def test_an_annulled_award_goes_and_leaves_nothing(office: Office) -> None:
    [nomination] = await award(office)
    assert await names(office) == ["Nguyễn Thị Ấn"]

    await office.apply_decision(annulled(nomination))

    assert await listed(office) == []
    assert await office.roll.find(nomination.number) is None
    [left] = await office.stored("roll", {"_id": nomination.id})
    assert set(left) == {"_id", "version"}


async def test_facts_that_come_twice_change_nothing(office: Office) -> None:
    [nomination] = await award(office)
    correction = corrected(nomination, "Nguyễn Thị Ẩn")
    for fact in (decision_about([nomination]), correction, decision_about([nomination]), correction):
        await office.apply_decision(fact)

    assert await names(office) == ["Nguyễn Thị Ẩn"]
    before = await office.stored("roll")
    await office.apply_decision(correction)
    assert await listed(office)
    assert await office.stored("roll") == before


async def test_a_correction_before_its_award_is_on_the_roll(office: Office) -> None:
    dossier = await office.submitted()
    nomination = await office.nomination(dossier.nomination_ids[0])
    await office.applied(*case_story(nomination, APPROVED))

    await office.apply_decision(corrected(nomination, "Nguyễn Thị Ẩn"))
    assert await listed(office) == []
    await office.apply_decision(decision_about([nomination]))

    assert await names(office) == ["Nguyễn Thị Ẩn"]


async def test_who_did_not_consent_or_is_kept_never_appears(office: Office) -> None:
    silent = named("Trần Văn Lặng").model_copy(update={"consent": False})
    kept = named("Lê Thị Kín").model_copy(update={"consent": False, "confidential": True})
    agreed = await award(office, silent, named("Phạm Thị Thuận"), key="k1")
    await award(office, kept, key="k2")

    # The awarded one beside them is found by the same ways, so these would find the others, too.
    assert await names(office) == ["Phạm Thị Thuận"]
    stored = str(await office.stored("roll"))
    assert "Phạm Thị Thuận" in stored
    assert "Trực chốt" in stored
    assert "Lặng" not in stored
    assert "Kín" not in stored
    assert "L.T.K" not in stored
    for text, found in (("thuan", 1), ("lang", 0), ("kin", 0)):
        assert len(await listed(office, RollFilters(text=text))) == found
    assert [await office.roll.find(one.number) is not None for one in agreed] == [False, True]


async def test_the_roll_holds_no_number_and_no_birthday(office: Office) -> None:
    [nomination] = await award(office)
    await listed(office)

    [kept] = await office.stored("nominations", {"_id": nomination.id})
    roll = str(await office.stored("roll", {"on_roll": True}))
    for private in ("033190001234", "1990-05-17", "identity_number", "birth_date", "acc-1", "Trần Văn Bình"):
        assert private in str(kept)
        assert private not in roll


async def test_one_that_is_late_does_not_bring_back_what_went(office: Office) -> None:
    [nomination] = await award(office)
    late = RollState(nomination.id, nomination.version, roll_entry_of(nomination))
    await office.apply_decision(annulled(nomination))
    assert await listed(office) == []

    await office.roll.enter([late])

    assert await listed(office) == []


async def test_a_change_while_it_is_entered_is_not_lost(office: Office) -> None:
    [nomination] = await award(office)
    read_before = RollState(nomination.id, nomination.version, roll_entry_of(nomination))
    await office.apply_decision(annulled(nomination))

    await office.roll.enter([read_before])
    assert len((await office.roll.read_slice(EVERYTHING, None, 10)).items) == 1

    assert await listed(office) == []


async def test_several_processes_keep_one_roll(office: Office) -> None:
    await award(office, *(named(f"Nguyễn Văn Số {number}") for number in range(20)))

    await asyncio.gather(*(office.keep_roll() for _ in range(4)), return_exceptions=True)

    assert len(await listed(office)) == 20
    assert await office.stored("nominations", {"roll_due": True}) == []


async def test_a_roll_that_is_lost_is_made_anew(office: Office) -> None:
    await award(office, named("Nguyễn Văn Một"), named("Nguyễn Văn Hai"))
    before = await listed(office)
    await office.database["roll"].delete_many({})

    await office.roll.ensure_indexes()

    assert await listed(office) == before
    assert [entry.name for entry in before] == ["Nguyễn Văn Hai", "Nguyễn Văn Một"]
    await office.roll.ensure_indexes()
    assert await office.keep_roll() == 0


async def test_search_needs_no_accents(office: Office) -> None:
    await award(office, named("Đặng Thị Nguyệt Ánh"), named("Đỗ Văn Châu"))

    assert await names(office, RollFilters(text="dang nguyet")) == ["Đặng Thị Nguyệt Ánh"]
    assert await names(office, RollFilters(text="ĐỖ VĂN")) == ["Đỗ Văn Châu"]
    assert await names(office, RollFilters(text="12.000 mau khong co")) == []
    assert len(await names(office, RollFilters(text="truc chot 12.000 mau"))) == 2
    assert await names(office, RollFilters(text="a.*b[")) == []


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (RollFilters(level=Level.COMMUNE), 1),
        (RollFilters(level=Level.PROVINCE), 0),
        (RollFilters(award_form="giay-khen-xa"), 1),
        (RollFilters(award_form="bang-khen-tinh"), 0),
        (RollFilters(areas=frozenset({"12079", "12085"})), 1),
        (RollFilters(areas=frozenset({"12085"})), 0),
        (RollFilters(areas=frozenset()), 0),
        (RollFilters(year=2021), 1),
        (RollFilters(year=2020), 0),
        (RollFilters(text="ấn", level=Level.COMMUNE, year=2021), 1),
    ],
)
async def test_each_filter_narrows(office: Office, filters: RollFilters, count: int) -> None:
    await award(office)

    assert len(await listed(office, filters)) == count
    assert await office.roll.count(filters, most=10) == count


async def test_slices_follow_each_other_without_gap(office: Office) -> None:
    people = ("Lê Thị An", "Hồ Thị Ăn", "Vũ Thị Ân", "Đỗ Thị Dung", "Bùi Thị Đào")
    await award(office, *(named(name) for name in reversed(people)), key="k1")
    await award(office, named("Hoàng Văn Bình"), key="k3")
    whole = await names(office)
    found: list[str] = []
    after: str | None = None
    while True:
        page = await office.roll.read_slice(EVERYTHING, after, 2)
        found += [entry.name for entry in page.items]
        after = page.next
        if after is None:
            break

    assert found == whole
    assert [name for name in whole if name in people] == list(people)
    with pytest.raises(InvalidError):
        await office.roll.read_slice(EVERYTHING, "abc", 2)


async def test_the_summary_says_what_finds_something(office: Office) -> None:
    outside = CONTENT.achievement.model_copy(update={"place": Place(text="Hà Nội")})
    elsewhere = named("Nguyễn Văn Ba").model_copy(update={"achievement": outside})
    await award(office, CONTENT, named("Nguyễn Văn Hai"))
    await award(office, elsewhere, key="k9")
    await listed(office)

    summary = await office.roll.summary()

    assert (summary.awards, summary.decisions, summary.years) == (3, 2, (2021,))
    assert ([form.code for form in summary.forms], summary.levels) == (["giay-khen-xa"], (Level.COMMUNE,))
    assert summary.areas == {"12079"}
