"""The tables of a sheet: where a heading stands, and what each column under it is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from services.intake.domain.lists.headings import UNREAD, field_of, field_under, is_award_form, is_first_name
from services.intake.domain.lists.preview import Field
from services.intake.domain.lists.words import key_of
from shared.files.sheets import Area, Cell, Kind, Sheet, column_name

_MOST_HEADER_ROWS = 3
_FEWEST_FIELDS = 3
_LONGEST_HEADING = 120


@dataclass(frozen=True)
class Table:
    """A heading and its columns; `given_names` is the second column of a name that is divided into two.

    `form_columns` are those under the heading of award forms that each stand for one form, and are ticked.
    `doubtful` are pairs of columns that could be the same thing: the first of each is read.
    """

    header_rows: tuple[int, ...]
    columns: Mapping[int, Field]
    headings: Mapping[int, str]
    given_names: int = 0
    form_columns: Mapping[int, str] = field(default_factory=dict)
    doubtful: tuple[tuple[int, int], ...] = ()
    title: tuple[str, ...] = field(default=())

    @cached_property
    def column_of(self) -> Mapping[Field, int]:
        """The column of each field."""
        return {one: column for column, one in reversed(tuple(self.columns.items()))}

    def only(self, fields: Collection[Field]) -> "Table":
        """The table without its other columns."""
        return replace(self, columns={column: one for column, one in self.columns.items() if one in fields})

    def has(self, *fields: Field) -> bool:
        """Whether any of these is a column."""
        return any(one in self.column_of for one in fields)


def find_table(sheet: Sheet, numbers: Sequence[int], start: int) -> Table | None:
    """The table whose heading begins in the row at `numbers[start]`; nothing where none does."""
    if not _may_be_heading(sheet.rows[numbers[start]]):
        return None
    best: Table | None = None
    for height in range(1, _MOST_HEADER_ROWS + 1):
        rows = numbers[start : start + height]
        is_together = len(rows) == height and rows[-1] - rows[0] < height
        if not is_together or not all(_goes_on(sheet, row) for row in rows[1:]):
            break
        table = _table(sheet, rows)
        if _is_table(table) and (best is None or _knows_more(table, best)):
            best = table
    return best


def _knows_more(table: Table, other: Table) -> bool:
    return (len(table.column_of), len(table.form_columns)) > (len(other.column_of), len(other.form_columns))


def is_heading_anew(cells: Mapping[int, Cell]) -> bool:
    """Whether most of a row inside a table are headings, as on each printed page, or of another table below."""
    known = sum(field_of(cell.text) is not None for cell in cells.values())
    return known > len(cells) / 2


def is_column_numbers(cells: Iterable[Cell]) -> bool:
    """Whether a row numbers the columns: (1), (2), (3)… or 1, 2, 3… or A, B, 1, 2."""
    texts = [cell.text.strip("() .") for cell in cells]
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < _FEWEST_FIELDS]
    letters = [text for text in texts if len(text) == 1 and text.isalpha()]
    is_counted = len(numbers) + len(letters) == len(texts) and len(texts) >= _FEWEST_FIELDS
    return is_counted and len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _may_be_heading(cells: Mapping[int, Cell]) -> bool:
    texts = [cell.text for cell in cells.values() if cell.kind is Kind.TEXT and len(cell.text) <= _LONGEST_HEADING]
    # Lines of values are many, and have numbers and days; a heading may have a year.
    least = 1 if len(texts) == len(cells) else _FEWEST_FIELDS
    return len(texts) > least and len({field_of(text) for text in texts} - {None}) > least


def _goes_on(sheet: Sheet, row: int) -> bool:
    """Whether all of this row are headings."""
    cells = sheet.rows[row].values()
    return bool(cells) and all(
        cell.kind is Kind.TEXT
        and len(cell.text) <= _LONGEST_HEADING
        and (
            field_of(cell.text) is not None
            or key_of(cell.text) in {"ngay", "thang", "nam", "so"}
            or is_award_form(cell.text)
        )
        for cell in cells
    )


def _table(sheet: Sheet, rows: Sequence[int]) -> Table:
    width = max(column for row in rows for column in sheet.rows[row])
    areas = [area for area in sheet.merged if area.bottom >= rows[0] and area.top <= rows[-1]]
    width = max([width, *(area.right for area in areas if area.right - area.left < width)])
    found: dict[int, Field] = {}
    headings: dict[int, str] = {}
    forms: dict[int, str] = {}
    for column in range(1, width + 1):
        texts = _heading_texts(sheet, areas, rows, column)
        if texts:
            headings[column] = " ".join(texts)
            known = field_under(texts[:-1], texts[-1])
            if known is Field.AWARD_FORM and len(texts) > 1 and is_award_form(texts[-1]):
                forms[column] = texts[-1]
            if known is not None:
                found[column] = known
    if len(forms) > 1:
        first = min(forms)
        found = {column: one for column, one in found.items() if column not in forms or column == first}
        return replace(_settle(rows, found, headings, sheet), form_columns=forms)
    return _settle(rows, found, headings, sheet)


def _heading_texts(sheet: Sheet, areas: Sequence[Area], rows: Sequence[int], column: int) -> list[str]:
    texts: list[str] = []
    for row in rows:
        cell = sheet.rows[row].get(column) or _merged_over(sheet, areas, row, column, rows)
        text = " ".join(cell.text.split()) if cell else ""
        if text and text not in texts:
            texts.append(text)
    return texts


def _merged_over(sheet: Sheet, areas: Sequence[Area], row: int, column: int, rows: Sequence[int]) -> Cell | None:
    """The heading that covers this place; where nothing is merged, one on its left that has others under it."""
    for area in areas:
        if area.top <= row <= area.bottom and area.left <= column <= area.right:
            return sheet.rows.get(area.top, {}).get(area.left)
    is_over_others = row != rows[-1] and any(column in sheet.rows[one] for one in rows if one > row)
    if not is_over_others or any(area.left <= column <= area.right for area in areas):
        return None
    left = max((one for one in sheet.rows[row] if one < column), default=0)
    has_own = all(one in sheet.rows[rows[-1]] for one in range(left, column + 1)) if left else False
    return sheet.rows[row].get(left) if has_own else None


def _settle(rows: Sequence[int], found: dict[int, Field], headings: dict[int, str], sheet: Sheet) -> Table:
    """One column for each field: divided names are joined, and what stands twice is told."""
    seen = set(found.values())
    firsts = [column for column, heading in headings.items() if is_first_name(heading)]
    given = 0
    for column in firsts:
        if column + 1 in headings and key_of(headings[column + 1]) == "ten":
            found[column], given = Field.NAME, column + 1
            found.pop(given, None)
            seen.add(Field.NAME)
    names = [column for column, one in found.items() if one is Field.NAME]
    if not given and len(names) == 2 and headings[names[0]] == headings[names[1]] and names[1] == names[0] + 1:  # noqa: PLR2004 - a pair
        # One heading over two columns: family name and given name.
        given = names[1]
        found.pop(given)
    if Field.NAME not in seen:
        _name_bodies(found, headings)
    kept: dict[int, Field] = {}
    doubtful: list[tuple[int, int]] = []
    visible = sorted(found, key=lambda column: (column in sheet.hidden_columns, column))
    for column in visible:
        first = next((one for one, known in kept.items() if known is found[column]), 0)
        if first and found[column] not in UNREAD:
            if column not in sheet.hidden_columns and headings[first] != headings[column]:
                doubtful.append((first, column))
            continue
        kept[column] = found[column]
    return Table(tuple(rows), dict(sorted(kept.items())), headings, given, doubtful=tuple(doubtful))


def _name_bodies(found: dict[int, Field], headings: Mapping[int, str]) -> None:
    """In a list of collectives “Tên đơn vị” or “Đơn vị” is the name."""
    for column, one in found.items():
        if one is Field.WORKPLACE and key_of(headings[column]).startswith(("ten ", "don vi", "co quan")):
            found[column] = Field.NAME
            return


def _is_table(table: Table) -> bool:
    fields = set(table.columns.values()) - {Field.NOTE, Field.CODE}
    return Field.NAME in fields and len(fields) >= _FEWEST_FIELDS


def column_names(columns: Iterable[int]) -> str:
    """The letters of columns, as people list them."""
    return ", ".join(column_name(column) for column in columns)
