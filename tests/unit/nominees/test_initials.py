"""Initials stand for a name that is kept, also where somebody wrote it out."""

from uuid import UUID

import pytest

from shared.events.cases import CaseDeclined
from shared.events.words import Level, StepRole
from shared.events.work import WithdrawalRequested
from shared.nominees.initials import cover_name, initials_of, seal
from tests.unit.intake.samples import CONTENT, NOW, YEN_PHU

KEPT = CONTENT.model_copy(update={"consent": False, "confidential": True})


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Nguyễn Thị Ấn", "N.T.Ấ."),
        ("đặng  ẩn", "Đ.Ẩ."),
        ("Tổ COVID 3", "T.C.3."),
        ("Trần-Lê An", "T.L.A."),
        ("…", "•"),
        ("", "•"),
    ],
)
def test_each_word_is_its_first_letter(name: str, initials: str) -> None:
    assert initials_of(name) == initials


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("Nguyễn Thị Ấn", "N.T.Ấ."),
        ("Bà NGUYỄN THỊ ẤN, điều dưỡng", "Bà N.T.Ấ., điều dưỡng"),
        ("nguyễn  thị\nấn", "N.T.Ấ."),
        ("Nguyễn Thị Ấnh", "Nguyễn Thị Ấnh"),
        ("Thiếu giấy tờ", "Thiếu giấy tờ"),
    ],
)
def test_a_kept_name_is_covered_in_what_people_write(text: str, covered: str) -> None:
    assert cover_name(text, KEPT) == covered
    assert cover_name(text, CONTENT) == text


def test_a_name_of_one_word_is_covered_alone_only() -> None:
    single = KEPT.model_copy(update={"nominee": KEPT.nominee.model_copy(update={"name": "Xuân"})})

    assert cover_name("Xuân", single) == "X."
    assert cover_name("Mùa xuân", single) == "Mùa xuân"


def test_a_fact_is_sealed_whoever_wrote_the_name_where() -> None:
    fact = CaseDeclined(
        nomination_id=UUID(int=1),
        version=2,
        step=1,
        level=Level.COMMUNE,
        role=StepRole.APPRAISE,
        authority=YEN_PHU.model_copy(update={"name": KEPT.nominee.name}),
        at=NOW,
        reason_code="khac",
        reason="Bà Nguyễn Thị Ấn đã được khen.",
    )

    sealed = seal(fact, KEPT)

    assert sealed == fact.model_copy(update={"reason": "Bà N.T.Ấ. đã được khen."})
    assert seal(fact, CONTENT) is fact


def test_work_for_a_level_is_left_as_it_is() -> None:
    work = WithdrawalRequested(
        nomination_id=UUID(int=1),
        version=2,
        to_level=Level.COMMUNE,
        steps=(1,),
        reason="Nguyễn Thị Ấn",
        requested_at=NOW,
    )

    assert seal(work, KEPT) is work
