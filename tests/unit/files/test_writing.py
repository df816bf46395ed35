"""Tables to take away: what is in them is what was told, runs nothing, and costs the same memory however long."""

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from shared.clock.days import VIETNAM
from shared.files.sheets import Book, Kind
from shared.files.workbooks import read
from shared.files.writing import Column, Written, escape_formula, sheet_name, write_csv, write_xlsx

COLUMNS = [Column("Họ và tên", 30), Column("Số CCCD"), Column("Ngày"), Column("Lúc"), Column("Số tiền")]
ROW: tuple[Written, ...] = (
    "Nguyễn Văn Mẫu",
    "033090000103",
    date(2021, 7, 1),
    datetime(2021, 7, 1, 10, 5, tzinfo=VIETNAM),
    80,
)
FORMULAS = [
    '=HYPERLINK("http://mau.invalid";"x")', "=1+1", "+84 123", "-5", "@SUM(A1)", "\t=1+1", "  =cmd|' /C calc'!A0",
    "#N/A",
]  # fmt: skip


def cells_of(rows: Sequence[Sequence[Written]]) -> list[list[object]]:
    """What stands in the sheet, as another program reads it."""
    content = b"".join(write_xlsx(COLUMNS, rows, "Sổ / đăng ký"))
    (sheet,) = load_workbook(io.BytesIO(content)).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def lines_of(rows: Sequence[Sequence[Written]]) -> list[list[str]]:
    content = b"".join(write_csv(COLUMNS, rows))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_workbook_keeps_kinds_of_values() -> None:
    heading, row = cells_of([ROW])

    assert heading == [column.heading for column in COLUMNS]
    assert row == [
        "Nguyễn Văn Mẫu",
        "033090000103",
        datetime(2021, 7, 1),  # noqa: DTZ001 - sheets know no zones
        datetime(2021, 7, 1, 10, 5),  # noqa: DTZ001 - as above
        80,
    ]


def test_separated_text_is_as_people_read_it() -> None:
    assert lines_of([ROW, (None, "", True, False, 1.5)])[1:] == [
        ["Nguyễn Văn Mẫu", "033090000103", "01/07/2021", "10:05 01/07/2021", "80"],
        ["", "", "có", "không", "1.5"],
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_workbook_holds_formulas_as_text(text: str) -> None:
    content = b"".join(write_xlsx(COLUMNS, [(text,)], "x"))

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    book = read(io.BytesIO(content))
    assert b"<f>" not in sheet
    assert b't="e"' not in sheet
    assert isinstance(book, Book)
    assert [one.kind for row in book.sheets[0].rows.values() for one in row.values()] == [Kind.TEXT] * 6


@pytest.mark.parametrize("text", FORMULAS[:-1])
def test_separated_text_runs_nothing(text: str) -> None:
    (_, (cell, *_)) = lines_of([(text,)])

    assert cell.startswith("'")
    assert escape_formula(text).startswith("'")


@pytest.mark.parametrize("text", ["Nguyễn Văn Mẫu", "a=b", "1-2", "", "033090000103", "Mẫu@tinh.example"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert escape_formula(text) == text


def test_letters_that_no_sheet_holds_are_left_out() -> None:
    _, row = cells_of([("a\x00b\x0bc\n\nd" + "x" * 40_000,)])

    assert str(row[0]).startswith("ab\nc\n\ndxx")
    assert len(str(row[0])) == 32_767


@pytest.mark.parametrize("title", ["", "[]:*?/\\", "x" * 80, "'Sổ'", "Sổ: đăng ký"])
def test_name_of_sheet_is_one_that_spreadsheets_take(title: str) -> None:
    name = sheet_name(title)

    assert 0 < len(name) <= 31
    assert not set(name) & set("[]:*?/\\")


def peak_of(count: int, *, is_csv: bool) -> int:
    """The most memory that so many rows take while they are written."""

    def rows() -> Iterator[Sequence[Written]]:
        for number in range(count):
            yield (f"Nguyễn Văn Mẫu {number}", f"0330900{number:05}", date(2021, 7, 1), None, number)

    tracemalloc.start()
    pieces = write_csv(COLUMNS, rows()) if is_csv else write_xlsx(COLUMNS, rows(), "x")
    for _ in pieces:
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("is_csv", [True, False])
def test_memory_does_not_grow_with_rows(is_csv: bool) -> None:
    peak_of(50, is_csv=is_csv)

    assert peak_of(9_000, is_csv=is_csv) < peak_of(3_000, is_csv=is_csv) + 256 * 1024
