"""Days, moments, numbers and money as people in Việt Nam write them."""

from datetime import date, datetime

from babel.numbers import format_decimal

from shared.clock.days import VIETNAM

_LOCALE = "vi"
_DAY = "%d/%m/%Y"
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


def show_count(count: int) -> str:
    """`1.234`."""
    return format_decimal(count, locale=_LOCALE)


def show_money(amount_vnd: int) -> str:
    """`50.000.000 đồng`."""
    return f"{show_count(amount_vnd)} đồng"


def show_mebibytes(size: int) -> str:
    """A size in bytes in mebibytes, with one decimal where it is not whole: `1,5`."""
    return format_decimal(size / _MEBIBYTE, format="#,##0.#", locale=_LOCALE)
