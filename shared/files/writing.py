"""Tables for people to take away: XLSX and CSV row by row, in steady memory, with nothing that a spreadsheet would run.

A cell that begins as a formula does is written as text: what others typed never becomes a formula on somebody's desk.
"""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
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


def write_xlsx(columns: Sequence[Column], rows: Iterable[Sequence[Written]], title: str) -> Iterator[bytes]:
    """The pieces of a workbook of one sheet; rows are taken one after the other and wait on the disk.

    Numbers, days and moments are such in the sheet, moments as the clock of their own zone shows them; all else is
    text, identity numbers too.

    Raises:
        ValueError: There are more rows than a sheet holds.
    """
    with tempfile.TemporaryFile() as file:
        save_xlsx(file, columns, rows, title)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def save_xlsx(file: BinaryIO, columns: Sequence[Column], rows: Iterable[Sequence[Written]], title: str) -> None:
    """Write the workbook into a file.

    Raises:
        ValueError: There are more rows than a sheet holds.
    """
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(sheet_name(title))
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[column_name(number)].width = column.width
    sheet.freeze_panes = "A2"
    sheet.append([_heading(sheet, column.heading) for column in columns])
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise ValueError(f"a sheet holds {MOST_ROWS} rows; write CSV, or several files")
        sheet.append([_cell(sheet, value) for value in row])
    workbook.save(file)


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Written]]) -> Iterator[bytes]:
    """The pieces of a CSV file that spreadsheets open with all its letters: UTF-8 with a mark, commas, one row a line.

    Text that begins as a formula does gets an apostrophe before it, as spreadsheets themselves write it.
    """
    kept = io.StringIO(newline="")
    writer = csv.writer(kept, lineterminator="\r\n")
    kept.write("\ufeff")
    writer.writerow([escape_formula(column.heading) for column in columns])
    for row in rows:
        writer.writerow([_as_text(value) for value in row])
        if kept.tell() >= _PIECE:
            yield kept.getvalue().encode()
            kept.seek(0)
            kept.truncate()
    yield kept.getvalue().encode()


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
