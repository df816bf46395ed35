"""When another nomination is of the same nominee for the same achievement."""

from dataclasses import replace
from datetime import date

import pytest

from services.intake.domain.duplicates import Known, duplicate_findings, identity_hash, kept_keys, sought_keys
from shared.events.content import Nominee
from shared.events.words import PublicStatus
from shared.text.folding import fold
from tests.unit.intake.samples import CONTENT, NOMINEE

SAME = Known(
    number="AAAAA-BBBBB-C",
    status=PublicStatus.IN_REVIEW,
    unit_name="Trung tâm Y tế huyện Yên Mỹ",
    name=fold(NOMINEE.name),
    birth_date=NOMINEE.birth_date,
    identity=identity_hash(NOMINEE),
    began_on=date(2021, 8, 1),
    ended_on=date(2021, 9, 30),
)


@pytest.mark.parametrize(
    "other",
    [
        SAME,
        replace(SAME, name="ten khac"),  # the identity number says it
        replace(SAME, identity=None),
        replace(SAME, identity=None, name="nguyen thi ann"),
        replace(SAME, identity=None, birth_date=None),
    ],
)
def test_the_same_nominee_for_overlapping_time_is_found(other: Known) -> None:
    found = duplicate_findings(CONTENT, [other])

    assert [finding.code for finding in found] == ["trung-dang-xet"]
    assert "AAAAA-BBBBB-C" in found[0].message
    assert not found[0].blocking


@pytest.mark.parametrize(
    "other",
    [
        replace(SAME, identity="another"),
        replace(SAME, identity=None, birth_date=date(1980, 1, 1)),
        replace(SAME, identity=None, name="tran van hung"),
        replace(SAME, began_on=date(2021, 9, 1)),
    ],
)
def test_another_nominee_or_time_is_not(other: Known) -> None:
    assert duplicate_findings(CONTENT, [other]) == ()


def test_an_award_is_told_apart_from_a_pending_nomination() -> None:
    assert duplicate_findings(CONTENT, [replace(SAME, status=PublicStatus.AWARDED)])[0].code == "trung-da-khen"


def test_keys_hold_no_identity_number() -> None:
    assert not any(str(NOMINEE.identity_number) in key for key in (*kept_keys(NOMINEE), *sought_keys(NOMINEE)))


UNIDENTIFIED = NOMINEE.model_copy(update={"identity_number": None})


@pytest.mark.parametrize(
    ("new", "stored"),
    [
        (NOMINEE, NOMINEE),
        (NOMINEE, UNIDENTIFIED),
        (UNIDENTIFIED, NOMINEE),
        (UNIDENTIFIED, UNIDENTIFIED),
        (NOMINEE, NOMINEE.model_copy(update={"name": "Tên khác"})),
    ],
)
def test_whoever_may_be_the_same_is_sought_where_it_is_kept(new: Nominee, stored: Nominee) -> None:
    assert set(sought_keys(new)) & set(kept_keys(stored))


def test_a_namesake_with_another_identity_is_not_even_fetched() -> None:
    other = NOMINEE.model_copy(update={"identity_number": "033199000000"})

    assert not set(sought_keys(NOMINEE)) & set(kept_keys(other))
