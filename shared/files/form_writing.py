"""A form as a workbook: a sheet with headings, an example and choices, one that explains, one with the lists."""

from collections.abc import Mapping
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from shared.files.forms import Form, FormColumn
from shared.files.sheets import column_name

_FIRST, _EXPLAINED, _LISTED = "Danh sách", "Hướng dẫn", "Danh mục"
_GREY = PatternFill("solid", fgColor="EEEEEE")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_TEXT = "@"
_LONGEST_HINT = 255


def save_form(file: BinaryIO, form: Form) -> None:
    """Write the form as XLSX."""
    workbook = Workbook()
    filled = workbook.worksheets[0]
    filled.title = _FIRST
    _write_columns(filled, form)
    _write_explanation(workbook.create_sheet(_EXPLAINED), form)
    _write_lists(workbook.create_sheet(_LISTED), form)
    workbook.save(file)


def _write_columns(sheet: Worksheet, form: Form) -> None:
    places = {name: number for number, name in enumerate(form.lists, start=1)}
    for number, column in enumerate(form.columns, start=1):
        letters = column_name(number)
        sheet.column_dimensions[letters].width = column.width
        heading = sheet.cell(1, number, column.heading)
        heading.font, heading.fill, heading.alignment = Font(bold=True), _GREY, _WRAPPED
        example = sheet.cell(2, number, form.example_mark if number == 1 else column.example)
        example.font, example.alignment = Font(italic=True, color="666666"), _WRAPPED
        if column.is_text:
            sheet.column_dimensions[letters].number_format = _TEXT
            example.number_format = _TEXT
        validation = _validation(column, form, places)
        sheet.add_data_validation(validation)
        validation.add(f"{letters}3:{letters}{form.rows + 2}")
    sheet.freeze_panes = "D2"


def _validation(column: FormColumn, form: Form, places: Mapping[str, int]) -> DataValidation:
    validation = DataValidation(allow_blank=True)
    validation.promptTitle, validation.prompt = column.heading[:32], column.hint[:_LONGEST_HINT]
    validation.showInputMessage = True
    if column.choices:
        letters, last = column_name(places[column.choices]), len(form.lists[column.choices]) + 1
        validation.type, validation.formula1 = "list", f"'{_LISTED}'!${letters}$2:${letters}${last}"
        validation.showErrorMessage, validation.errorStyle = True, "warning"
        validation.errorTitle = "Ngoài danh mục"
        validation.error = "Chọn trong danh mục. Ghi khác vẫn được, hệ thống sẽ hỏi lại khi đọc."
    return validation


def _write_explanation(sheet: Worksheet, form: Form) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 100
    for line in form.explanation:
        sheet.append([line])
    sheet.append([])
    sheet.append(["Cột", "Cách ghi"])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for column in form.columns:
        sheet.append([f"{column.heading}{' (bắt buộc)' if column.is_required else ''}", column.hint])
        for cell in sheet[sheet.max_row]:
            cell.alignment = _WRAPPED


def _write_lists(sheet: Worksheet, form: Form) -> None:
    for number, (name, choices) in enumerate(form.lists.items(), start=1):
        sheet.column_dimensions[column_name(number)].width = 48
        sheet.cell(1, number, name).font = Font(bold=True)
        for row, choice in enumerate(choices, start=2):
            sheet.cell(row, number, choice)
