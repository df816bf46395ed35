"""Lists of accounts: which rows are read, and what is to be mended at which cell."""

from collections.abc import Sequence

import pytest

from services.identity.domain.account_lists import MOST_ROWS, ListRow, form_of, judge, read_rows
from shared.directory.roles import ROLE_NAMES, Role
from shared.files.sheets import Book, Cell, Kind, Sheet
from shared.refusals import InvalidError
from tests.unit.identity.test_catalogue import CATALOGUE

HEADINGS = ("Họ và tên", "Tên đăng nhập", "Vai trò", "Cơ quan", "Địa chỉ thư")
GOOD = {
    "name": "Nguyễn Mẫu",
    "username": "CV.Mau",
    "roles": "chuyen vien; Văn thư",
    "authorities": "so y te;33.so-noi-vu",
    "mail": "mau@x.example",
}


def book(*rows: Sequence[str]) -> Book:
    cells = {
        number: {column: Cell(number, column, Kind.TEXT, text) for column, text in enumerate(row, 1) if text}
        for number, row in enumerate(rows, 1)
    }
    return Book((Sheet("Danh sách", {number: row for number, row in cells.items() if row}),))


def test_rows_below_the_headings_are_read() -> None:
    found = read_rows(
        book(
            ("Danh sách",),
            HEADINGS,
            ("Ví dụ", "x", "x", "", "x"),
            (),
            ("Nguyễn  Mẫu", "cv", "Chuyên viên", "", "a@x"),
        )
    )

    [row] = found.rows
    assert (row.number, row.cells["name"], found.cell(row, "roles")) == (5, "Nguyễn Mẫu", "C5")
    assert found.cell(row, "unit") == "dòng 5"


@pytest.mark.parametrize("rows", [(), (HEADINGS,), (("Tên",), ("A",)), (HEADINGS, *[("A",)] * (MOST_ROWS + 1))])
def test_what_is_no_list_is_refused(rows: Sequence[Sequence[str]]) -> None:
    with pytest.raises(InvalidError):
        read_rows(book(*rows))


def test_a_row_says_an_account() -> None:
    [judged] = judge([ListRow(2, GOOD)], CATALOGUE)

    assert judged.problems == []
    assert judged.account.username == "cv.mau"
    assert judged.account.roles == {Role.OFFICER, Role.CLERK}
    assert judged.account.authorities == {"33.so-y-te", "33.so-noi-vu"}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(("name", ""), ("username", ""), ("username", "Có Dấu"), ("roles", ""), ("roles", "giám đốc")),
        *(("authorities", ""), ("authorities", "nơi nào"), ("mail", ""), ("mail", "không phải")),
        *(("unit", "Bệnh viện"), ("unit", "nơi nào"), ("name", "A" * 301)),
    ],
)
def test_each_fault_is_said_once_at_its_cell(field: str, text: str) -> None:
    [judged] = judge([ListRow(2, {**GOOD, field: text})], CATALOGUE)

    assert [problem.field for problem in judged.problems] == [field]


def test_one_username_stands_in_one_row() -> None:
    judged = judge([ListRow(2, GOOD), ListRow(3, GOOD), ListRow(4, {**GOOD, "username": "khac"})], CATALOGUE)

    assert [[problem.field for problem in each.problems] for each in judged] == [["username"], ["username"], []]


def test_the_form_offers_roles_and_authorities() -> None:
    form = form_of(CATALOGUE)

    assert form.lists["Vai trò"] == tuple(ROLE_NAMES.values())
    assert "Sở Y tế (33.so-y-te)" in form.lists["Cơ quan"]
