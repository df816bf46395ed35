"""Tables for people to take away: XLSX and CSV row by row, in steady memory, with nothing that a spreadsheet would run.

A cell that begins as a formula does is written as text: what others typed never becomes a formula on somebody's desk.
"""

import csv
import io
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from shared.files.sheets import column_name
from shared.text.seen import compose_lines

Written = str | int | float | bool | date | datetime | None
# What a spreadsheet takes for the beginning of a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
# No cell of XLSX holds more letters, and no sheet more rows below its heading.
_MOST_LETTERS = 32_767
MOST_ROWS = 1_048_575
_MOST_IN_A_NAME = 31
_PIECE = 64 * 1024
_DAY, _MOMENT = "dd/mm/yyyy", "hh:mm dd/mm/yyyy"


@dataclass(frozen=True)
class Column:
    """A column: its heading and its width in letters."""

    heading: str
    width: int = 16


class XlsxTable:
    """A workbook of one sheet that grows row by row; rows wait on the disk.

    Numbers, days and moments are such in the sheet, moments as the clock of their own zone shows them; all else is
    text, identity numbers too. Whoever gives it up closes it. Any thread may add to it, one at a time.
    """

    def __init__(self, columns: Sequence[Column], title: str) -> None:
        self._lock = threading.Lock()
        self._count, self._is_over = 0, False
        self._workbook = Workbook(write_only=True)
        self._sheet: WriteOnlyWorksheet = self._workbook.create_sheet(sheet_name(title))
        for number, column in enumerate(columns, start=1):
            self._sheet.column_dimensions[column_name(number)].width = column.width
        self._sheet.freeze_panes = "A2"
        self._sheet.append([_heading(self._sheet, column.heading) for column in columns])

    def append(self, rows: Iterable[Sequence[Written]]) -> None:
        """Add rows.

        Raises:
            ValueError: There are more rows than a sheet holds.
        """
        with self._lock:
            for row in rows:
                self._count += 1
                if self._count > MOST_ROWS:
                    raise ValueError(f"a sheet holds {MOST_ROWS} rows; write CSV, or several files")
                self._sheet.append([_cell(self._sheet, value) for value in row])

    def save(self, file: BinaryIO) -> None:
        """Write the whole workbook into a file; nothing can be added any more."""
        with self._lock:
            self._is_over = True
            self._workbook.save(file)

    def pieces(self) -> Iterator[bytes]:
        """The whole workbook piece by piece; nothing can be added any more."""
        with tempfile.TemporaryFile() as file:
            self.save(file)
            file.seek(0)
            while piece := file.read(_PIECE):
                yield piece

    def close(self) -> None:
        """Let go of the rows on the disk. After `save` there are none."""
        with self._lock:
            if not self._is_over:
                self._is_over = True
                self._sheet.close()
                # By itself the library would keep them until the process ends.
                self._sheet._writer.cleanup()  # type: ignore[attr-defined]  # noqa: SLF001


def write_xlsx(columns: Sequence[Column], rows: Iterable[Sequence[Written]], title: str) -> Iterator[bytes]:
    """The pieces of an `XlsxTable` of these rows, which are taken one after the other.

    Raises:
        ValueError: There are more rows than a sheet holds.
    """
    table = XlsxTable(columns, title)
    with closing(table):
        table.append(rows)
        yield from table.pieces()


class CsvTable:
    """A CSV file row by row, as spreadsheets open it with all its letters: UTF-8 with a mark, commas, one row a line.

    Text that begins as a formula does gets an apostrophe before it, as spreadsheets themselves write it.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._kept = io.StringIO(newline="")
        self._writer = csv.writer(self._kept, lineterminator="\r\n")
        self._kept.write("\ufeff")
        self._writer.writerow([escape_formula(column.heading) for column in columns])

    def write(self, row: Sequence[Written]) -> None:
        """Add a row."""
        self._writer.writerow([_as_text(value) for value in row])

    @property
    def size(self) -> int:
        """How many letters wait to be taken, about."""
        return self._kept.tell()

    def take(self) -> bytes:
        """What was added since it was last asked for; the heading stands before the first row."""
        content = self._kept.getvalue().encode()
        self._kept.seek(0)
        self._kept.truncate()
        return content


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Written]]) -> Iterator[bytes]:
    """The pieces of a `CsvTable` of these rows, which are taken one after the other."""
    table = CsvTable(columns)
    for row in rows:
        table.write(row)
        if table.size >= _PIECE:
            yield table.take()
    yield table.take()


def escape_formula(text: str) -> str:
    """The text in a form that no spreadsheet runs; text that begins otherwise stays as it is."""
    return f"'{text}" if text.startswith(_FORMULAS) or text.lstrip().startswith(_FORMULAS) else text


def sheet_name(title: str) -> str:
    """The title as the name of a sheet: without the signs that none may have, and short."""
    name = "".join(" " if letter in "[]:*?/\\" else letter for letter in title).strip(" '")
    return name[:_MOST_IN_A_NAME].strip() or "Bảng"


def _heading(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, compose_lines(text)[:_MOST_LETTERS])
    cell.data_type = "s"
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Written) -> Cell | str | float | None:
    """What the library makes a cell of; by itself it makes formulas and errors of texts that begin so."""
    match value:
        case None | "":
            return None
        case bool():
            return _as_text(value)
        case str():
            text = compose_lines(value)[:_MOST_LETTERS]
            return _text_cell(sheet, text) if text.lstrip().startswith((*_FORMULAS, "#")) else text
        case datetime():
            return _dated(sheet, value.replace(tzinfo=None), _MOMENT)
        case date():
            return _dated(sheet, value, _DAY)
        case _:
            return value


def _dated(sheet: WriteOnlyWorksheet, value: date, written: str) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.value = value
    cell.number_format = written
    return cell


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    # Whoever edits the cell gets a text again, not a formula.
    cell.quotePrefix = True
    return cell


def _as_text(value: Written) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "có" if value else "không"
        case datetime():
            return value.strftime("%H:%M %d/%m/%Y")
        case date():
            return value.strftime("%d/%m/%Y")
        case str():
            return escape_formula(compose_lines(value))
        case _:
            return str(value)
