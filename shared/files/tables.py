"""Tables that people wrote: CSV as any spreadsheet saves it, or a sentence that says how to save it."""

import codecs
import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from shared.text.folding import fold
from shared.text.seen import compose_line, is_blank

_SEPARATORS = (",", ";", "\t", "|")
# Excel on its own machines writes which separator follows.
_SEPARATOR_LINE = re.compile(r'"? *sep *= *([^\w\s"]|\t)"?[ ,;\t|]*', re.IGNORECASE)
# What a spreadsheet makes of letters that the encoding it saves in has not got: “Tr?m Y t?”.
_LOST_LETTERS = re.compile(r"[^\W\d_]\?|\?[^\W\d_]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"<")
_LOOKED_AT = 1024
# Most of what is typed in Vietnamese is Latin: of its two bytes in UTF-16 one is null.
_FEWEST_NULLS = 0.3
_EMPTY_CELLS = re.compile(r"[,;|\"]")
_NOT_A_LETTER = re.compile(r"[\W_]+")
SAVE_AS = "trong Excel chọn Lưu thành (Save As) dạng “CSV UTF-8 (Comma delimited)” rồi nhập lại"


@dataclass(frozen=True)
class TableLine:
    """A line of a table: where it begins in the file, and its cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """What was read, and a sentence for everything that could not be."""

    lines: tuple[TableLine, ...] = ()
    faults: tuple[str, ...] = ()


def read_table(
    content: bytes, file: str, columns: Mapping[str, Sequence[str]], *, optional: Collection[str] = ()
) -> Table:
    """The lines of a CSV file that has these columns, in any order, each under its name or one of the others given.

    Cells of `optional` columns may be left out at the end of a line, as Excel does where they are empty.
    Commas, semicolons, tabs; UTF-8 and UTF-16; headings in any writing; empty lines and empty columns are passed over.
    The faults name file and line and say what to do.
    """
    if content.startswith(_OTHERS):
        return Table(faults=(f"{file}: tệp này không phải bảng CSV; {SAVE_AS}.",))
    text = _decode(content)
    if text is None:
        return Table(faults=(f"{file}, dòng {_line_of_fault(content)}: chữ không ở dạng UTF-8; {SAVE_AS}.",))
    rows, fault = _split(text, columns)
    if fault:
        return Table(faults=(f"{file}, dòng {fault}: dấu ngoặc kép chưa được đóng đúng chỗ; sửa rồi nhập lại.",))
    if not rows:
        return Table(faults=(f"{file}, dòng 1: các cột phải là {','.join(columns)}; tệp đang trống.",))
    (number, head), *rest = rows
    names = [_column_of(cell, columns) for cell in head]
    wrong = _wrong_head(names, columns)
    if wrong:
        return Table(faults=(f"{file}, dòng {number}: {wrong}",))
    return _lines(file, names, optional, rest)


def _decode(content: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding)
    start = content[:_LOOKED_AT]
    for encoding, nulls in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if nulls and nulls.count(0) > _FEWEST_NULLS * len(nulls):
            return _decoded(content, encoding)
    return _decoded(content, "utf-8")


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _line_of_fault(content: bytes) -> int:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return before.count(b"\n") + 1
    return 1


def _split(text: str, columns: Mapping[str, Sequence[str]]) -> tuple[Sequence[tuple[int, list[str]]], int]:
    """The rows with the lines that they begin on, or the line on which a quote is wrong."""
    lines = list(io.StringIO(text, newline=""))
    begin = _first_filled(lines, 0)
    separators: Sequence[str] = _SEPARATORS
    named = _SEPARATOR_LINE.fullmatch(lines[begin].strip("\r\n ")) if begin < len(lines) else None
    if named is not None:
        separators = (named[1], *_SEPARATORS)
        begin = _first_filled(lines, begin + 1)
    if begin == len(lines):
        return (), 0
    return _rows(lines, begin, _separator(lines[begin], columns, separators))


def _first_filled(lines: Sequence[str], begin: int) -> int:
    filled = (place for place in range(begin, len(lines)) if not is_blank(_EMPTY_CELLS.sub("", lines[place])))
    return next(filled, len(lines))


def _separator(head: str, columns: Mapping[str, Sequence[str]], separators: Sequence[str]) -> str:
    """The one that makes most columns out of the heading, of equals the first."""

    def columns_by(separator: str) -> tuple[int, int]:
        cells = next(csv.reader([head], delimiter=separator, skipinitialspace=True), [])
        return sum(_column_of(cell, columns) in columns for cell in cells), len(cells)

    return max(separators, key=columns_by)


def _rows(lines: Sequence[str], begin: int, separator: str) -> tuple[Sequence[tuple[int, list[str]]], int]:
    reader = csv.reader(iter(lines[begin:]), delimiter=separator, strict=True, skipinitialspace=True)
    rows, start = [], begin + 1
    try:
        for cells in reader:
            if not all(is_blank(cell) for cell in cells):
                rows.append((start, cells))
            start = begin + reader.line_num + 1
    except csv.Error:
        return (), start
    return rows, 0


def _column_of(cell: str, columns: Mapping[str, Sequence[str]]) -> str:
    """The column that is meant by a heading, or the heading as it is seen."""
    key = _key(cell)
    meant = (column for column, others in columns.items() if key in {_key(column), *map(_key, others)})
    return next(meant, compose_line(cell))


def _key(heading: str) -> str:
    return _NOT_A_LETTER.sub("", fold(heading))


def _wrong_head(names: Sequence[str], columns: Mapping[str, Sequence[str]]) -> str:
    """What is to be changed in the heading, or nothing."""
    words = [
        f"{word} {', '.join(found)}"
        for word, found in (
            ("thiếu", [column for column in columns if column not in names]),
            ("thừa", [name for name in names if name and name not in columns]),
            ("hai lần", sorted({column for column in columns if names.count(column) > 1})),
        )
        if found
    ]
    return f"các cột phải là {','.join(columns)}; {'; '.join(words)}." if words else ""


def _lines(file: str, names: Sequence[str], optional: Collection[str], rows: Sequence[tuple[int, list[str]]]) -> Table:
    lines, faults = [], []
    for number, cells in rows:
        wrong = _wrong_row(names, optional, cells)
        if wrong:
            faults.append(f"{file}, dòng {number}: {wrong}")
        else:
            lines.append(TableLine(number, {name: cell for name, cell in zip(names, cells, strict=False) if name}))
    return Table(tuple(lines), tuple(faults))


def _wrong_row(names: Sequence[str], optional: Collection[str], cells: Sequence[str]) -> str:
    """What is to be changed in a row, or nothing; blank cells beyond the last column are no cells."""
    last = max(place for place, name in enumerate(names, start=1) if name)
    least = max((place for place, name in enumerate(names, start=1) if name and name not in optional), default=1)
    filled = [place for place, cell in enumerate(cells, start=1) if not is_blank(cell)]
    count = max(filled[-1], min(len(cells), last))
    if count < least or count > len(names):
        return f"có {count} ô, cần {last}; đặt trong ngoặc kép ô có dấu ngăn cách."
    if any(_LOST_LETTERS.search(cell) for cell in cells):
        return f"chữ có dấu đã thành dấu hỏi (?); {SAVE_AS}."
    nameless = next((place for place in filled if not names[place - 1]), 0)
    return f"ô thứ {nameless} có nội dung nhưng cột không có tên; đặt tên cột hoặc xóa ô." if nameless else ""
