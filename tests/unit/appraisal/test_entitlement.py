"""Who is kept out because the nomination is about them or from them; and who was nominated twice."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.appraisal.domain.case import CaseKey, CaseState
from services.appraisal.domain.duplicates import duplicates, likenesses, sought_likenesses
from services.appraisal.domain.entitlement import InterestedError, refuse_interested
from shared.events.content import NominationContent
from shared.events.words import NomineeKind
from tests.unit.appraisal.samples import CONTENT, HEAD, NOMINATION, NOW, changed, opened, similar, work

OTHER = CaseKey(UUID(int=3), 1)


@pytest.mark.parametrize("name", ["Nguyễn Thị Ấn", "NGUYEN THI AN", "nguyễn  thị ấn"])
def test_the_nominee_is_kept_out_however_the_name_is_written(name: str) -> None:
    with pytest.raises(InterestedError, match="người được đề nghị"):
        refuse_interested(replace(HEAD, name=name), opened())


def test_the_signer_of_the_petition_is_kept_out() -> None:
    with pytest.raises(InterestedError, match="người ký Tờ trình"):
        refuse_interested(replace(HEAD, name="Tran Van Binh"), opened())


@pytest.mark.parametrize("name", ["Nguyễn Thị Ấn Bình", "Thị Ấn", "Lê Văn Chủ"])
def test_other_names_are_not(name: str) -> None:
    refuse_interested(replace(HEAD, name=name), opened())


def test_a_member_of_the_nominated_household_is_kept_out() -> None:
    household = CONTENT.nominee.model_copy(update={"kind": NomineeKind.HOUSEHOLD, "name": "Hộ gia đình ông Lê Văn Chủ"})
    case = opened(work(content=CONTENT.model_copy(update={"nominee": household})))

    with pytest.raises(InterestedError):
        refuse_interested(HEAD, case)


@pytest.mark.parametrize("state", [CaseState.OPEN, CaseState.RETURNED, CaseState.APPROVED, CaseState.AWARDED])
def test_a_nomination_pending_or_awarded_here_blocks(state: CaseState) -> None:
    (found,) = duplicates(opened(), [similar(OTHER, state)])

    assert found.blocking
    assert "AAAAA-AAAAA-A" in found.message


@pytest.mark.parametrize("state", [CaseState.FORWARDED, CaseState.REFERRED])
def test_a_nomination_passed_on_is_told_without_blocking(state: CaseState) -> None:
    (found,) = duplicates(opened(), [similar(OTHER, state)])

    assert not found.blocking


@pytest.mark.parametrize("state", [CaseState.DECLINED, CaseState.WITHDRAWN])
def test_a_nomination_that_came_to_nothing_is_no_duplicate(state: CaseState) -> None:
    assert duplicates(opened(), [similar(OTHER, state)]) == ()


def test_the_latest_step_of_another_nomination_speaks_for_it() -> None:
    first = similar(OTHER, CaseState.FORWARDED)
    second = similar(CaseKey(OTHER.nomination, 2), CaseState.OPEN)

    (found,) = duplicates(opened(), [second, first])

    assert found.blocking


def test_another_step_of_the_same_nomination_is_no_duplicate() -> None:
    assert duplicates(opened(), [similar(CaseKey(NOMINATION, 2), CaseState.APPROVED)]) == ()


@pytest.mark.parametrize("state", [CaseState.OPEN, CaseState.RETURNED])
def test_of_two_that_wait_the_first_goes_on(state: CaseState) -> None:
    later = similar(OTHER, state, opened_at=NOW + timedelta(minutes=1))

    (found,) = duplicates(opened(), [later])

    assert not found.blocking
    assert "đến trước" in found.message


@pytest.mark.parametrize("state", [CaseState.APPROVED, CaseState.AWARDED])
def test_one_that_is_decided_stops_even_an_earlier_one(state: CaseState) -> None:
    later = similar(OTHER, state, opened_at=NOW + timedelta(minutes=1))

    assert [found.blocking for found in duplicates(opened(), [later])] == [True]


@pytest.mark.parametrize(
    "other",
    [
        changed(name="Nguyễn Thị Ân"),
        changed(identity_number=None),
        changed(identity_number=None, name="NGUYỄN  THỊ ẤN"),
        changed(identity_number=None, name="Nguyễn\u200b Thị Ấn"),
        changed(identity_number="145678901"),
        changed(identity_number=None, birth_date=None, birth_year=1990),
        changed(identity_number="145678901", birth_date=None, birth_year=1990),
    ],
)
def test_whoever_is_the_same_is_found_and_stops_the_later_case(other: NominationContent) -> None:
    case, found = opened(), similar(OTHER, CaseState.OPEN, other)
    kept = set(likenesses(opened(work(content=other))))

    assert [duplicate.blocking for duplicate in duplicates(case, [found])] == [True]
    assert kept & set(sought_likenesses(case))


@pytest.mark.parametrize(
    "other",
    [
        changed(identity_number="033190009999"),
        changed(identity_number=None, birth_date=date(1990, 5, 18)),
        changed(identity_number=None, birth_date=None, birth_year=1991),
        changed(identity_number=None, name="Nguyễn Văn Ấm"),
        changed(identity_number=None, kind=NomineeKind.COLLECTIVE, birth_date=None),
    ],
)
def test_whoever_is_another_is_not_found(other: NominationContent) -> None:
    assert duplicates(opened(), [similar(OTHER, CaseState.AWARDED, other)]) == ()


def test_a_mere_possibility_is_told_without_blocking() -> None:
    elsewhere = changed(identity_number=None, birth_date=None, birth_year=1990, workplace="Trạm Y tế xã khác")

    (found,) = duplicates(opened(), [similar(OTHER, CaseState.AWARDED, elsewhere)])

    assert not found.blocking
    assert "cùng năm sinh" in found.message


def test_an_identity_number_is_not_stored_among_the_likenesses() -> None:
    kept = [*likenesses(opened()), *sought_likenesses(opened())]

    assert kept
    assert not any("033190001234" in each for each in kept)
