"""What people type into a form or a cell, as values: days, whole numbers, money, decimals, ticks and choices.

Each reader gives the value or says in Vietnamese what to type. The JSON API never uses them: programs write values.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from shared.text.folding import fold

_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d+)")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_YEAR = re.compile(r"\d{4}")
_FIRST_YEAR, _LAST_YEAR = 1850, 2200
_DIGITS_OF_YEAR = 4
# Groups of three, all parted by the same sign; a single group may stand without any.
_WHOLE = re.compile(r"\d+|\d{1,3}(?:([. ,])\d{3})(?:\1\d{3})*")
_DECIMAL = re.compile(r"(\d+|\d{1,3}(?:\.\d{3})+)(?:,(\d+))?")
_CURRENCY = re.compile(r"\s*(?:đồng|đ|₫|vnđ|vnd)\.?$", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_MOST_DIGITS = 18  # MongoDB holds whole numbers of 64 bits
_TICKED = frozenset({"on", "co", "x", "1", "true", "yes"})
_NOT_TICKED = frozenset({"", "khong", "0", "false", "no"})


class NotReadError(ValueError):
    """What was typed is not a value of that kind; `message` says what to type, and repeats nothing of it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


Reader = Callable[[str], object]


def read_day(typed: str) -> date:
    """A day as `02/03/2021`, also without zeros or with dots, or as a browser's own field sends it, `2021-03-02`.

    Raises:
        NotReadError: It is none, or its year has two digits.
    """
    text = _clean(typed)
    if found := _ISO_DAY.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY.fullmatch(text):
        if len(found[3]) != _DIGITS_OF_YEAR:
            raise NotReadError("Nhập năm đủ bốn chữ số, ví dụ 02/03/2021.")
        day, month, year = (int(part) for part in found.groups())
    else:
        raise NotReadError("Nhập ngày dạng ngày/tháng/năm, ví dụ 02/03/2021.")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise NotReadError("Xem lại năm: nhập ngày dạng ngày/tháng/năm, ví dụ 02/03/2021.")
    try:
        return date(year, month, day)
    except ValueError:
        raise NotReadError("Ngày này không có trong lịch. Xem lại ngày và tháng, ví dụ 02/03/2021.") from None


def read_year(typed: str) -> int:
    """A year of four digits.

    Raises:
        NotReadError: It is none.
    """
    text = _clean(typed)
    if not _YEAR.fullmatch(text) or not _FIRST_YEAR <= int(text) <= _LAST_YEAR:
        raise NotReadError("Nhập năm bằng bốn chữ số, ví dụ 1985.")
    return int(text)


def read_count(typed: str) -> int:
    """A whole number as `1.234`, `1 234` or `1234`.

    Raises:
        NotReadError: It is none.
    """
    text = _clean(typed)
    if not _WHOLE.fullmatch(text):
        raise NotReadError("Nhập số nguyên bằng chữ số, ví dụ 1.234.")
    return _whole(text)


def read_money(typed: str) -> int:
    """An amount in đồng as `50.000.000`, with `đồng` behind it or without.

    Raises:
        NotReadError: It is none; an amount in words, such as “50 triệu”, is none.
    """
    text = _CURRENCY.sub("", _clean(typed))
    if not _WHOLE.fullmatch(text):
        raise NotReadError("Nhập số tiền bằng chữ số, tính bằng đồng, ví dụ 50.000.000.")
    return _whole(text)


def read_decimal(typed: str) -> Decimal:
    """A number with a decimal comma, as `8,5` or `1.234,5`.

    Raises:
        NotReadError: It is none.
    """
    found = _DECIMAL.fullmatch(_clean(typed))
    if not found:
        raise NotReadError("Nhập số với dấu phẩy trước phần thập phân, ví dụ 8,5.")
    if len(found[1]) + len(found[2] or "") > _MOST_DIGITS:
        raise NotReadError("Số này quá dài. Xem lại các chữ số.")
    return Decimal(f"{found[1].replace('.', '')}.{found[2] or '0'}")


def read_tick(typed: str) -> bool:
    """Whether a box is ticked: `on` from a browser, `x` or `có` from a table, nothing where it is not.

    Raises:
        NotReadError: It is neither.
    """
    text = fold(_clean(typed))
    if text in _TICKED:
        return True
    if text in _NOT_TICKED:
        return False
    raise NotReadError("Ghi “x” hoặc “có”, hoặc để trống.")


def read_choice(typed: str, names: Mapping[str, str]) -> str:
    """The code of a choice, typed as the code or as its name, with or without its accents.

    Raises:
        NotReadError: It is none of them, or several have that name.
    """
    text = _clean(typed)
    if text in names:
        return text
    folded = fold(text)
    found = {code for code, name in names.items() if folded in (fold(code), fold(name))}
    if len(found) != 1:
        raise NotReadError(f"Chọn một trong: {'; '.join(names.values())}.")
    return found.pop()


def _clean(typed: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", typed)).strip()


def _whole(text: str) -> int:
    digits = re.sub(r"\D", "", text)
    if len(digits) > _MOST_DIGITS:
        raise NotReadError("Số này quá dài. Xem lại các chữ số.")
    return int(digits)
