"""Numbers that people see and type survive typing."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.text.numbering import number_of, parse_number


@given(some.uuids())
def test_a_number_is_read_back_however_it_was_typed(identity: UUID) -> None:
    number = number_of(identity)

    assert parse_number(number.lower().replace("-", " ")) == number


@given(some.uuids(), some.integers(0, 10), some.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_character_is_noticed(identity: UUID, place: int, other: str) -> None:
    plain = number_of(identity).replace("-", "")
    mistyped = plain[:place] + other + plain[place + 1 :]

    assert (parse_number(mistyped) is None) == (mistyped != plain)


NUMBER = "4BR70-7JTK1-1"
PLAIN = NUMBER.replace("-", "")
FULL_WIDTH = "".join(chr(ord(one) + 0xFEE0) for one in NUMBER)


def test_the_sample_is_a_number() -> None:
    assert parse_number(NUMBER) == NUMBER


@pytest.mark.parametrize(
    "typed",
    [
        PLAIN,
        PLAIN.lower(),
        NUMBER.replace("-", " "),
        " ".join(PLAIN),
        *(NUMBER.replace("-", dash) for dash in "–—\u2011\u2212._/"),
        NUMBER.replace("0", "O").replace("1", "l"),
        NUMBER.replace("0", "o").replace("1", "I"),
        FULL_WIDTH,
        NUMBER.replace("7", "\u0667"),
        NUMBER.replace("K", "\u039a").replace("T", "\u0422"),
        f"\ufeff{NUMBER[:3]}\u200b{NUMBER[3:7]}\u00ad{NUMBER[7:]}\u202c",
        f"{NUMBER}\n",
        f"\t{NUMBER[:6]}\n{NUMBER[6:]}",
        f"số {NUMBER}",
        f"SỐ: {PLAIN}",
        f"số{NUMBER}",
        f"so{PLAIN.lower()}",
        f"Số đề nghị: {NUMBER.lower()}",
        f"hồ sơ số {NUMBER}",
        f"mã {PLAIN}",
        f"“{NUMBER}”.",
        f"Đề nghị {NUMBER}: được khen thưởng",
        f"12 được khen thưởng, 2 cần bổ sung – hồ sơ {NUMBER}",
        f"https://thidua.hungyen.example/de-nghi/{NUMBER}",
        f"https://thidua.hungyen.example/ho-so/{PLAIN.lower()}?trang_thai=da-rut#noi-dung",
        f"<http://localhost:8080/de-nghi/{NUMBER}/dang-nhap>",
        f"http://localhost:8080/de-nghi?so={NUMBER[:5]}%20{NUMBER[6:11]}%E2%80%93{NUMBER[12:]}",
    ],
)
def test_a_number_is_found_in_whatever_is_typed_or_pasted(typed: str) -> None:
    assert parse_number(typed) == NUMBER


@given(some.uuids())
def test_a_link_to_a_page_holds_that_pages_number_alone(identity: UUID) -> None:
    number = number_of(identity)

    assert parse_number(f"https://thidua.hungyen.example/de-nghi/{number}") == number
    assert parse_number(f"xem https://thidua.hungyen.example/ho-so/{number.replace('-', '')}") == number


@pytest.mark.parametrize("typed", ["", "-", "số", "đề nghị", NUMBER[:-1], NUMBER + "0", "X" * 100_000, "%", "%zz%00"])
def test_what_holds_no_number_is_none(typed: str) -> None:
    assert parse_number(typed) is None
