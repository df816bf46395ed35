"""Days as lists have them: real dates, text in every usual writing, years alone, and bare numbers."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from services.intake.domain.lists.remarks import Remarks
from services.intake.domain.lists.words import key_of
from shared.files.sheets import Cell, Kind
from shared.text.exact import EARLIEST
from shared.text.formats import show_day
from shared.text.seen import compose_line
from shared.text.typed import NotReadError, read_day

_SPREADSHEET_EPOCH = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)
_PARTS = re.compile(r"(\d{1,4}|[xX?*_]{1,2}|--)\s*[/.\-–\s,]\s*(\d{1,2}|[xX?*_]{1,2}|--)\s*[/.\-–\s,]\s*(\d{1,4})")
_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) ?(?:thang|/) ?(\d{1,2}) ?nam (\d{4})")
_MONTH = re.compile(r"(?:thang )?(\d{1,2})(?: ?nam)? ?[/.\- ] ?(\d{4})|thang (\d{1,2}) nam (\d{4})")
_YEAR = re.compile(r"(?:sinh |nam |sn |ns |s )*(\d{4})")
_EIGHT_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})")
_MONTHS = 12
_CENTURY = 100
_ENOUGH_DIGITS = 4
_MOST_DIGITS = 5


@dataclass(frozen=True)
class Birth:
    """A birth as far as it is known: the day, or only its year."""

    day: date | None = None
    year: int | None = None

    @property
    def known_year(self) -> int | None:
        """The year of either."""
        return self.day.year if self.day else self.year


@dataclass(frozen=True)
class DayReader:
    """Reads the day in one cell; `label` is what people call it, `hint` the year that the identity number tells."""

    label: str
    about: str
    today: date
    remarks: Remarks
    may_be_year: bool = False
    hint: int | None = None

    def read(self, cell: Cell) -> Birth:
        """The day, or the year; what is left out was asked or refused."""
        match cell.kind:
            case Kind.DAY if isinstance(cell.value, date):
                return self._sane(cell, cell.value)
            case Kind.NUMBER if isinstance(cell.value, float):
                return self._of_number(cell, cell.value)
            case Kind.TEXT:
                return self._of_text(cell, compose_line(cell.text))
            case Kind.ERROR | Kind.UNKNOWN:
                self._refuse(cell, _unread(cell))
                return Birth()
            case _:
                self._refuse(cell, f"“{cell.text}” không phải {self.label}.")
                return Birth()

    def _of_number(self, cell: Cell, value: float) -> Birth:
        if EARLIEST.year <= value <= self.today.year and value.is_integer():
            return self._of_year(cell, int(value))
        eight = _EIGHT_DIGITS.fullmatch(f"{value:08.0f}")
        if int(value) in _SERIALS:
            day = _SPREADSHEET_EPOCH + timedelta(days=int(value))
            fits = self.hint in {None, day.year} and EARLIEST <= day <= self.today
            meant = f"có phải ngày {show_day(day)}?" if fits else f"không khớp năm {self.hint} trên số giấy tờ."
            self.remarks.ask(cell.name, f"{self.about}.number", f"Số {cell.text} không định dạng ngày: {meant}")
            return Birth(day) if fits else Birth()
        if eight:
            return self._of_eight(cell, eight)
        self._refuse(cell, f"“{cell.text}” không phải {self.label}.")
        return Birth()

    def _of_eight(self, cell: Cell, eight: re.Match[str]) -> Birth:
        day = make_day(int(eight[3]), int(eight[2]), int(eight[1]))
        if day is None or not EARLIEST <= day <= self.today:
            self._refuse(cell, f"“{cell.text}” không phải {self.label}.")
            return Birth()
        self.remarks.ask(cell.name, f"{self.about}.number", f"“{cell.text}”: có phải ngày {show_day(day)}?")
        return Birth(day)

    def _of_text(self, cell: Cell, text: str) -> Birth:
        for read in (self._as_day, self._as_year_or_month, self._as_digits):
            found = read(cell, text)
            if found is not None:
                return found
        return self._odd(cell, text)

    def _as_day(self, cell: Cell, text: str) -> Birth | None:
        with suppress(NotReadError):
            return self._sane(cell, read_day(text))
        parts = _PARTS.search(text)
        if parts:
            rest = text[: parts.start()] + text[parts.end() :]
            return None if re.search(r"\d", rest) else self._of_parts(cell, text, (parts[1], parts[2], parts[3]))
        words = _WORDS.fullmatch(key_of(text))
        return self._of_parts(cell, text, (words[1], words[2], words[3])) if words else None

    def _as_year_or_month(self, cell: Cell, text: str) -> Birth | None:
        key = key_of(text)
        year, month = _YEAR.fullmatch(key), _MONTH.fullmatch(key)
        if year:
            return self._of_year(cell, int(year[1]))
        return self._of_month(cell, int(month[1] or month[3]), int(month[2] or month[4])) if month else None

    def _as_digits(self, cell: Cell, text: str) -> Birth | None:
        eight = _EIGHT_DIGITS.fullmatch(text)
        if eight:
            return self._of_eight(cell, eight)
        is_serial = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text) in _SERIALS
        return self._of_number(cell, float(text)) if is_serial else None

    def _of_parts(self, cell: Cell, text: str, parts: tuple[str, str, str]) -> Birth:
        first, second, third = parts
        if len(first) == _ENOUGH_DIGITS and first.isdigit():
            first, third = third, first
        year = int(third)
        if not first.isdigit() or not second.isdigit() or 0 in {int(first), int(second)}:
            return self._of_year(cell, year) if len(third) == _ENOUGH_DIGITS else self._odd(cell, text)
        day, month = int(first), int(second)
        if len(third) <= 2:  # noqa: PLR2004 - two digits of a year
            return self._of_short_year(cell, text, (year, month, day))
        if len(third) != _ENOUGH_DIGITS:
            return self._odd(cell, text)
        if month > _MONTHS and day <= _MONTHS:
            swapped = make_day(year, day, month)
            if swapped is not None:
                say = f"Không có tháng {month}: có phải {show_day(swapped)} (ghi kiểu tháng/ngày)?"
                self.remarks.ask(cell.name, f"{self.about}.swapped", say)
                return Birth(swapped)
        found = make_day(year, month, day)
        if found is None:
            self._refuse(cell, f"Không có ngày {day:02}/{month:02}/{year}.")
            return Birth(year=year if EARLIEST.year <= year <= self.today.year else None)
        return self._sane(cell, found)

    def _odd(self, cell: Cell, text: str) -> Birth:
        self._refuse(cell, f"“{text[:40]}” không phải {self.label}.")
        return Birth()

    def _of_short_year(self, cell: Cell, text: str, parts: tuple[int, int, int]) -> Birth:
        short, month, day = parts
        century = self.today.year // _CENTURY * _CENTURY
        year = century + short if century + short <= self.today.year else century - _CENTURY + short
        if self.hint is not None and self.hint % _CENTURY == short:
            year = self.hint
        found = make_day(year, month, day)
        if found is None:
            self._refuse(cell, f"Không có ngày {text}.")
            return Birth()
        fits = " (khớp số giấy tờ)" if self.hint == year else ""
        say = f"Năm ghi hai chữ số: có phải {show_day(found)}{fits}?"
        self.remarks.ask(cell.name, f"{self.about}.short-year", say)
        return Birth(found)

    def _of_month(self, cell: Cell, month: int, year: int) -> Birth:
        if not 1 <= month <= _MONTHS or not EARLIEST.year <= year <= self.today.year:
            return self._odd(cell, cell.text)
        self.remarks.ask(cell.name, f"{self.about}.month", f"Chỉ có tháng {month}/{year}. Nhập đủ ngày, tháng, năm.")
        return Birth(year=year)

    def _of_year(self, cell: Cell, year: int) -> Birth:
        if not EARLIEST.year <= year <= self.today.year:
            self._refuse(cell, f"Năm {year} không phải năm của {self.label}.")
            return Birth()
        if not self.may_be_year:
            self.remarks.ask(cell.name, f"{self.about}.year", f"Chỉ có năm {year}. Nhập đủ ngày, tháng, năm.")
            return Birth()
        return Birth(year=year)

    def _sane(self, cell: Cell, day: date) -> Birth:
        if day > self.today:
            hint = f" Số giấy tờ gợi ý năm {self.hint}." if self.hint else ""
            self.remarks.refuse(
                cell.name, f"{self.about}.future", f"{self.label.capitalize()} ở tương lai: {show_day(day)}.",
                f"{self._remedy()}{hint}",
            )  # fmt: skip
            return Birth()
        if day < EARLIEST:
            self._refuse(cell, f"{self.label.capitalize()} {show_day(day)} trước năm {EARLIEST.year}.")
            return Birth()
        return Birth(day)

    def _refuse(self, cell: Cell, say: str) -> None:
        self.remarks.refuse(cell.name, f"{self.about}.unread", say, self._remedy())

    def _remedy(self) -> str:
        if self.may_be_year:
            return "Nhập ngày sinh ghi trên giấy tờ tùy thân, dạng 02/03/1990; chỉ biết năm thì nhập năm."
        return f"Nhập {self.label} dạng 02/03/2021."


def make_day(year: int, month: int, day: int) -> date | None:
    """The day; nothing where no calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _unread(cell: Cell) -> str:
    if cell.kind is Kind.ERROR:
        return f"Ô là lỗi {cell.value}."
    return "Ô là công thức chưa có kết quả."
