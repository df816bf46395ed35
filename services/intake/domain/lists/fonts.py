"""A sheet typed for fonts of old, made readable; what was changed is told once for the whole list."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from services.intake.domain.lists.preview import ListQuestion
from shared.files.sheets import Cell, Kind, Sheet, column_name
from shared.text.legacy_fonts import LegacyFont, decode_legacy, legacy_font_of, may_be_legacy

_ASK = (
    "Các cột {columns} của bảng “{sheet}” gõ bằng phông cũ ({font}). Xem bản đọc lại ở từng dòng: đúng thì xác nhận một"
    " lần cho cả tệp."
)


@dataclass(frozen=True)
class Decoded:
    """The sheet as it is read, and the cells that were changed as they were stored."""

    sheet: Sheet
    stored: Mapping[str, str]
    font: LegacyFont | None = None

    def question(self, rows: Collection[int]) -> ListQuestion | None:
        """What is asked once about those of these rows that were changed; nothing where none was."""
        changed = [cell for row in rows for cell in self.sheet.rows.get(row, {}).values() if cell.name in self.stored]
        if not changed or self.font is None:
            return None
        columns = sorted({cell.column for cell in changed})
        numbers = [cell.row for cell in changed]
        ask = _ASK.format(columns=", ".join(map(column_name, columns)), sheet=self.sheet.name, font=self.font.value)
        where = f"{column_name(columns[0])}{min(numbers)}:{column_name(columns[-1])}{max(numbers)}"
        return ListQuestion("font", ask, where)


def decode_sheet(sheet: Sheet) -> Decoded:
    """The sheet with all its text in Unicode. Cells that are so already stay as they are."""
    fonts = {(cell.row, cell.column): font for cell, font in _known(sheet)}
    if not fonts:
        return Decoded(sheet, {})
    font = Counter(fonts.values()).most_common(1)[0][0]
    by_column = Counter(column for _, column in fonts)
    stored: dict[str, str] = {}
    rows: dict[int, dict[int, Cell]] = {}
    for row, cells in sheet.rows.items():
        rows[row] = {}
        for column, cell in cells.items():
            own = fonts.get((row, column))
            if own is not None and own is not font and may_be_legacy(cell.text, font):
                # One word may be sound in both.
                own = font
            elif own is None and cell.kind is Kind.TEXT and by_column[column] > 1 and may_be_legacy(cell.text, font):
                own = font
            meant = decode_legacy(cell.text, own) if own is not None else cell.text
            if meant != cell.text:
                stored[cell.name] = cell.text
                cell = replace(cell, value=meant)  # noqa: PLW2901 - the cell as it is read
            rows[row][column] = cell
    return Decoded(replace(sheet, rows=rows), stored, font)


def _known(sheet: Sheet) -> Iterator[tuple[Cell, LegacyFont]]:
    for cells in sheet.rows.values():
        for cell in cells.values():
            font = legacy_font_of(cell.text) if cell.kind is Kind.TEXT else None
            if font is not None:
                yield cell, font
