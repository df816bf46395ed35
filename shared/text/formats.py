"""Days, moments, numbers and money as people in Việt Nam write them."""

from datetime import date, datetime

from babel.numbers import format_decimal

from shared.clock.days import VIETNAM

_LOCALE = "vi"
_DAY = "%d/%m/%Y"
_TENTHS_UNTIL = 10
# Two of a unit before it is used: `90 phút` says more than `1 giờ`.
_UNITS = ((2 * 86_400, 86_400, "ngày"), (2 * 3_600, 3_600, "giờ"), (120, 60, "phút"))
_MEBIBYTE = 1024 * 1024


def show_day(day: date) -> str:
    """`02/03/2026`."""
    return day.strftime(_DAY)


def show_iso_day(text: str) -> str:
    """A day kept as `2026-03-02`, as `02/03/2026`."""
    return show_day(date.fromisoformat(text))


def show_moment(moment: datetime) -> str:
    """`14:05 ngày 02/03/2026`, in Asia/Ho_Chi_Minh."""
    return moment.astimezone(VIETNAM).strftime(f"%H:%M ngày {_DAY}")


def show_age(seconds: float) -> str:
    """How long something has lasted, in the unit that fits: `0,3 giây`, `28 phút`, `5 giờ`, `2 ngày`."""
    if seconds < _TENTHS_UNTIL:
        return f"{format_decimal(max(seconds, 0), format='0.#', locale=_LOCALE)} giây"
    for least, unit, name in _UNITS:
        if seconds >= least:
            return f"{show_count(int(seconds // unit))} {name}"
    return f"{int(seconds)} giây"


def show_count(count: int) -> str:
    """`1.234`."""
    return format_decimal(count, locale=_LOCALE)


def show_money(amount_vnd: int) -> str:
    """`50.000.000 đồng`."""
    return f"{show_count(amount_vnd)} đồng"


def show_mebibytes(size: int) -> str:
    """A size in bytes in mebibytes, with one decimal where it is not whole: `1,5`."""
    return format_decimal(size / _MEBIBYTE, format="#,##0.#", locale=_LOCALE)
