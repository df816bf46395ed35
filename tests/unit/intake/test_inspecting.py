"""What a file is, by its content alone."""

import io

import pytest

from services.intake.adapters.inspecting import inspected
from services.intake.domain.attached import MediaType, file_name
from services.intake.web.ranges import Part, asked_range
from shared.refusals import InvalidError
from tests.unit.intake.files import REFUSED, TAKEN, pdf


@pytest.mark.parametrize("kind", TAKEN)
def test_a_sound_file_is_known(kind: str) -> None:
    content, media_type = TAKEN[kind]

    assert inspected(io.BytesIO(content), len(content)) == media_type


@pytest.mark.parametrize("kind", REFUSED)
def test_an_unfit_file_is_refused_in_words_of_its_own(kind: str) -> None:
    content, words = REFUSED[kind]

    with pytest.raises(InvalidError, match=words):
        inspected(io.BytesIO(content), len(content))


def test_the_word_encrypt_in_the_text_of_a_pdf_is_no_protection() -> None:
    content = pdf("/Encrypt 5 0 R")

    assert inspected(io.BytesIO(content), len(content)) is MediaType.PDF


def test_a_pdf_may_begin_a_little_late() -> None:
    content = b"\n\n" + pdf()

    assert inspected(io.BytesIO(content), len(content)) is MediaType.PDF


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Tờ trình.pdf", "Tờ trình.pdf"),
        ("C:\\hồ sơ\\Tờ trình.PDF", "Tờ trình.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a\r\nb\u202e.pdf", "a b.pdf"),
        ("To\u031b\u0300.pdf", "Tờ.pdf"),
        ("...", "tep.pdf"),
        ("lừa đảo.exe", "lừa đảo.exe.pdf"),
    ],
)
def test_a_name_is_one_that_every_desktop_can_store(given: str, kept: str) -> None:
    assert file_name(given, MediaType.PDF) == kept


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", Part(0, 9, is_part=False)),
        ("bytes=0-3", Part(0, 3, is_part=True)),
        ("bytes=4-", Part(4, 9, is_part=True)),
        ("bytes=-4", Part(6, 9, is_part=True)),
        ("bytes=-40", Part(0, 9, is_part=True)),
        ("bytes=9-99", Part(9, 9, is_part=True)),
        ("bytes=10-", None),
        ("bytes=-0", None),
        ("bytes=-", Part(0, 9, is_part=False)),
        ("bytes=5-2", Part(0, 9, is_part=False)),
        ("bytes=0-1,4-5", Part(0, 9, is_part=False)),
        ("pages=1-2", Part(0, 9, is_part=False)),
    ],
)
def test_a_range_of_ten_bytes(header: str, part: Part | None) -> None:
    assert asked_range(header, 10) == part
