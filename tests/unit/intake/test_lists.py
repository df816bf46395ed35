"""Lists as units send them, each read as it is written down beside the file."""

import json
from datetime import date
from pathlib import Path

import pytest

from services.intake.domain.lists.preview import ListPreview, RowStatus
from services.intake.domain.lists.reading import read_list
from shared.files.sheets import Book
from shared.files.verdicts import Fault, Refused
from shared.files.workbooks import read as read_workbook
from tests.unit.intake.list_samples import CODES, FILES, TODAY, cells_of

NAMES = sorted(path.stem for path in FILES.glob("*.json"))
READ = [name for name in NAMES if name != "with-a-password"]


def opened(name: str) -> Book | Refused:
    path = next(path for path in FILES.glob(f"{name}.*") if path.suffix != ".json")
    with path.open("rb") as file:
        return read_workbook(file)


def expected(name: str) -> dict[str, object]:
    told = json.loads((FILES / f"{name}.json").read_text(encoding="utf-8"))
    assert isinstance(told, dict)
    return told


@pytest.fixture(scope="module")
def previews() -> dict[str, ListPreview]:
    books = {name: opened(name) for name in READ}
    return {name: read_list(book, CODES, TODAY) for name, book in books.items() if isinstance(book, Book)}


@pytest.mark.parametrize("name", READ)
def test_finds_table_by_its_heading(name: str, previews: dict[str, ListPreview]) -> None:
    found = [{"sheet": one.sheet, "header_rows": list(one.header_rows)} for one in previews[name].tables]

    assert found == expected(name)["tables"]


@pytest.mark.parametrize("name", READ)
def test_counts_rows_of_each_status(name: str, previews: dict[str, ListPreview]) -> None:
    preview = previews[name]

    assert {status.value: preview.count(status) for status in RowStatus} == expected(name)["counts"]


@pytest.mark.parametrize("name", READ)
def test_reads_each_row_as_written_down(name: str, previews: dict[str, ListPreview]) -> None:
    told, rows = expected(name), {(row.sheet, row.row): row for row in previews[name].rows}
    listed = {(row["sheet"], row["row"]): row for row in told["rows"]}
    if told["are_all_rows"]:
        assert rows.keys() == listed.keys()

    for place, wanted in listed.items():
        row = rows[place]
        assert (row.status, cells_of(row), cells_of(row, of_refusals=True)) == (
            wanted["status"],
            wanted["questions"],
            wanted["refusals"],
        ), place
        assert all(one.remedy for one in row.refusals), place
        for field, value in wanted["values"].items():
            got = getattr(row.values, field)
            assert (got.isoformat() if isinstance(got, date) else got or None) == (value or None), (place, field)
        for field, cell in wanted["cells"].items():
            assert row.cells.get(field, row.cells.get("birth_year")) == cell, (place, field)


@pytest.mark.parametrize("name", READ)
def test_passes_over_no_row_in_silence(name: str, previews: dict[str, ListPreview]) -> None:
    preview, book = previews[name], opened(name)
    assert isinstance(book, Book)
    told = {(row.sheet, row.row) for row in preview.rows}
    told |= {(table.sheet, row) for table in preview.tables for row in table.header_rows}
    told |= {(one.sheet, row) for one in preview.ignored for row in range(one.first, one.last + 1)}

    filled = {(sheet.name, row) for sheet in book.sheets if not sheet.is_hidden for row in sheet.rows}
    assert filled <= told


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("commune-in-four-parts", ["period"]),
        ("school-days-and-numbers", []),
        ("hospital-of-four-sheets", ["period"]),
        ("youth-union-in-tcvn3", ["font", "period"]),
        ("front-with-contributions", ["gifts"]),
        ("plain-writer", []),
        ("utf-16-with-semicolons", ["period"]),
        ("five-thousand-people", ["period"]),
    ],
)
def test_asks_once_for_the_whole_list(name: str, asked: list[str], previews: dict[str, ListPreview]) -> None:
    assert [one.about for one in previews[name].questions] == asked


def test_refuses_file_with_password_in_its_words() -> None:
    found = opened("with-a-password")

    assert isinstance(found, Refused)
    assert found.fault is Fault.PROTECTED
    assert "mật khẩu" in found.sentence
    assert "hỏng" not in found.sentence


def test_keeps_text_of_old_font_from_being_stored(previews: dict[str, ListPreview]) -> None:
    preview = previews["youth-union-in-tcvn3"]

    assert "NguyÔn" not in repr([row.values for row in preview.rows])
    assert preview.questions[0].where == "B5:I10"
    assert any("NguyÔn V¨n MÉu" in one.say for one in preview.rows[0].notices)


def test_says_that_hidden_rows_were_read(previews: dict[str, ListPreview]) -> None:
    hidden = [row for row in previews["school-days-and-numbers"].rows if row.is_hidden]

    assert [row.row for row in hidden] == [26, 29]
    assert all("ẩn" in row.notices[0].say for row in hidden)


def test_tells_how_far_the_reading_is() -> None:
    told: list[tuple[int, int]] = []
    book = opened("five-thousand-people")
    assert isinstance(book, Book)

    read_list(book, CODES, TODAY, lambda count, total: told.append((count, total)))

    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] >= 5_000
    assert len(told) > 10


def test_folder_has_a_reading_for_each_file() -> None:
    files = {path.stem for path in Path(FILES).iterdir() if path.suffix != ".json"}

    assert files == set(NAMES)
