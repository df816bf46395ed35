"""Days, numbers and money as people read them."""

from datetime import UTC, date, datetime

from shared.text.formats import show_age, show_count, show_day, show_iso_day, show_mebibytes, show_moment, show_money


def test_shows_days_with_two_digits() -> None:
    assert show_day(date(2026, 3, 2)) == show_iso_day("2026-03-02") == "02/03/2026"


def test_shows_moments_of_hung_yen() -> None:
    assert show_moment(datetime(2026, 3, 1, 18, 5, tzinfo=UTC)) == "01:05 ngày 02/03/2026"


def test_groups_thousands_by_points() -> None:
    assert show_count(999) == "999"
    assert show_count(-1_234_567) == "-1.234.567"
    assert show_money(50_000_000) == "50.000.000 đồng"


def test_shows_sizes_with_a_comma_where_not_whole() -> None:
    assert [show_mebibytes(int(size * 1024**2)) for size in (0, 0.04, 1.5, 20, 1234.56)] == [
        "0",
        "0",
        "1,5",
        "20",
        "1.234,6",
    ]


def test_shows_ages_in_the_unit_that_fits() -> None:
    hour, day = 3_600, 86_400
    ages = (-1, 0.26, 9.9, 59, 119, 121, 2 * hour - 1, 47 * hour, 2 * day, 1_234 * day)

    assert [show_age(age) for age in ages] == [
        *("0 giây", "0,3 giây", "9,9 giây", "59 giây", "119 giây"),
        *("2 phút", "119 phút", "47 giờ", "2 ngày", "1.234 ngày"),
    ]
