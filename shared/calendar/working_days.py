"""Counting working days: Monday to Friday without public holidays, with the days moved by official notice."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

import holidays
from pydantic import BaseModel, ConfigDict, ValidationError

DATA = Path(__file__).with_name("viet-nam.toml")
_SATURDAY = 5


class CalendarMissingError(LookupError):
    """A date lies in a year without calendar data; the message names file and key to add."""


class _Year(BaseModel):
    """Days of one year that differ from the library's list: extra days off, and weekend days worked instead."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    off: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()
    source: str


@dataclass(frozen=True, eq=False)
class WorkingCalendar:
    """The public holidays and moved working days of the years that it knows."""

    off: Mapping[int, frozenset[date]]
    worked: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        """Whether time limits count this day.

        Raises:
            CalendarMissingError: The year has no data.
        """
        if day.year not in self.off:
            raise CalendarMissingError(f"{DATA.name}: no key [years.{day.year}]; add it with its moved days and source")
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.off[day.year])

    @lru_cache(maxsize=1_024)  # noqa: B019 - there is one calendar for the life of the process
    def add(self, start: date, working_days: int) -> date:
        """The last day of a limit of `working_days` that begins the day after `start`."""
        day = start
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= self.is_working_day(day)
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days after `start` up to and with `end`; negative when `end` comes first."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working_day(start + timedelta(days=offset)) for offset in range(1, (end - start).days + 1))


def load_calendar(path: Path = DATA) -> WorkingCalendar:
    """The calendar of a data file on top of the holidays library.

    Raises:
        ValueError: The file does not fit its schema; the message names file and key.
    """
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        years = {int(year): _Year.model_validate(entry) for year, entry in raw["years"].items()}
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ValueError(f"{path.name}: years.*.{where}: {error.errors()[0]['msg']}") from error
    public = {year: frozenset(holidays.country_holidays("VN", years=year)) for year in years}
    return WorkingCalendar(
        off={year: public[year] | frozenset(entry.off) for year, entry in years.items()},
        worked=frozenset(day for entry in years.values() for day in entry.worked),
    )


@cache
def vietnam() -> WorkingCalendar:
    """The calendar that the product ships with, read once."""
    return load_calendar()
