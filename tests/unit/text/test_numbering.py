"""Numbers that people see and type survive typing."""

from uuid import UUID

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
