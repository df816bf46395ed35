"""When another nomination is of the same nominee for the same achievement."""

from dataclasses import replace
from datetime import date

import pytest

from services.intake.domain.duplicates import Known, duplicate_findings, earlier_keys
from services.intake.domain.examination import content_for_levels, examine, without
from shared.events.content import Finding, Nominee
from shared.events.words import PublicStatus
from shared.nominees.lookup import kept_keys
from shared.nominees.matching import Traits, traits_of
from tests.unit.intake.samples import CONTENT, NOMINEE
from tests.unit.nominees.samples import BOTH_KEYS, EARLIER_KEYS, KEYS


def traits(**changes: object) -> Traits:
    nominee = NOMINEE.model_copy(update=changes)
    return traits_of(nominee, KEYS.keyed(nominee))


SAME = Known(
    number="AAAAA-BBBBB-C",
    status=PublicStatus.IN_REVIEW,
    unit_name="Trung tâm Y tế huyện Yên Mỹ",
    traits=traits(),
    began_on=date(2021, 8, 1),
    ended_on=date(2021, 9, 30),
)


def found(*known: Known) -> tuple[Finding, ...]:
    return duplicate_findings(traits(), CONTENT.achievement, known)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (traits(), "cùng số căn cước công dân"),
        (traits(name="Tên khác"), "cùng số căn cước công dân"),
        (traits(identity_number=None), "cùng ngày sinh"),
        (traits(identity_number="145678901"), "không so được với nhau"),
        (traits(identity_number=None, name="Nguyễn Thị Ấnn"), "tên gần giống nhau"),
        (traits(identity_number=None, name="Ấn Nguyễn Thị"), "tên gần giống nhau"),
        (traits(identity_number=None, birth_date=None, birth_year=1990), "cùng năm sinh"),
        (traits(identity_number=None, birth_date=None), "một bên chưa có ngày sinh"),
    ],
)
def test_the_same_nominee_for_overlapping_time_is_found(other: Traits, reason: str) -> None:
    [finding] = found(replace(SAME, traits=other))

    assert finding.code == "trung-dang-xet"
    assert "AAAAA-BBBBB-C" in finding.message
    assert reason in finding.message
    assert not finding.blocking


@pytest.mark.parametrize(
    "other",
    [
        replace(SAME, traits=traits(identity_number="033190009999")),
        replace(SAME, traits=traits(identity_number=None, birth_date=date(1980, 1, 1))),
        replace(SAME, traits=traits(identity_number=None, name="Trần Văn Hùng")),
        replace(SAME, began_on=date(2021, 9, 1)),
    ],
)
def test_another_nominee_or_time_is_not(other: Known) -> None:
    assert found(other) == ()


def test_an_award_is_told_apart_from_a_pending_nomination() -> None:
    assert found(replace(SAME, status=PublicStatus.AWARDED))[0].code == "trung-da-khen"


def test_the_surest_three_are_told() -> None:
    doubtful = [
        replace(SAME, number=f"D{place}", traits=traits(identity_number=None, birth_date=None, workplace="X"))
        for place in range(3)
    ]

    told = found(*doubtful, SAME)

    assert len(told) == 3
    assert SAME.number in told[0].message


@pytest.mark.parametrize("stored", [NOMINEE, NOMINEE.model_copy(update={"identity_number": None})])
def test_an_earlier_versions_key_is_sought_until_renewed(stored: Nominee) -> None:
    born = f"b:{stored.birth_date}|an"
    kept = {f"w{born}", "i:3dbe1a"} if stored.identity_number else {born}

    assert kept & set(earlier_keys(NOMINEE))
    assert not kept & set(examine(CONTENT, KEYS).keys)
    assert kept & set(examine(CONTENT, KEYS, with_earlier=True).keys)


def test_while_the_key_is_changed_both_lead_to_the_nominee() -> None:
    before = kept_keys(traits_of(NOMINEE, EARLIER_KEYS.keyed(NOMINEE)))
    renamed = CONTENT.model_copy(update={"nominee": NOMINEE.model_copy(update={"name": "Tên Khác"})})

    assert set(examine(renamed, BOTH_KEYS).keys) & set(before)
    assert set(examine(renamed, BOTH_KEYS).keys) & set(kept_keys(traits()))
    assert not set(examine(renamed, KEYS).keys) & set(before)


def test_a_nomination_is_no_duplicate_of_itself() -> None:
    other = replace(SAME, number="X")

    assert without("X", {"key": (SAME, other)}) == {"key": (SAME,)}


def test_levels_get_everything_but_the_number() -> None:
    sent = content_for_levels(CONTENT)

    assert sent.nominee.identity_number is None
    assert sent.model_copy(update={"nominee": NOMINEE}) == CONTENT
