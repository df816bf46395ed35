"""What is drawn, typed or read alike is equal when it is compared and searched."""

import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.text.folding import fold, fold_any, fold_number

_SYLLABLES = some.sampled_from(["Đặng", "Thị", "Hòa", "H'Hen", "Niê", "Ấn", "Nguyệt", "Y-Ngông", "30/QĐ-UBND", "Đoàn"])
_NAMES = some.lists(_SYLLABLES, min_size=1, max_size=4).map(" ".join)
_SWAPS = ("ĐĐÐƉ", "đđðɖ", "-–—‑−‐", "'’ʼ`′‘", "'-")


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Nguyễn Thị Nguyệt Ấn", "nguyen thi nguyet an"),
        ("ĐẶNG  Văn Đạt", "dang van dat"),
        ("Hòa", "Hoà"),
        ("Thúy Khuê", "Thuý Khuê"),
        ("Ðặng Thị Mẫu", "dang thi mau"),
        ("Ɖặng Thị Mẫu", "Đặng Thị Mẫu"),
        ("d\u0335ặng", "Đặng"),
        ("Đặng\u00a0Thị\u3000Mẫu", "Đặng Thị Mẫu"),
        ("Ｄ\uff41\uff4e\uff47 \uff10\uff11", "dang 01"),
        ("Nguyễn Аn", "Nguyễn An"),
        ("ᴆặng Тһị Μẫυ", "Đặng Thị Mẫu"),
        ("Ɗặnɡ Thị Mẫս", "Đặng Thị Mẫu"),
        ("ᎠẶNG THỊ MẪU", "Đặng Thị Mẫu"),
        ("Đội ١٢ thôn ３", "Đội 12 thôn 3"),
        ("Том", "ТОМ"),
    ],
)
def test_a_name_is_found_however_it_was_typed(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(
    "name", ["H’Hen Niê", "HʼHen Niê", "H`Hen Niê", "H′Hen Niê", "H‘Hen Niê", "H-Hen Niê", "h´hen nie"]
)
def test_an_apostrophe_and_a_hyphen_in_a_name_are_alike(name: str) -> None:
    assert fold(name) == fold("H'Hen Niê")


@pytest.mark.parametrize(
    "number",
    [
        " 4561/QĐ-SYT ",
        "4561/qđ-syt",
        "4561 / QĐ - SYT",
        "04561/QĐ-SYT",
        "4561/QD-SYT",
        "4561/QÐ-SYT",
        "4561/QƉ-SYT",
        "4561/QĐ–SYT",
        "4561/QĐ—SYT",
        "4561/QĐ‑SYT",
        "4561/QĐ−SYT",
        "4561/QĐ-SYT\u200b",
        "4561\u200b/QĐ-SYT",
        "\u202e4561/QĐ-SYT",
        "4561/QĐ\u00ad-SYT",
        "\uff14\uff15\uff16\uff11\uff0fQĐ-SYT",
        "4561⁄QĐ-SYT",
        "4561/QĐ-ЅYТ",
        "Số: 4561/QĐ-SYT",
        "Quyết định số 4561/QĐ-SYT.",
        "No. 4561/QĐ-SYT",
        "4561/QĐ\u00adSYT",
        "4561/QĐ_SYT",
        "4561/QĐ SYT",
        "4561/QĐ.SYT",
        "4561/QĐ·SYT",
        "4561-QĐ-SYT",
        "4561\\QĐ─SYT",
        "“4561/QĐ-SYT”",
        "(4561/Q.Đ-SYT)",
        "٤٥٦١/QĐ-SYT",
        "४५६१/QĐ-SYT",
    ],
)
def test_a_number_of_a_document_is_one_however_it_was_typed(number: str) -> None:
    assert fold_number(number) == fold_number("4561/QĐ-SYT")


@pytest.mark.parametrize(
    "other", ["4562/QĐ-SYT", "4561/QĐ-SNV", "45610/QĐ-SYT", "456/1QĐ-SYT", "4561/TTr-SYT", "45-61/QĐ-SYT"]
)
def test_another_number_stays_another(other: str) -> None:
    assert fold_number(other) != fold_number("4561/QĐ-SYT")


@given(_NAMES, some.randoms())
def test_what_is_drawn_alike_may_be_swapped(name: str, chance: Random) -> None:
    swapped = name
    for alike in _SWAPS:
        swapped = "".join(chance.choice(alike) if one in alike else one for one in swapped)

    assert fold(swapped) == fold(name)
    assert fold(unicodedata.normalize("NFD", swapped.upper())) == fold(name)


@given(some.text(some.sampled_from("aZđĐÐơƯẫỆ'-/. 0ßŉ") | some.characters(max_codepoint=0x1FFF)))
def test_the_short_way_leads_where_the_long_one_does(text: str) -> None:
    assert fold(text) == fold_any(text)


@given(some.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_number(fold_number(text)) == fold_number(text)
