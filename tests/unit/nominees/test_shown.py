"""What is told of a nominee: the whole table of who, for what, and which class of field."""

from uuid import UUID

import pytest

from shared.events.content import Achievement, Attachment, EarlierAward, NominationContent, Nominee, Place
from shared.events.words import AttachmentKind, PriorityMark
from shared.nominees.shown import (
    ACHIEVEMENT_CLASSES,
    CONTENT_CLASSES,
    NOMINEE_CLASSES,
    FieldClass,
    Purpose,
    Sight,
    classes_shown,
    show_content,
    show_in_public,
    show_name,
    show_petition,
)
from shared.refusals import NotFoundError
from tests.unit.intake.samples import CONTENT, NOMINEE, PETITION

O, N, D = FieldClass.OPEN, FieldClass.NAME, FieldClass.DEED  # noqa: E741 - read as columns
P, I = FieldClass.PERSONAL, FieldClass.IDENTITY  # noqa: E741 - read as columns
INSIDE = (Purpose.ANSWER, Purpose.LIST, Purpose.WORK, Purpose.CORRESPONDENCE)
OUTSIDE = (Purpose.MAIL, Purpose.DIGEST, Purpose.FACT, Purpose.EXPORT)
NOWHERE = (Purpose.LOG,)
FULL = CONTENT.model_copy(
    update={
        "nominee": NOMINEE.model_copy(update={"form_of_address": "bà", "posthumous": True, "birth_year": 1990}),
        "priority_marks": (PriorityMark.SACRIFICE,),
        "earlier_awards": (EarlierAward(form="Giấy khen"),),
        "attachments": (Attachment(id=UUID(int=3), kind=AttachmentKind.OTHER, name="Nguyễn Thị Ấn.pdf"),),
    }
)
KEPT = FULL.model_copy(update={"consent": False, "confidential": True})


@pytest.mark.parametrize(
    ("sight", "open_one", "kept_one"),
    [
        (Sight.OWN, {O, N, D, P, I}, {O, N, D, P, I}),
        (Sight.WORKING, {O, N, D, P, I}, {O, N, D, P, I}),
        (Sight.BESIDE, {O, N, D, P}, {O}),
        (Sight.AHEAD, {O, N}, {O}),
        (Sight.NONE, set(), set()),
        (Sight.PUBLIC, set(), set()),
    ],
)
def test_an_answer_tells_each_what_they_need(
    sight: Sight, open_one: set[FieldClass], kept_one: set[FieldClass]
) -> None:
    assert classes_shown(sight, Purpose.ANSWER, is_confidential=False) == open_one
    assert classes_shown(sight, Purpose.ANSWER, is_confidential=True) == kept_one


@pytest.mark.parametrize("sight", Sight)
@pytest.mark.parametrize("purpose", [one for one in Purpose if one is not Purpose.ANSWER])
def test_no_number_is_told_but_in_an_answer(sight: Sight, purpose: Purpose) -> None:
    assert I not in classes_shown(sight, purpose, is_confidential=False)


@pytest.mark.parametrize("sight", Sight)
@pytest.mark.parametrize("purpose", OUTSIDE)
def test_what_leaves_the_system_tells_a_name_at_most(sight: Sight, purpose: Purpose) -> None:
    assert classes_shown(sight, purpose, is_confidential=False) <= {O, N}
    assert classes_shown(sight, purpose, is_confidential=True) <= {O}


@pytest.mark.parametrize("sight", Sight)
@pytest.mark.parametrize("purpose", NOWHERE)
@pytest.mark.parametrize("content", [FULL, KEPT])
def test_nothing_is_logged(sight: Sight, purpose: Purpose, content: NominationContent) -> None:
    assert not classes_shown(sight, purpose, is_confidential=content.confidential)
    assert show_name(content, sight, purpose) == ""


@pytest.mark.parametrize("sight", [one for one in Sight if one is not Sight.PUBLIC])
@pytest.mark.parametrize("content", [FULL, KEPT])
def test_whoever_looks_inside_has_nothing_to_publish(sight: Sight, content: NominationContent) -> None:
    assert not classes_shown(sight, Purpose.PUBLIC, is_confidential=content.confidential)


def test_the_public_reads_name_work_and_deed_with_consent() -> None:
    shown = show_in_public(FULL)

    assert shown is not None
    assert shown.nominee == Nominee(
        kind=NOMINEE.kind,
        form_of_address="bà",
        name=NOMINEE.name,
        position=NOMINEE.position,
        workplace=NOMINEE.workplace,
    )
    assert shown.achievement == FULL.achievement
    assert (shown.gift, shown.priority_marks, shown.earlier_awards, shown.attachments) == (None, (), (), ())


@pytest.mark.parametrize(
    "update", [{"consent": False}, {"confidential": True}, {"consent": False, "confidential": True}]
)
def test_without_consent_the_public_reads_nothing(update: dict[str, bool]) -> None:
    assert show_in_public(FULL.model_copy(update=update)) is None


def test_every_purpose_is_in_one_of_the_tables() -> None:
    assert sorted((*INSIDE, *OUTSIDE, *NOWHERE, Purpose.PUBLIC)) == sorted(Purpose)


@pytest.mark.parametrize(
    ("model", "classes", "walked"),
    [
        (Nominee, NOMINEE_CLASSES, set()),
        (Achievement, ACHIEVEMENT_CLASSES, set()),
        (NominationContent, CONTENT_CLASSES, {"nominee", "achievement"}),
    ],
)
def test_every_field_has_a_class(
    model: type[NominationContent], classes: dict[str, FieldClass], walked: set[str]
) -> None:
    assert set(model.model_fields) == set(classes) | walked


def test_the_unit_sees_what_it_wrote() -> None:
    assert show_content(FULL, Sight.OWN) == FULL
    assert show_content(KEPT, Sight.OWN) == KEPT


@pytest.mark.parametrize("content", [FULL, KEPT])
def test_whoever_works_on_it_sees_all_but_the_number(content: NominationContent) -> None:
    shown = show_content(content, Sight.WORKING)

    assert shown.nominee.identity_number == "0331••••••34"
    assert shown == content.model_copy(update={"nominee": shown.nominee})
    assert shown.nominee.model_copy(update={"identity_number": content.nominee.identity_number}) == content.nominee


def test_colleagues_see_no_number() -> None:
    shown = show_content(FULL, Sight.BESIDE)

    assert shown.nominee == FULL.nominee.model_copy(update={"identity_number": None})
    assert shown.achievement == FULL.achievement


def test_before_its_step_an_authority_sees_whom_and_what_for() -> None:
    shown = show_content(FULL, Sight.AHEAD)

    assert shown.nominee == Nominee(kind=NOMINEE.kind, name=NOMINEE.name)
    assert (shown.achievement.summary, shown.achievement.place) == ("", Place())
    assert shown.achievement.began_on == FULL.achievement.began_on
    assert (shown.gift, shown.priority_marks, shown.earlier_awards, shown.attachments) == (None, (), (), ())
    assert (shown.award_form, shown.ground, shown.consent) == (FULL.award_form, FULL.ground, True)


@pytest.mark.parametrize("sight", [Sight.BESIDE, Sight.AHEAD])
def test_a_kept_name_is_initials_to_others(sight: Sight) -> None:
    shown = show_content(KEPT, sight)

    assert shown.nominee == Nominee(kind=NOMINEE.kind, name="N.T.Ấ.")
    assert shown.confidential
    assert "Ấn" not in shown.model_dump_json()


@pytest.mark.parametrize("purpose", OUTSIDE)
def test_a_kept_name_leaves_as_initials(purpose: Purpose) -> None:
    assert show_name(KEPT, Sight.OWN, purpose) == "N.T.Ấ."
    assert show_name(FULL, Sight.OWN, purpose) == "Nguyễn Thị Ấn"


def test_a_stranger_is_told_nothing_at_all() -> None:
    with pytest.raises(NotFoundError):
        show_content(FULL, Sight.NONE)
    with pytest.raises(NotFoundError):
        show_content(KEPT, Sight.OWN, Purpose.PUBLIC)


def test_files_of_the_petition_go_like_the_nominees() -> None:
    petition = PETITION.model_copy(update={"attachments": FULL.attachments})

    assert show_petition(petition, KEPT, Sight.WORKING) == petition
    assert show_petition(petition, FULL, Sight.BESIDE) == petition
    assert show_petition(petition, KEPT, Sight.BESIDE) == PETITION
    assert show_petition(petition, FULL, Sight.AHEAD) == PETITION
