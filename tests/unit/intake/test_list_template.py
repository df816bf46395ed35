"""The list to download is one that the reader knows: filled in and sent back, every column is read."""

import io

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.intake.application.list_templates import MakeListTemplate
from services.intake.domain.lists.preview import Field, ListPreview, RowStatus
from services.intake.domain.lists.reading import read_list
from services.intake.domain.lists.template import form_of, load_template
from shared.files.form_writing import save_form
from shared.files.sheets import Book
from shared.files.workbooks import read
from tests.unit.intake.list_samples import CODES, RULES, TODAY
from tests.unit.intake.test_reading_lists import RULE_SETS, FakePlaces, now

VALUES = {
    "STT": "1", "Loại đối tượng": "Cá nhân", "Họ và tên / Tên tập thể": "Lê Thị Mẫu", "Ngày sinh": "1991",
    "Giới tính": "Nữ", "Chức vụ": "Y sĩ", "Đơn vị công tác": "Trạm Y tế", "Số CCCD / Mã số thuế": "033191000104",
    "Xã, phường, thị trấn": "Xã Yên Phú", "Địa chỉ": "Thôn Mễ", "Hình thức khen thưởng": "Bằng khen tỉnh",
    "Tóm tắt thành tích": "Trực chốt.", "Từ ngày": "01/07/2021", "Đến ngày": "31/08/2021",
    "Lãnh đạo hay trực tiếp": "Trực tiếp", "Căn cứ khen thưởng": RULES.grounds[0].text,
    "Nhóm đối tượng": RULES.target_groups[0].text, "Số tiền ủng hộ": "5.000.000", "Hiện vật": "200 kg gạo",
    "Trị giá hiện vật": "3.600.000", "Ngày ủng hộ": "20/08/2021", "Nơi nhận": "Quỹ xã", "Ghi chú": "x",
}  # fmt: skip


def filled(*rows: dict[str, str]) -> bytes:
    """The form, filled in and saved by a spreadsheet."""
    saved = io.BytesIO()
    save_form(saved, form_of(RULES, CODES.communes.entries))
    workbook = load_workbook(io.BytesIO(saved.getvalue()))
    sheet = workbook.worksheets[0]
    headings = [str(cell.value) for cell in sheet[1]]
    for number, row in enumerate(rows, start=3):
        for column, heading in enumerate(headings, start=1):
            sheet.cell(number, column, row.get(heading))
    again = io.BytesIO()
    workbook.save(again)
    return again.getvalue()


def preview_of(content: bytes) -> ListPreview:
    book = read(io.BytesIO(content))
    assert isinstance(book, Book)
    return read_list(book, CODES, TODAY)


def test_every_column_is_known_and_read() -> None:
    preview = preview_of(filled(VALUES))

    (row,) = preview.rows
    values = row.values
    assert [column.heading for column in load_template().columns] == list(VALUES)
    assert len(preview.tables[0].columns) == len(VALUES)
    assert (row.status, row.row, values.birth_year, values.commune_code) == (RowStatus.OK, 3, 1991, "12079")
    assert (values.duty, values.ground, values.target_group) == (
        "truc-tiep",
        RULES.grounds[0].code,
        RULES.target_groups[0].code,
    )
    assert (values.money_vnd, values.goods_vnd, values.goods) == (5_000_000, 3_600_000, "200 kg gạo")
    assert preview.questions == ()


def test_example_and_other_sheets_give_no_nominee() -> None:
    preview = preview_of(filled(VALUES))

    assert {one.why for one in preview.ignored} == {"dòng ví dụ của mẫu", "bảng không có danh sách"}


def test_columns_left_blank_are_asked_once() -> None:
    blank = ("Từ ngày", "Đến ngày", "Số tiền", "Hiện vật", "Trị giá", "Nơi nhận", "Ngày ủng hộ", "Số CCCD")
    kept = {name: value for name, value in VALUES.items() if not name.startswith(blank)}
    names = ("Lê Thị Ánh", "Lê Thị Bình", "Lê Thị Chi", "Lê Thị Dung")

    preview = preview_of(filled(*({**kept, "Họ và tên / Tên tập thể": name} for name in names)))

    assert [row.status for row in preview.rows] == [RowStatus.OK] * 4
    assert [one.about for one in preview.questions] == ["period"]


@pytest.mark.parametrize("name", ["Hình thức khen thưởng", "Xã, phường, thị trấn", "Nhóm đối tượng", "Giới tính"])
def test_choices_are_lists_of_the_rule_set(name: str) -> None:
    workbook = load_workbook(io.BytesIO(filled()))
    sheet, _, lists = workbook.worksheets
    place = [str(cell.value) for cell in sheet[1]].index(name) + 1

    shown = _choices(sheet, lists, place)

    assert {
        "Hình thức khen thưởng": [form.name for form in RULES.award_forms],
        "Xã, phường, thị trấn": [one.name for one in CODES.communes.entries],
        "Nhóm đối tượng": [group.text for group in RULES.target_groups],
        "Giới tính": ["Nam", "Nữ"],
    }[name] == shown


def _choices(sheet: Worksheet, lists: Worksheet, place: int) -> list[object]:
    listed = (one for one in sheet.data_validations.dataValidation if one.type == "list")
    validation = next(one for one in listed if next(iter(one.sqref.ranges)).min_col == place)
    cells = lists[str(validation.formula1).partition("!")[2].replace("$", "")]
    return [row[0].value for row in cells]


def test_explains_every_column_and_limit() -> None:
    explained = load_workbook(io.BytesIO(filled())).worksheets[1]
    texts = [str(cell.value) for row in explained.iter_rows() for cell in row if cell.value]

    assert all(any(column.heading in text for text in texts) for column in load_template().columns)
    assert any("5.000" in text for text in texts)


async def test_is_made_of_the_rule_set_in_force() -> None:
    content = await MakeListTemplate(FakePlaces(), RULE_SETS, now)("covid-19")

    lists = load_workbook(io.BytesIO(content)).worksheets[2]
    assert "Xã Yên Phú" in [cell.value for row in lists.iter_rows() for cell in row]
    assert Field.AWARD_FORM in preview_of(filled(VALUES)).tables[0].columns.values()
