"""Text as it is seen: what cannot be seen is not stored, and a line is a line."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.text.seen import compose_line, compose_lines, is_blank

INVISIBLE = (
    "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u00ad\ufeff\u3164\u115f\u1160\uffa0\u2800\ufe0f\ufe00"
    "\U000e0041\U000e0100\u202a\u202e\u2066\u2069\u061c\u180e\u180b\u034f\u17b4\ufff9\ufffc\uffff\x00\x07\x1b\x7f\x9f"
)
BLANKS = "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2007\u200a\u2028\u2029\u202f\u205f\u3000"
_ANYTHING = some.text(some.characters(exclude_categories=[]) | some.sampled_from(INVISIBLE + BLANKS + " ắé̂\u0323"))


@pytest.mark.parametrize("unseen", INVISIBLE, ids=ascii)
def test_what_cannot_be_seen_is_dropped(unseen: str) -> None:
    written = f"{unseen}Đặng Th{unseen}ị Mẫu{unseen}"

    assert compose_line(written) == compose_lines(written) == "Đặng Thị Mẫu"
    assert is_blank(unseen * 2)


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_every_blank_in_a_line_is_one_space(blank: str) -> None:
    assert compose_line(f"{blank}Nguyễn{blank} {blank}An{blank}") == "Nguyễn An"
    assert is_blank(blank * 2)


@pytest.mark.parametrize("broken", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_a_second_line_stays_only_in_a_text_of_lines(broken: str) -> None:
    written = f"Nguyễn Thị An{broken}{broken}{broken}Quyết định số 9"

    assert compose_line(written) == "Nguyễn Thị An Quyết định số 9"
    assert compose_lines(written) == "Nguyễn Thị An\n\nQuyết định số 9"


def test_an_escape_sequence_loses_its_escape() -> None:
    assert compose_line("Nguyễn\x1b[31mAn") == "Nguyễn[31mAn"


@pytest.mark.parametrize("written", ["Nguye\u0302\u0303n", "Nguyê\u200b\u0303n", " Nguyễn\u202e "])
def test_text_from_another_keyboard_is_stored_composed(written: str) -> None:
    assert compose_line(written) == "Nguyễn"


@pytest.mark.parametrize("drawn", ["An", "0", "“”", "–", "…", "👩‍⚕️"])
def test_what_is_drawn_is_not_blank(drawn: str) -> None:
    assert not is_blank(drawn)


@pytest.mark.parametrize("marks", ["\u0301", " \u0323\u0302", "\u20dd"])
def test_marks_that_nothing_bears_are_blank(marks: str) -> None:
    assert is_blank(marks)


@given(_ANYTHING)
def test_composing_twice_changes_nothing(text: str) -> None:
    line, lines = compose_line(text), compose_lines(text)

    assert compose_line(line) == line
    assert compose_lines(lines) == lines
    assert unicodedata.is_normalized("NFC", line)


@given(_ANYTHING)
def test_a_line_has_no_controls_and_lines_only_breaks(text: str) -> None:
    kinds = {unicodedata.category(character) for character in compose_line(text)}
    broken = {unicodedata.category(character) for character in compose_lines(text).replace("\n", "")}

    assert not (kinds | broken) & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert "\n\n\n" not in compose_lines(text)
