"""Sheets of cells as they were read: sparse, frozen, with what a reader of their values has to know of each cell."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

Value = str | float | bool | date
MOST_COLUMNS = 16_384


class Kind(StrEnum):
    """What stands in a cell."""

    TEXT = "s"
    NUMBER = "n"
    FLAG = "b"
    DAY = "d"
    # A formula that gave an error: the value is its name, such as #N/A.
    ERROR = "e"
    # A formula whose result was never stored: there is nothing to read.
    UNKNOWN = "f"


@dataclass(frozen=True)
class Cell:
    """A cell with something in it; rows and columns count from 1."""

    row: int
    column: int
    kind: Kind
    value: Value
    is_formula: bool = False

    @property
    def name(self) -> str:
        """As people name it: `B12`."""
        return f"{column_name(self.column)}{self.row}"

    @property
    def text(self) -> str:
        """The value as it is seen; whole numbers without a point, days as 02/03/2021, nothing for an error."""
        if isinstance(self.value, bool):
            return "TRUE" if self.value else "FALSE"
        if isinstance(self.value, date):
            return self.value.strftime("%d/%m/%Y")
        if isinstance(self.value, float):
            return str(int(self.value)) if self.value.is_integer() else repr(self.value)
        return "" if self.kind in {Kind.ERROR, Kind.UNKNOWN} else self.value


@dataclass(frozen=True)
class Area:
    """Merged cells: the first and the last row and column."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """A sheet by rows; blank cells are absent. `has_lost_zeros` says that numbers in text may have lost zeros."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()
    has_lost_zeros: bool = False
    is_separated_text: bool = False


@dataclass(frozen=True)
class Book:
    """The sheets of a file, and sentences about what was left alone in it: macros, links to other files."""

    sheets: tuple[Sheet, ...]
    notices: tuple[str, ...] = field(default=())


def column_name(column: int) -> str:
    """The letters of a column: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column: AB is 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def write_book(book: Book) -> str:
    """The book in one line of JSON, to be handed from one process to another."""
    return json.dumps(
        {"sheets": [_sheet_fields(sheet) for sheet in book.sheets], "notices": book.notices},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def read_book(text: str | bytes) -> Book:
    """The book that `write_book` wrote.

    Raises:
        ValueError: It is nothing that `write_book` writes.
    """
    try:
        fields = json.loads(text)
        return Book(tuple(_to_sheet(one) for one in fields["sheets"]), tuple(map(str, fields["notices"])))
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError("no book") from error


def _sheet_fields(sheet: Sheet) -> Mapping[str, object]:
    return {
        "name": sheet.name,
        "rows": [
            [number, [[one.column, one.kind.value, _plain(one.value), int(one.is_formula)] for one in cells.values()]]
            for number, cells in sheet.rows.items()
        ],
        "is_hidden": sheet.is_hidden,
        "hidden_rows": sorted(sheet.hidden_rows),
        "hidden_columns": sorted(sheet.hidden_columns),
        "merged": [[one.top, one.left, one.bottom, one.right] for one in sheet.merged],
        "has_lost_zeros": sheet.has_lost_zeros,
        "is_separated_text": sheet.is_separated_text,
    }


def _plain(value: Value) -> str | float | bool:
    return value.isoformat() if isinstance(value, date) else value


def _to_sheet(fields: Mapping[str, Sequence[Sequence[int]]]) -> Sheet:
    rows: dict[int, dict[int, Cell]] = {}
    for number, cells in fields["rows"]:
        rows[_whole(number)] = {_whole(one[0]): _to_cell(_whole(number), one) for one in _cells(cells)}
    return Sheet(
        name=str(fields["name"]),
        rows=rows,
        is_hidden=bool(fields["is_hidden"]),
        hidden_rows=frozenset(map(_whole, fields["hidden_rows"])),
        hidden_columns=frozenset(map(_whole, fields["hidden_columns"])),
        merged=tuple(Area(*map(int, one)) for one in fields["merged"]),
        has_lost_zeros=bool(fields["has_lost_zeros"]),
        is_separated_text=bool(fields["is_separated_text"]),
    )


def _cells(cells: object) -> Sequence[Sequence[object]]:
    if not isinstance(cells, list):
        raise TypeError("no cells")
    return cells


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("no number")
    return value


def _to_cell(row: int, fields: Sequence[object]) -> Cell:
    kind = Kind(str(fields[1]))
    return Cell(row, _whole(fields[0]), kind, _to_value(kind, fields[2]), bool(fields[3]))


def _to_value(kind: Kind, value: object) -> Value:
    match kind:
        case Kind.NUMBER if isinstance(value, int | float):
            return float(value)
        case Kind.FLAG:
            return bool(value)
        case Kind.DAY:
            return datetime.fromisoformat(str(value)).date()
        case _:
            return str(value)
