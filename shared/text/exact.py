"""Numbers, yes or no, and days exactly as they are meant: none is read out of a value of another kind.

Pydantic would take the text “50.000” for 50, 0 for false or for 1970-01-01, and “off” for a no. In JSON each kind has a
form of its own; in a query all are text, of which one form is read.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, Strict
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_FLAGS = {"true": True, "false": False}
# Before the one nobody who is nominated was born; after the other lies no plan of this system. Both catch a year that
# lost or gained a digit.
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


def parse_day(text: str) -> date | None:
    """The day that is written YYYY-MM-DD; nothing where it is written otherwise or is in no calendar."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _read_day(value: object) -> object:
    if isinstance(value, str):
        day = parse_day(value)
        if day is None:
            raise PydanticKnownError("date_parsing", {"error": "no day as YYYY-MM-DD"})
        return day
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise PydanticKnownError("date_type")


def _read_sane_day(day: date) -> date:
    if day < EARLIEST:
        raise PydanticKnownError("greater_than_equal", {"ge": EARLIEST.isoformat()})
    if day > LATEST:
        raise PydanticKnownError("less_than_equal", {"le": LATEST.isoformat()})
    return day


def _read_flag(value: object) -> object:
    return _FLAGS.get(value, value) if isinstance(value, str) else value


def _read_whole(value: object) -> object:
    return int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else value


@dataclass(frozen=True)
class QueryWhole:
    """For `Annotated[int, …]` in a query: a whole number, typed in digits, between two bounds."""

    least: int
    most: int

    def __get_pydantic_core_schema__(self, _source: type[int], _handler: GetCoreSchemaHandler) -> CoreSchema:
        """How pydantic reads the field: the bounds lie inside, so that the description tells them."""
        number = core_schema.int_schema(strict=True, ge=self.least, le=self.most)
        return core_schema.no_info_before_validator_function(_read_whole, number)


Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Day = Annotated[date, BeforeValidator(_read_day)]
# For requests only: what is stored may bear any day.
SaneDay = Annotated[Day, AfterValidator(_read_sane_day)]
# For queries, where all values come as text.
QueryFlag = Annotated[bool, Strict(), BeforeValidator(_read_flag)]
