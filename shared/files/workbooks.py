"""The sheets of a list that people filled in: XLSX, XLS, ODS, XLSB and separated text, or how to save it as one.

To be called in a process apart (`shared.files.apart`): what a file does to the libraries ends there. No formula is
worked out, no macro is run and no other file is opened.
"""

import math
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import BinaryIO, Final
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from shared.files.foreign_lists import DAMAGED_LIST, EMPTY_LIST, PROTECTED_LIST, TOO_MUCH_LIST, foreign_list
from shared.files.office import look_at_parts
from shared.files.reading import Bounded, TooMuchError, found_in
from shared.files.separated import read_separated
from shared.files.sheet_marks import Marks, read_marks
from shared.files.sheets import Area, Book, Cell, Kind, Sheet, Value, column_name
from shared.files.verdicts import Fault, Refused, RefusedError

# None but the reader of sheets itself, which this module loads.
LIBRARIES: Final[tuple[str, ...]] = ()
MOST_BYTES = 20 * 1024 * 1024
# Rows with anything in them: the longest list, with the titles of its parts, its totals and its blank lines.
MOST_ROWS = 12_000
MOST_LETTERS = 12_000
_MOST_COLUMNS = 256
_MOST_SHEETS = 50
# The library keeps a place for each cell between the first and the last that is filled.
_MOST_AREA = 4_000_000
_MOST_AT_ONCE = 1024 * 1024
_PACKAGE, _CONTAINER = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPREADSHEETS = ("spreadsheetml.sheet", "ms-excel.sheet", "spreadsheetml.template", "ms-excel.template")
_HEAD_BYTES = 64 * 1024
_MACROS = "Tệp có macro: chỉ đọc các ô, không chạy macro."
_LINKS = "Tệp có ô lấy từ tệp khác: dùng giá trị đã lưu trong ô, không mở tệp kia."
_TOO_FAR = (
    "Bảng “{}” có nội dung ở tận ô {}, cách xa danh sách. Xóa các dòng và cột thừa sau danh sách, lưu lại rồi chọn tệp"
    " lại."
)
_TOO_MANY_ROWS = "Bảng “{}” có hơn {} dòng có nội dung. Chia danh sách thành nhiều tệp, mỗi tệp tối đa 5.000 người."


def read(file: BinaryIO) -> Book | Refused:
    """The sheets of a file that can be read at any place, or why there are none."""
    try:
        return _book(file)
    except RefusedError as refusal:
        return refusal.verdict


def _book(file: BinaryIO) -> Book:
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if not head.strip(b"\x00\x09\x0a\x0d\x20\xef\xbb\xbf"):
        raise RefusedError(Fault.EMPTY, EMPTY_LIST)
    if head.startswith(_PACKAGE):
        return _of_package(file)
    if head.startswith(_CONTAINER):
        return _of_container(file)
    foreign = foreign_list(head)
    if foreign:
        raise RefusedError(Fault.FOREIGN, foreign)
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise RefusedError(Fault.TOO_MUCH, TOO_MUCH_LIST)
    return Book((read_separated(content, MOST_ROWS),))


def _of_package(file: BinaryIO) -> Book:
    try:
        with zipfile.ZipFile(Bounded(file, _MOST_AT_ONCE)) as package:
            types, names = look_at_parts(package), [name.casefold() for name in package.namelist()]
            is_open_document = _is_open_document(package)
            if not is_open_document:
                _check_spreadsheet(types)
            is_plain = not is_open_document and not any("sheet.binary" in kind for kind in types)
            marks = read_marks(package) if is_plain else {}
    except RefusedError as refusal:
        raise _as_list(refusal) from None
    except TooMuchError:
        raise RefusedError(Fault.TOO_MUCH, TOO_MUCH_LIST) from None
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, ValueError, NotImplementedError):
        raise RefusedError(Fault.DAMAGED, DAMAGED_LIST) from None
    notices = [
        sentence
        for word, sentence in (("vbaproject", _MACROS), ("externallinks/", _LINKS))
        if any(word in name for name in names)
    ]
    return _of_workbook(file, marks, notices)


def _check_spreadsheet(types: Collection[str]) -> None:
    if not any(mark in kind for kind in types for mark in _SPREADSHEETS):
        raise RefusedError(Fault.FOREIGN, foreign_list(_PACKAGE, types))


def _is_open_document(package: zipfile.ZipFile) -> bool:
    try:
        with package.open("mimetype") as content:
            return b"opendocument.spreadsheet" in content.read(200)
    except KeyError:
        return False


def _of_container(file: BinaryIO) -> Book:
    words = {name: name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book", "_VBA_PROJECT")}
    found = found_in(file, list(words.values()))
    if words["EncryptedPackage"] in found:
        raise RefusedError(Fault.PROTECTED, PROTECTED_LIST)
    if not found & {words["Workbook"], words["Book"]}:
        raise RefusedError(Fault.FOREIGN, foreign_list(_CONTAINER))
    return _of_workbook(file, {}, [_MACROS] if words["_VBA_PROJECT"] in found else [])


def _as_list(refusal: RefusedError) -> RefusedError:
    """The same fault, in the words of a list."""
    sentences = {
        Fault.PROTECTED: PROTECTED_LIST,
        Fault.DAMAGED: DAMAGED_LIST,
        Fault.TOO_MUCH: TOO_MUCH_LIST,
        Fault.EMPTY: EMPTY_LIST,
    }
    verdict = refusal.verdict
    return RefusedError(verdict.fault, sentences.get(verdict.fault, verdict.sentence))


def _of_workbook(file: BinaryIO, marks: Mapping[str, Marks], notices: list[str]) -> Book:
    file.seek(0)
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            sheets = [
                (one.name, one.visible is not SheetVisibleEnum.Visible)
                for one in workbook.sheets_metadata[:_MOST_SHEETS]
                if one.typ is SheetTypeEnum.WorkSheet
            ]
            read = tuple(
                Sheet(name, {}, is_hidden=True) if is_hidden else _sheet(name, workbook, marks.get(name, Marks()))
                for name, is_hidden in sheets
            )
    except PasswordError:
        raise RefusedError(Fault.PROTECTED, PROTECTED_LIST) from None
    except (CalamineError, OSError, ValueError):
        raise RefusedError(Fault.DAMAGED, DAMAGED_LIST) from None
    return Book(read, tuple(notices))


def _sheet(name: str, workbook: CalamineWorkbook, marks: Marks) -> Sheet:
    if marks.last_row * marks.last_column > _MOST_AREA:
        row, column = marks.furthest
        raise RefusedError(Fault.TOO_MUCH, _TOO_FAR.format(name, f"{column_name(column)}{row}"))
    content = workbook.get_sheet_by_name(name)
    _, skipped = content.start or (0, 0)
    rows: dict[int, dict[int, Cell]] = {}
    # Rows come from the first of the sheet, cells from the first column with anything in it.
    for row, values in enumerate(content.iter_rows(), start=1):
        cells = _cells(values, row, skipped, marks)
        if cells:
            rows[row] = cells
        if len(rows) > MOST_ROWS:
            raise RefusedError(Fault.TOO_MUCH, _TOO_MANY_ROWS.format(name, f"{MOST_ROWS:,}".replace(",", ".")))
    _add_unread(rows, marks)
    return Sheet(
        name=name,
        rows=dict(sorted(rows.items())),
        hidden_rows=frozenset(row for row in marks.hidden_rows if row in rows),
        hidden_columns=frozenset(column for column in marks.hidden_columns if column <= _MOST_COLUMNS),
        merged=tuple(
            Area(top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in content.merged_cell_ranges or ()
        ),
    )


def _cells(values: Sequence[object], row: int, skipped: int, marks: Marks) -> dict[int, Cell]:
    cells = {}
    for column, value in enumerate(values[: _MOST_COLUMNS - skipped], start=skipped + 1):
        if value == "":
            continue
        cell = _cell(row, column, value, is_formula=(row, column) in marks.formulas)
        if cell is not None:
            cells[column] = cell
    return cells


def _cell(row: int, column: int, value: object, *, is_formula: bool) -> Cell | None:
    kind, kept = _value(value)
    return Cell(row, column, kind, kept, is_formula) if kept != "" else None


def _value(value: object) -> tuple[Kind, Value]:
    match value:
        case bool():
            return Kind.FLAG, value
        case int() | float():
            return (Kind.NUMBER, float(value)) if math.isfinite(value) else (Kind.ERROR, "#NUM!")
        case datetime():
            return Kind.DAY, value.date()
        case date():
            return Kind.DAY, value
        case _:
            text = str(value)
            return Kind.TEXT, text[:MOST_LETTERS] if text.strip() else ""


def _add_unread(rows: dict[int, dict[int, Cell]], marks: Marks) -> None:
    """Cells of which the library says nothing: errors, and formulas that have no result."""
    for (row, column), error in marks.errors.items():
        if column <= _MOST_COLUMNS:
            rows.setdefault(row, {})[column] = Cell(row, column, Kind.ERROR, error, is_formula=True)
    for row, column in marks.without_result:
        if column <= _MOST_COLUMNS and column not in rows.get(row, {}) and len(rows) <= MOST_ROWS:
            rows.setdefault(row, {})[column] = Cell(row, column, Kind.UNKNOWN, "", is_formula=True)
