"""What people type, read as values; what cannot be read says what to type."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text.formats import show_count, show_day, show_money
from shared.text.typed import (
    NotReadError,
    Reader,
    read_choice,
    read_count,
    read_day,
    read_decimal,
    read_money,
    read_tick,
    read_year,
)

_NAMES = {"ca-nhan": "Cá nhân", "tap-the": "Tập thể"}


@pytest.mark.parametrize(
    "typed", ["02/03/2021", "2/3/2021", "2.3.2021", "02-03-2021", " 02 / 03 / 2021 ", "2021-03-02", "０２/03/2021"]
)
def test_reads_a_day(typed: str) -> None:
    assert read_day(typed) == date(2021, 3, 2)


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("2/3/21", "bốn chữ số"),
        ("31/02/2021", "không có trong lịch"),
        ("03/2021", "ngày/tháng/năm"),
        ("hôm qua", "ngày/tháng/năm"),
        ("02/03/20211", "bốn chữ số"),
        ("02/03/0021", "Xem lại năm"),
        ("²/3/2021x", "ngày/tháng/năm"),
    ],
)
def test_says_how_a_day_is_typed(typed: str, remedy: str) -> None:
    with pytest.raises(NotReadError, match=remedy):
        read_day(typed)


@pytest.mark.parametrize(
    ("read", "typed", "value"),
    [
        (read_money, "50.000.000", 50_000_000),
        (read_money, "50,000,000 đ", 50_000_000),
        (read_money, "50 000 000 đồng", 50_000_000),
        (read_money, "50000000", 50_000_000),
        (read_money, "500.000 VNĐ", 500_000),
        (read_count, "1.234", 1234),
        (read_count, "7", 7),
        (read_year, " 1985 ", 1985),
        (read_decimal, "8,5", Decimal("8.5")),
        (read_decimal, "1.234,50", Decimal("1234.50")),
        (read_tick, "on", True),
        (read_tick, "Có", True),
        (read_tick, "", False),
        (read_tick, "không", False),
        (lambda typed: read_choice(typed, _NAMES), "tap-the", "tap-the"),
        (lambda typed: read_choice(typed, _NAMES), "CA NHAN", "ca-nhan"),
    ],
)
def test_reads_a_value(read: Reader, typed: str, value: object) -> None:
    assert read(typed) == value


@pytest.mark.parametrize(
    ("read", "typed", "remedy"),
    [
        (read_money, "50 triệu", "bằng chữ số"),
        (read_money, "50.000.00", "bằng chữ số"),
        (read_money, "1.000,5", "bằng chữ số"),
        (read_money, "-5", "bằng chữ số"),
        (read_count, "1.000 000", "số nguyên"),
        (read_count, "9" * 30, "quá dài"),
        (read_year, "85", "bốn chữ số"),
        (read_decimal, "8.5", "dấu phẩy"),
        (read_tick, "có lẽ", "để trống"),
        (lambda typed: read_choice(typed, _NAMES), "hộ", "Cá nhân; Tập thể"),
    ],
)
def test_says_how_a_value_is_typed(read: Reader, typed: str, remedy: str) -> None:
    with pytest.raises(NotReadError, match=remedy):
        read(typed)


@given(day=st.dates(date(1850, 1, 1), date(2200, 12, 31)), count=st.integers(0, 10**17))
def test_reads_what_pages_show(day: date, count: int) -> None:
    assert read_day(show_day(day)) == day
    assert read_count(show_count(count)) == count
    assert read_money(show_money(count)) == count


@given(st.text(max_size=40))
def test_any_text_is_a_value_or_refused_in_words(typed: str) -> None:
    assert all(
        _refusal(read, typed).endswith(".")
        for read in (read_day, read_year, read_count, read_money, read_decimal, read_tick)
    )


def _refusal(read: Reader, typed: str) -> str:
    try:
        read(typed)
    except NotReadError as refusal:
        return refusal.message
    return "."
