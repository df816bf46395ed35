"""From when to when: two columns, one cell, or the days that a summary names."""

import re
from calendar import monthrange
from datetime import date

from services.intake.domain.lists.days import DayReader, make_day
from services.intake.domain.lists.remarks import Remarks
from services.intake.domain.lists.words import key_of
from shared.files.sheets import Cell, Kind
from shared.text.formats import show_day
from shared.text.seen import compose_line

_DAY = r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{4}))?"
_BETWEEN = re.compile(rf"{_DAY}\s*(?:đến\s+hết|đến|tới|–|—|-|~|->|→)\s*(?:hết\s+)?(?:ngày\s+)?{_DAY}", re.IGNORECASE)
_FROM_TO = re.compile(rf"từ\s+(?:ngày\s+)?{_DAY}\s+(?:đến|tới)\s+(?:hết\s+)?(?:ngày\s+)?{_DAY}", re.IGNORECASE)
_ON = re.compile(r"ngày\s+(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})", re.IGNORECASE)
_MONTH = re.compile(r"(?:trong )?(?:thang )?(\d{1,2})(?: nam)? (\d{4})")
_MONTHS = re.compile(
    r"(?:tu )?(?:thang )?(\d{1,2})(?: (\d{4}))? (?:den |toi )(?:het )?(?:thang )?(\d{1,2}) (?:nam )?(\d{4})"
)
_LAST_MONTH = 12
Period = tuple[date | None, date | None]


def read_period(cell: Cell, today: date, remarks: Remarks) -> Period:
    """Both days of a cell that tells a period; vague ones are asked, with the days that may be meant."""
    if cell.kind in {Kind.DAY, Kind.NUMBER}:
        born = DayReader("thời gian lập thành tích", "period", today, remarks).read(cell)
        return born.day, born.day
    text = compose_line(cell.text)
    found = _BETWEEN.search(text)
    if found:
        period = _pair(found)
        if None not in period:
            return period
    alone = re.fullmatch(_DAY, text)
    if alone and alone[3]:
        day = make_day(int(alone[3]), int(alone[2]), int(alone[1]))
        return day, day
    whole = _whole_months(key_of(text))
    if whole is not None:
        say = f"“{text}”: có phải từ {show_day(whole[0])} đến {show_day(whole[1])}?"
        remarks.ask(cell.name, "period.months", say)
        return None, None
    remarks.ask(cell.name, "period.vague", f"“{text[:60]}” không rõ ngày: nhập từ ngày, đến ngày.")
    return None, None


def period_in(summary: str) -> Period:
    """The days that a summary tells of as the time of what was done; nothing where it tells none, or several."""
    spans = [_pair(found) for found in _FROM_TO.finditer(summary)]
    if len(spans) == 1 and None not in spans[0]:
        return spans[0]
    if spans:
        return None, None
    days = {make_day(int(one[3]), int(one[2]), int(one[1])) for one in _ON.finditer(summary)}
    day = days.pop() if len(days) == 1 else None
    return day, day


def check_order(began: tuple[date, str] | None, ended: tuple[date, str] | None, today: date, remarks: Remarks) -> None:
    """Refuse an end before the beginning, and what is still to come."""
    for day, cell in filter(None, (began, ended)):
        if day > today:
            say = f"Ngày {show_day(day)} ở tương lai."
            remarks.refuse(cell, "period.future", say, "Nhập ngày đã lập thành tích.")
    if began and ended and ended[0] < began[0]:
        say = f"Ngày kết thúc {show_day(ended[0])} trước ngày bắt đầu {show_day(began[0])}."
        remarks.refuse(ended[1], "period.order", say, "Sửa một trong hai ngày.")


def _pair(found: re.Match[str]) -> Period:
    first_day, first_month, first_year, last_day, last_month, last_year = found.groups()
    year = last_year or first_year
    if not year:
        return None, None
    began = make_day(int(first_year or year), int(first_month), int(first_day))
    return began, make_day(int(year), int(last_month), int(last_day))


def _whole_months(key: str) -> tuple[date, date] | None:
    one = _MONTH.fullmatch(key)
    several = _MONTHS.fullmatch(key)
    if one:
        months = (int(one[1]), int(one[2]), int(one[1]), int(one[2]))
    elif several:
        months = (int(several[1]), int(several[2] or several[4]), int(several[3]), int(several[4]))
    else:
        return None
    first, first_year, last, last_year = months
    if not (1 <= first <= _LAST_MONTH and 1 <= last <= _LAST_MONTH):
        return None
    began = date(first_year, first, 1)
    ended = date(last_year, last, monthrange(last_year, last)[1])
    return (began, ended) if began <= ended else None
