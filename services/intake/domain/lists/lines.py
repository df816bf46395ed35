"""The lines under a heading: which are nominees, which are titles of parts, totals, notes, signatures, or blank."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from services.intake.domain.lists.preview import Field
from services.intake.domain.lists.tables import Table, find_table, is_column_numbers, is_heading_anew
from services.intake.domain.lists.words import begins_typed, begins_with, has_words, key_of, list_words
from shared.events.words import NomineeKind
from shared.files.sheets import Cell, Kind, Sheet
from shared.text.folding import fold
from shared.text.seen import compose_line

_ORDINAL = re.compile(r"\(?(?:[IVXLC]{1,7}|[A-Za-zĐđ]|[0-9]{1,5}(?:\.[0-9]{1,3})*)\)?[.)/:-]?")
_LIST_NUMBER = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,3})*\.?")
_ROMAN = re.compile(r"^(?:[IVXLC]{1,7}|[A-ZĐ])[.)/:\s-]+")
_CLOSING_DATE = re.compile(r"ngay \d{0,2} ?thang \d{0,2} ?nam \d{0,4}")
# Filled cells by which a line is a nominee's without a number of its own, and after the signatures.
_FULL, _AFTER_THE_END = 2, 4
_SHORT_TITLE = 120
# A line that has nothing but these says nothing of a nominee.
_IDLE = frozenset({Field.NUMBER, Field.NAME, Field.NOTE, Field.CODE})


class LineKind(StrEnum):
    """What a line is; the values are what is said of those that are passed over."""

    NOMINEE = ""
    HEADING = "đầu bảng"
    BEFORE = "phần trên đầu bảng: tên cơ quan, tên danh sách"
    COLUMN_NUMBERS = "dòng đánh số cột"
    PART = "dòng tên phần"
    TOTAL = "dòng cộng, câu kết danh sách"
    NOTE = "dòng ghi chú"
    SIGNATURE = "khối chữ ký"
    EXAMPLE = "dòng ví dụ của mẫu"
    EMPTY_FORMULAS = "dòng kéo sẵn công thức, chưa có nội dung"
    CONTINUED = "dòng viết tiếp thành tích của dòng trên"
    NO_TABLE = "bảng không có danh sách"


@dataclass(frozen=True)
class Part:
    """What the title of a part says of the lines under it."""

    title: str = ""
    kind: NomineeKind | None = None


@dataclass(frozen=True)
class Line:
    """A row of a sheet. `cells` has the columns that are known, those filled by merging too; `lent` came from others.

    `extra` is the second column of a divided name.
    """

    row: int
    kind: LineKind
    table: Table | None = None
    part: Part = Part()
    cells: Mapping[Field, Cell] | None = None
    lent: frozenset[Field] = frozenset()
    extra: Cell | None = None


def read_lines(sheet: Sheet) -> Iterator[Line]:
    """All rows with anything in them, in order."""
    numbers = list(sheet.rows)
    reader = _Reader(sheet, numbers)
    place = 0
    while place < len(numbers):
        taken, line = reader.read(place)
        yield from (replace(line, row=number) for number in numbers[place : place + taken])
        place += taken


class _Reader:
    """Goes down a sheet; what was read before decides what the next line is."""

    def __init__(self, sheet: Sheet, numbers: Sequence[int]) -> None:
        self._sheet, self._numbers = sheet, numbers
        self._table: Table | None = None
        self._part = Part()
        self._is_over = False
        self._merged = _merged_down(sheet)
        self._above: dict[Field, Cell] = {}
        self._last = 0

    def read(self, place: int) -> tuple[int, Line]:
        row = self._numbers[place]
        cells = self._sheet.rows[row]
        table = find_table(self._sheet, self._numbers, place)
        if table is not None and (self._table is None or self._is_heading_anew(cells, self._table)):
            titles = tuple(self._titles(row)) if self._table is None else self._table.title
            self._table = replace(table, title=titles)
            self._is_over, self._above = False, {}
            return len(table.header_rows), Line(row, LineKind.HEADING, self._table)
        if self._table is None:
            self._part = _part(cells) if any(_ROMAN.match(cell.text.strip()) for cell in cells.values()) else Part()
            return 1, Line(row, LineKind.BEFORE)
        if self._numbers[max(place - 1, 0)] in self._table.header_rows and is_column_numbers(cells.values()):
            return 1, Line(row, LineKind.COLUMN_NUMBERS, self._table)
        return 1, self._line(row, cells, self._table)

    def _is_heading_anew(self, cells: Mapping[int, Cell], table: Table) -> bool:
        number = cells.get(table.column_of.get(Field.NUMBER, 0))
        return not _is_list_number(number, frozenset()) and is_heading_anew(cells)

    def _titles(self, before: int) -> Iterator[str]:
        for number in self._numbers:
            if number >= before:
                return
            yield from (compose_line(cell.text) for cell in self._sheet.rows[number].values())

    def _line(self, row: int, cells: Mapping[int, Cell], table: Table) -> Line:
        known, lent = self._known(row, cells, table)
        kind = self._kind(cells, known, lent, table)
        if kind in {LineKind.NOTE, LineKind.SIGNATURE} and not self._is_over and self._goes_on(row, cells, known):
            kind = LineKind.CONTINUED
        if kind is LineKind.PART:
            self._part = _part(cells)
            self._is_over = False
        elif kind is LineKind.SIGNATURE:
            self._is_over = True
        elif kind is LineKind.NOMINEE:
            self._above = dict(known)
        if kind in {LineKind.NOMINEE, LineKind.CONTINUED}:
            self._last = row
        extra = cells.get(table.given_names) if table.given_names else None
        return Line(row, kind, table, self._part, known, lent, extra)

    def _goes_on(self, row: int, cells: Mapping[int, Cell], known: Mapping[Field, Cell]) -> bool:
        """Whether a line, right under a nominee's, has nothing but more of what was done."""
        texts = [compose_line(cell.text) for cell in cells.values()]
        is_alone = len(cells) == 1 and Field.SUMMARY in known
        return is_alone and row == self._last + 1 and not _is_title_of_signer(texts)

    def _known(self, row: int, cells: Mapping[int, Cell], table: Table) -> tuple[dict[Field, Cell], frozenset[Field]]:
        known: dict[Field, Cell] = dict(_ticked_form(row, cells, table))
        lent = set()
        for column, field in table.columns.items():
            if column in self._sheet.hidden_columns or column in table.form_columns:
                continue
            cell = cells.get(column)
            if cell is None and (row, column) in self._merged:
                cell = self._merged[row, column]
                lent.add(field)
            elif cell is not None and field in self._above and _is_ditto(cell):
                cell = self._above[field]
                lent.add(field)
            if cell is not None and (cell.kind is not Kind.TEXT or compose_line(cell.text) or "\u00ad" in cell.text):
                known[field] = cell
        return known, frozenset(lent)

    def _kind(
        self, cells: Mapping[int, Cell], known: Mapping[Field, Cell], lent: frozenset[Field], table: Table
    ) -> LineKind:
        if all(cell.kind is Kind.UNKNOWN or (cell.is_formula and not _says(cell)) for cell in cells.values()):
            return LineKind.EMPTY_FORMULAS
        has_name = Field.NAME in known and Field.NAME not in lent
        said = [one for one in known if one not in _IDLE | lent and _says(known[one])]
        has_number = _is_list_number(known.get(Field.NUMBER), lent)
        beside = _beside(cells, known, has_number=has_number, is_full=len(said) >= _FULL)
        if beside is not None:
            return beside
        if _is_part(cells, known, said, table, has_number=has_number):
            return LineKind.PART
        if self._is_over and not has_number:
            return LineKind.NOMINEE if has_name and len(said) >= _AFTER_THE_END else LineKind.SIGNATURE
        return LineKind.NOMINEE if _is_nominee(cells, said, has_number=has_number, has_name=has_name) else LineKind.NOTE


def _is_nominee(cells: Mapping[int, Cell], said: Sequence[Field], *, has_number: bool, has_name: bool) -> bool:
    if has_number:
        return has_name or bool(said)
    return bool(said) and len(cells) > 1 if has_name else len(said) >= _FULL


def _ticked_form(row: int, cells: Mapping[int, Cell], table: Table) -> Iterator[tuple[Field, Cell]]:
    """The award form of the column that is ticked, where each form has a column; two ticks are no form."""
    ticked = [column for column in table.form_columns if column in cells and _says(cells[column])]
    if ticked:
        text = table.form_columns[ticked[0]] if len(ticked) == 1 else "đánh dấu nhiều cột"
        yield Field.AWARD_FORM, Cell(row, ticked[0], Kind.TEXT, text)


def _is_ditto(cell: Cell) -> bool:
    words = list_words().ditto.words
    return cell.kind is Kind.TEXT and (cell.text.strip() in words or fold(cell.text) in words)


def _says(cell: Cell) -> bool:
    return cell.kind is not Kind.UNKNOWN and (cell.kind is Kind.ERROR or bool(cell.text.strip()))


def _is_list_number(cell: Cell | None, lent: frozenset[Field]) -> bool:
    if cell is None or Field.NUMBER in lent:
        return False
    return cell.kind is Kind.NUMBER or (
        cell.kind is Kind.TEXT and _LIST_NUMBER.fullmatch(cell.text.strip()) is not None
    )


def _beside(
    cells: Mapping[int, Cell], known: Mapping[Field, Cell], *, has_number: bool, is_full: bool
) -> LineKind | None:
    """A total, a note, an example or the begin of the signatures, by how its first words begin."""
    if has_number:
        return None
    words = list_words().rows
    texts = [compose_line(cell.text) for cell in cells.values() if cell.kind is Kind.TEXT]
    texts = [text for text in texts if text][:4]
    first = texts[0] if texts else ""
    found = None
    if any(begins_typed(text, words.examples) for text in texts[:2]):
        found = LineKind.EXAMPLE
    elif begins_typed(first, words.totals) and (len(texts) <= 2 or not is_full):  # noqa: PLR2004 - and its figure
        found = LineKind.TOTAL
    elif not is_full and _is_signature(cells, known, texts):
        found = LineKind.SIGNATURE
    elif not is_full and begins_typed(first, words.notes):
        found = LineKind.NOTE
    return found


def _is_signature(cells: Mapping[int, Cell], known: Mapping[Field, Cell], texts: Sequence[str]) -> bool:
    """A day of signing, a signer's title, or a name alone under neither heading of name nor number."""
    has_name = Field.NAME in known
    positions = {known[one].text for one in (Field.POSITION, Field.POSITION_AND_WORKPLACE) if has_name and one in known}
    if _is_title_of_signer([text for text in texts if text not in positions]):
        return True
    is_alone = len(cells) == 1 and len(texts) == 1 and not _ROMAN.match(texts[0])
    return is_alone and not has_name and Field.NUMBER not in known


def _is_title_of_signer(texts: Sequence[str]) -> bool:
    titles = [text for text in texts if len(text) <= _SHORT_TITLE]
    is_dated = _CLOSING_DATE.search(" ".join(map(key_of, texts))) is not None
    return is_dated or any(begins_with(key_of(text), list_words().rows.signatures) for text in titles)


def _is_part(
    cells: Mapping[int, Cell], known: Mapping[Field, Cell], said: Sequence[Field], table: Table, *, has_number: bool
) -> bool:
    texts = [compose_line(cell.text) for cell in cells.values() if cell.kind is Kind.TEXT]
    title = known.get(Field.NAME)
    if not texts or len(cells) > 3:  # noqa: PLR2004 - an ordinal, a title, a count
        return False
    if has_number:
        # “1. Tập thể”: a title only where it says nothing but what comes.
        return title is not None and not said and key_of(title.text) in _part_words()
    ordinal = cells.get(table.column_of.get(Field.NUMBER, 0))
    if ordinal is not None:
        return _ORDINAL.fullmatch(ordinal.text.strip()) is not None or len(texts) == 1
    if any(title is None or known[field].text != title.text for field in said):
        return False
    return Field.NUMBER in table.column_of or bool(_ROMAN.match(texts[0])) or _part(cells).kind is not None


@cache
def _part_words() -> frozenset[str]:
    return frozenset(word for words in list_words().parts.values() for word in words)


def _part(cells: Mapping[int, Cell]) -> Part:
    texts = [compose_line(cell.text) for cell in cells.values() if cell.kind is Kind.TEXT]
    title = max(texts, key=len, default="")
    key = key_of(_ROMAN.sub("", title))
    found: dict[NomineeKind, int] = {}
    for kind, words in list_words().parts.items():
        places = [f" {key} ".find(f" {word} ") for word in words if has_words(key, word)]
        if places:
            found[kind] = min(places)
    # “Tập thể, cá nhân” is of both; one that names a household first is of households.
    if len(found) > 1 and {NomineeKind.COLLECTIVE, NomineeKind.INDIVIDUAL} <= set(found):
        return Part(title)
    return Part(title, min(found, key=lambda kind: found[kind], default=None))


def _merged_down(sheet: Sheet) -> dict[tuple[int, int], Cell]:
    """The places under merged cells that go down over several rows, with the cell that fills them."""
    filled: dict[tuple[int, int], Cell] = {}
    for area in sheet.merged:
        cell = sheet.rows.get(area.top, {}).get(area.left)
        if cell is None or area.left != area.right or area.bottom == area.top:
            continue
        for row in range(area.top + 1, area.bottom + 1):
            if row in sheet.rows:
                filled[row, area.left] = cell
    return filled
