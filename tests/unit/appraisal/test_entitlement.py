"""Who is kept out because the nomination is about them or from them; and who was nominated twice."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.appraisal.domain.case import CaseKey, State
from services.appraisal.domain.duplicates import Similar, duplicates, likenesses
from services.appraisal.domain.entitlement import InterestedError, refuse_interested
from shared.events.words import NomineeKind
from tests.unit.appraisal.samples import CONTENT, HEAD, NOMINATION, opened, work

OTHER = CaseKey(UUID(int=3), 1)


def similar(key: CaseKey, state: State) -> Similar:
    return Similar(key, "AAAAA-AAAAA-A", state, likenesses(CONTENT))


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


@pytest.mark.parametrize("state", [State.OPEN, State.RETURNED, State.APPROVED, State.AWARDED])
def test_a_nomination_pending_or_awarded_here_blocks(state: State) -> None:
    (found,) = duplicates(opened(), [similar(OTHER, state)])

    assert found.blocking
    assert "AAAAA-AAAAA-A" in found.message


@pytest.mark.parametrize("state", [State.FORWARDED, State.REFERRED])
def test_a_nomination_passed_on_is_told_without_blocking(state: State) -> None:
    (found,) = duplicates(opened(), [similar(OTHER, state)])

    assert not found.blocking


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN])
def test_a_nomination_that_came_to_nothing_is_no_duplicate(state: State) -> None:
    assert duplicates(opened(), [similar(OTHER, state)]) == ()


def test_the_latest_step_of_another_nomination_speaks_for_it() -> None:
    first = similar(OTHER, State.FORWARDED)
    second = similar(CaseKey(OTHER.nomination, 2), State.OPEN)

    (found,) = duplicates(opened(), [second, first])

    assert found.blocking


def test_another_step_of_the_same_nomination_is_no_duplicate() -> None:
    assert duplicates(opened(), [similar(CaseKey(NOMINATION, 2), State.APPROVED)]) == ()


def test_nominees_are_alike_by_identity_number_or_by_name_and_birth_date() -> None:
    renamed = CONTENT.model_copy(update={"nominee": CONTENT.nominee.model_copy(update={"name": "Nguyễn Thị Ân"})})
    unnumbered = CONTENT.model_copy(update={"nominee": CONTENT.nominee.model_copy(update={"identity_number": None})})
    another = CONTENT.model_copy(
        update={"nominee": CONTENT.nominee.model_copy(update={"identity_number": None, "birth_date": None})}
    )

    assert set(likenesses(CONTENT)) & set(likenesses(renamed))
    assert set(likenesses(CONTENT)) & set(likenesses(unnumbered))
    assert not set(likenesses(CONTENT)) & set(likenesses(another))


def test_an_identity_number_is_not_stored_among_the_likenesses() -> None:
    assert not any("033190001234" in one for one in likenesses(CONTENT))


def test_a_namesake_of_the_same_birth_date_with_another_identity_number_is_somebody_else() -> None:
    namesake = CONTENT.model_copy(
        update={"nominee": CONTENT.nominee.model_copy(update={"identity_number": "033190009999"})}
    )
    other = Similar(OTHER, "AAAAA-AAAAA-A", State.AWARDED, likenesses(namesake))

    assert duplicates(opened(), [other]) == ()


def test_without_an_identity_number_on_one_side_name_and_birth_date_tell_the_nominee() -> None:
    unnumbered = CONTENT.model_copy(update={"nominee": CONTENT.nominee.model_copy(update={"identity_number": None})})
    other = Similar(OTHER, "AAAAA-AAAAA-A", State.AWARDED, likenesses(unnumbered))

    (found,) = duplicates(opened(), [other])

    assert found.blocking
