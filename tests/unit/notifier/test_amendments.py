"""Letters about a corrected and an annulled award: what it said, what it says now, by which paper, what follows."""

import pytest

from shared.events.amendments import FieldChange
from shared.events.nominations import NominationAwardAnnulled, NominationAwardCorrected
from shared.events.words import AnnulmentKind, CorrectedField, CorrectionKind
from shared.mails.amendments import describe_annulment, describe_correction
from shared.mails.phrases import Group
from tests.contract.frozen import frozen

CORRECTED = NominationAwardCorrected.model_validate(frozen("nomination.award_corrected.v1").example)
ANNULLED = NominationAwardAnnulled.model_validate(frozen("nomination.award_annulled.v1").example)


def test_a_correction_says_what_it_said_and_what_it_says_now() -> None:
    words = describe_correction(CORRECTED)

    [section] = words.sections
    assert section.items == (
        "Ngày quyết định: “26/10/2021” sửa thành “27/10/2021”",
        "Tên đối tượng ghi trong quyết định: “Đặng Văn Khoa” sửa thành “Đặng Văn Khoát”",
    )
    assert "theo văn bản số 19/QĐ-UBND ngày 02/11/2021" in words.sentence
    assert words.group is Group.CORRECTED


def test_a_typing_error_leaves_the_paper_as_it_is() -> None:
    words = describe_correction(CORRECTED.model_copy(update={"kind": CorrectionKind.RECORD, "paper": None}))

    assert "văn bản không thay đổi" in words.sentence
    assert not any("đính chính" in text for text in (words.brief, words.heading, words.sentence))
    assert [name for name, _ in words.details] == ["Lý do"]


def test_what_was_left_empty_is_said_to_be() -> None:
    change = FieldChange(field=CorrectedField.NOMINEE_POSITION, before="Điều dưỡng", after="")

    words = describe_correction(CORRECTED.model_copy(update={"changes": (change,)}))

    assert words.sections[0].items[0].endswith("sửa thành “(để trống)”")


@pytest.mark.parametrize(
    ("kind", "brief", "group"),
    [
        (AnnulmentKind.REVOKED, "đã thu hồi quyết định khen thưởng", Group.ANNULLED),
        (AnnulmentKind.REISSUED, "quyết định bị hủy bỏ, chờ ban hành quyết định khác", Group.UNDONE),
        (AnnulmentKind.MISTAKEN, "quyết định đã ghi nhầm, chờ quyết định", Group.UNDONE),
    ],
)
def test_an_annulment_says_what_follows(kind: AnnulmentKind, brief: str, group: Group) -> None:
    words = describe_annulment(ANNULLED.model_copy(update={"kind": kind}))

    assert (words.brief, words.group) == (brief, group)
    assert ("Căn cứ", "Luật Thi đua, Khen thưởng") in words.details
    assert ("chờ quyết định" in words.sentence) == (group is Group.UNDONE)
