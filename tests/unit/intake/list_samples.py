"""Lists of nominees for tests: the province's codes, sheets out of plain values, and the files of tests/data/lists."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from services.intake.domain.lists.award_forms import AwardForms
from services.intake.domain.lists.places import Commune, Communes
from services.intake.domain.lists.preview import ListPreview, ListRow
from services.intake.domain.lists.reading import read_list
from services.intake.domain.lists.rows import Codes
from services.intake.domain.vocabulary import Vocabulary
from shared.files.sheets import Area, Book, Cell, Kind, Sheet, Value
from shared.rules.loading import load_rule_sets

TODAY = date(2021, 10, 10)
FILES = Path(__file__).parents[2] / "data" / "lists"
RULES = load_rule_sets().by_id("hung-yen-covid-19-2021")
_DIRECTORY = Path(__file__).parents[3] / "shared" / "directory" / "data"
HEADINGS = (
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ", "Đơn vị công tác", "Số CCCD", "Xã/phường",
    "Hình thức khen", "Thành tích", "Từ ngày", "Đến ngày",
)  # fmt: skip
PERSON = (
    1.0, "Nguyễn Văn Mẫu", "05/07/1990", "Nam", "Y sĩ", "Trạm Y tế xã Yên Phú", "033090000103", "Xã Yên Phú",
    "Bằng khen tỉnh", "Trực chốt 60 ngày.", "01/07/2021", "31/08/2021",
)  # fmt: skip
Plain = Value | None


def _communes() -> Communes:
    with (_DIRECTORY / "districts.csv").open(encoding="utf-8") as file:
        districts = {row["code"]: row["name"] for row in csv.DictReader(file)}
    with (_DIRECTORY / "communes.csv").open(encoding="utf-8") as file:
        listed = [Commune(row["code"], row["name"], districts[row["district"]]) for row in csv.DictReader(file)]
    return Communes(listed)


CODES = Codes(AwardForms(RULES.award_forms), _communes(), RULES.grounds, RULES.target_groups)
VOCABULARY = Vocabulary(
    award_forms=frozenset(RULES.award_forms_by_code),
    grounds=frozenset(one.code for one in RULES.grounds),
    target_groups=frozenset(one.code for one in RULES.target_groups),
    criteria=frozenset(one.code for one in RULES.criteria),
)


def sheet_of(
    *rows: Sequence[Plain], merged: Sequence[Area] = (), name: str = "DS", hidden_columns: Sequence[int] = ()
) -> Sheet:
    """A sheet with these values from its first row on; absent values are blank."""
    return Sheet(
        name=name,
        rows={
            number: {column: _cell(number, column, value) for column, value in enumerate(row, 1) if value is not None}
            for number, row in enumerate(rows, 1)
            if any(value is not None for value in row)
        },
        merged=tuple(merged),
        hidden_columns=frozenset(hidden_columns),
    )


def _cell(row: int, column: int, value: Value) -> Cell:
    if isinstance(value, bool):
        return Cell(row, column, Kind.FLAG, value)
    if isinstance(value, float):
        return Cell(row, column, Kind.NUMBER, value)
    return Cell(row, column, Kind.DAY if isinstance(value, date) else Kind.TEXT, value)


def read(*sheets: Sheet) -> ListPreview:
    """What reading these sheets gives."""
    return read_list(Book(sheets), CODES, TODAY)


def read_person(**changed: Plain) -> ListRow:
    """The row of a list of one sound person, with these cells changed, by their headings' first words."""
    columns = {
        "name": 1, "birth": 2, "sex": 3, "position": 4, "workplace": 5, "number": 6, "commune": 7, "form": 8,
        "summary": 9, "began": 10, "ended": 11,
    }  # fmt: skip
    values = list(PERSON)
    for name, value in changed.items():
        values[columns[name]] = value
    (row,) = read(sheet_of(HEADINGS, values)).rows
    return row


def cells_of(row: ListRow, *, of_refusals: bool = False) -> list[str]:
    """The cells at which the row asks, or is refused."""
    return sorted({one.cell for one in (row.refusals if of_refusals else row.questions)})
