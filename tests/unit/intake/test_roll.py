"""What the roll of honour says of a nomination: only what holds, only with consent, and nothing private."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.intake.domain.nomination import Nomination
from services.intake.domain.roll import FACTS_OF_AWARDS, RollEntry, roll_entry_of
from services.intake.domain.status import TRANSITIONS, Fact
from shared.events.amendments import FieldChange
from shared.events.content import Place
from shared.events.words import AnnulmentKind, CorrectedField, CorrectionKind
from tests.unit.intake.samples import CONTENT, NOMINEE, YEN_PHU, a_nomination, apply_all
from tests.unit.intake.test_amendments import BACK, RENAMED, annulled, awarded, corrected

SUMMARY = "Trực 60 ngày; liên hệ 0912345678 hoặc 0912 345 678, an.nguyen@example.org, CCCD 033190001234."
PRIVATE = ("033190001234", "0912345678", "0912 345 678", "an.nguyen@example.org", "1990", "12 Lê Lợi", "FEMALE")


def awarded_with(**content: object) -> Nomination:
    """An awarded nomination with that changed in its content."""
    return replace(awarded(), content=CONTENT.model_copy(update=content))


def entry_of(nomination: Nomination) -> RollEntry:
    entry = roll_entry_of(nomination)
    assert entry is not None
    return entry


def test_an_award_enters_the_roll_with_deed_and_decision() -> None:
    entry = entry_of(awarded())

    assert (entry.name, entry.position, entry.workplace) == (NOMINEE.name, NOMINEE.position, NOMINEE.workplace)
    assert entry.deed == CONTENT.achievement.summary
    assert (entry.decision_number, entry.issued_on, entry.authority) == ("15/QĐ-UBND", date(2021, 11, 1), YEN_PHU)
    assert (entry.award_form, entry.area, entry.movement) == ("giay-khen-xa", "12079", "covid-19")


def test_what_is_not_awarded_is_not_on_the_roll() -> None:
    assert roll_entry_of(a_nomination()) is None


@pytest.mark.parametrize(
    "content", [{"consent": False}, {"consent": False, "confidential": True}, {"confidential": True}]
)
def test_without_consent_or_kept_it_never_enters(content: dict[str, bool]) -> None:
    assert roll_entry_of(awarded_with()) is not None  # what the next line denies can be
    assert roll_entry_of(awarded_with(**content)) is None


@pytest.mark.parametrize("kind", AnnulmentKind)
def test_an_annulled_award_leaves_the_roll(kind: AnnulmentKind) -> None:
    assert roll_entry_of(apply_all(awarded(), annulled(awarded(), 4, kind))) is None


def test_an_award_in_force_again_is_back() -> None:
    revoked = apply_all(awarded(), annulled(awarded()))

    back = apply_all(revoked, corrected(awarded(), 5, BACK, kind=CorrectionKind.RECORD))

    assert entry_of(back).name == NOMINEE.name


def test_a_corrected_name_and_day_stand_on_the_roll() -> None:
    before = awarded()

    entry = entry_of(apply_all(before, corrected(before, 4, RENAMED)))

    assert (entry.name, entry.issued_on) == ("Nguyễn Thị Ẩn", date(2021, 11, 2))
    assert entry.changed_at > entry_of(before).changed_at


def test_the_last_correction_of_a_field_holds() -> None:
    before = awarded()
    again = FieldChange(field=CorrectedField.NOMINEE_NAME, before="Nguyễn Thị Ẩn", after="Nguyễn Thị Yến")

    entry = entry_of(apply_all(before, corrected(before, 4, RENAMED), corrected(before, 5, again)))

    assert entry.name == "Nguyễn Thị Yến"


def test_corrections_that_come_early_are_in_the_entry() -> None:
    full = apply_all(awarded(), corrected(awarded(), 4, RENAMED), corrected(awarded(), 4, RENAMED))

    assert entry_of(full).name == "Nguyễn Thị Ẩn"


def test_nothing_private_is_on_the_roll() -> None:
    nomination = awarded_with(
        nominee=NOMINEE.model_copy(update={"place": Place(text="12 Lê Lợi")}),
        achievement=CONTENT.achievement.model_copy(update={"summary": SUMMARY}),
    )
    written, shown = repr(nomination.content), repr(replace(entry_of(nomination), id=UUID(int=0), number=""))

    assert "Trực 60 ngày" in shown
    assert [private for private in PRIVATE if private in shown] == []
    assert [private for private in PRIVATE if private.removeprefix("FEMALE") not in written] == []


@pytest.mark.parametrize(
    ("code", "area"),
    [("33.327.12079", "12079"), ("33.327", "327"), ("33.so-y-te", ""), ("33.chu-tich", "")],
)
def test_without_a_place_the_unit_says_the_area(code: str, area: str) -> None:
    nomination = awarded_with(achievement=CONTENT.achievement.model_copy(update={"place": Place()}))
    unit = nomination.dossier.unit.model_copy(update={"chain": (YEN_PHU.model_copy(update={"code": code}),)})

    entry = entry_of(replace(nomination, dossier=nomination.dossier.model_copy(update={"unit": unit})))

    assert entry.area == area


def test_every_fact_that_ends_in_an_award_is_listed() -> None:
    ending = {fact for (_, fact), after in TRANSITIONS.items() if after.value in {"awarded", "annulled"}}
    assert ending - {Fact.WITHDRAWAL_REFUSED} <= FACTS_OF_AWARDS
