"""A list as separated text: whatever a spreadsheet saves as CSV, its rows numbered as records."""

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from shared.files.sheets import Cell, Kind, Sheet
from shared.files.verdicts import Fault, RefusedError
from shared.text.legacy_fonts import soundness_of
from shared.text.seen import is_blank

_SAVE = "Mở tệp gốc bằng Excel, chọn Lưu thành (Save As) “Excel Workbook (.xlsx)” rồi chọn tệp lại."
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNKNOWN_LETTERS = f"Chữ trong tệp không ở dạng đọc được (UTF-8 hay UTF-16). {_SAVE}"
_LOST_LETTERS = f"Chữ có dấu trong tệp đã thành dấu hỏi (?). {_SAVE}"
_TOO_MANY_ROWS = "Tệp có hơn {} dòng có nội dung. Chia danh sách thành nhiều tệp, mỗi tệp tối đa 5.000 người."
_NO_TABLE = f"Tệp không phải bảng: không có dấu ngăn cách cột. {_SAVE}"
_SEPARATORS = (";", ",", "\t", "|")
_SEPARATOR_LINE = re.compile(r'"? *sep *= *([^\w\s"]|\t)"?[ ,;\t|]*', re.IGNORECASE)
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]")
_FEWEST_LOST = 3
_LOOKED_AT = 4_096
_FEWEST_NULLS = 0.3
_MOST_COLUMNS = 256
_MOST_LETTERS = 12_000
_LINES_LOOKED_AT = 30


def read_separated(content: bytes, most_rows: int) -> Sheet:
    """The records as rows of a sheet; all cells are text, as far as they show anything.

    Raises:
        RefusedError: The letters cannot be read or are lost, or there is no table, or one longer than it may be.
    """
    text = _decode(content)
    if len(_LOST.findall(text)) >= _FEWEST_LOST and not re.search("[à-ỹ]", text):
        raise RefusedError(Fault.DAMAGED, _LOST_LETTERS)
    lines = io.StringIO(text, newline="")
    separator = _separator(text)
    rows: dict[int, dict[int, Cell]] = {}
    try:
        for number, values in enumerate(csv.reader(lines, delimiter=separator, skipinitialspace=True), start=1):
            cells = _cells(number, values)
            if cells:
                rows[number] = cells
            if len(rows) > most_rows:
                raise RefusedError(Fault.TOO_MUCH, _TOO_MANY_ROWS.format(f"{most_rows:,}".replace(",", ".")))
    except csv.Error:
        raise RefusedError(Fault.DAMAGED, _NO_TABLE) from None
    return Sheet("(csv)", rows, has_lost_zeros=True, is_separated_text=True)


def _cells(row: int, values: Sequence[str]) -> dict[int, Cell]:
    return {
        column: Cell(row, column, Kind.TEXT, value[:_MOST_LETTERS])
        for column, value in enumerate(values[:_MOST_COLUMNS], start=1)
        if value and not is_blank(value)
    }


def _separator(text: str) -> str:
    """The one that the file names, or that makes most columns out of most of its first lines."""
    said = _SEPARATOR_LINE.fullmatch(text.lstrip("\ufeff").partition("\n")[0].strip("\r\n "))
    if said is not None:
        return said[1]
    start = text[: 64 * 1024]

    def columns_by(separator: str) -> tuple[int, int]:
        try:
            records = csv.reader(io.StringIO(start, newline=""), delimiter=separator, skipinitialspace=True)
            counts = Counter(len(record) for record, _ in zip(records, range(_LINES_LOOKED_AT), strict=False) if record)
        except csv.Error:
            return 0, 0
        columns, lines = max(((count, of) for count, of in counts.items() if count > 1), default=(0, 0), key=_weight)
        return lines, columns

    return max(_SEPARATORS, key=columns_by)


def _weight(counted: tuple[int, int]) -> tuple[int, int]:
    columns, lines = counted
    return lines, columns


def _decode(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding) or _refuse()
    start = content[:_LOOKED_AT]
    for encoding, nulls in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if nulls and nulls.count(0) > _FEWEST_NULLS * len(nulls):
            return _decoded(content, encoding) or _refuse()
    return _decoded(content, "utf-8") or _of_old(content) or _refuse()


def _of_old(content: bytes) -> str | None:
    """Text in an encoding of one byte a letter: of an old font, or Vietnamese of Windows; whichever is more so."""
    western = _decoded(content, "cp1252") or content.decode("latin-1")
    vietnamese = unicodedata.normalize("NFC", _decoded(content, "cp1258") or "")
    best = max(western, vietnamese, key=soundness_of)
    return best if soundness_of(best) > 0 else None


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _refuse() -> str:
    raise RefusedError(Fault.FOREIGN, _UNKNOWN_LETTERS)
