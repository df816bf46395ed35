"""Vietnamese text: search without accents, and numbers that survive typing."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.text.folding import folded, nfc
from shared.text.numbering import number_of, parse_number


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Nguyễn Thị Nguyệt Ấn", "nguyen thi nguyet an"),
        ("ĐẶNG  Văn Đạt", "dang van dat"),
        ("Hòa", "hoà"),
    ],
)
def test_a_name_is_found_without_accents(written: str, typed: str) -> None:
    assert folded(written) == folded(typed)


def test_text_from_another_keyboard_is_stored_composed() -> None:
    assert nfc(" Nguye\u0302\u0303n ") == "Nguyễn"


@given(some.uuids())
def test_a_number_is_read_back_however_it_was_typed(identity: UUID) -> None:
    number = number_of(identity)

    assert parse_number(number.lower().replace("-", " ")) == number


@given(some.uuids(), some.integers(0, 10), some.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_character_is_noticed(identity: UUID, place: int, other: str) -> None:
    plain = number_of(identity).replace("-", "")
    mistyped = plain[:place] + other + plain[place + 1 :]

    assert (parse_number(mistyped) is None) == (mistyped != plain)
