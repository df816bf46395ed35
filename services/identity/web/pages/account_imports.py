"""The pages on which accounts come from a spreadsheet: chosen, looked at row by row, added.

The preview carries the rows that were read, and confirming sends them back: nothing of them is stored before.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.identity.application.importing_accounts import ImportAccounts, Preview
from services.identity.domain.account_lists import MOST_LETTERS, MOST_ROWS, AccountList, ListRow
from services.identity.web.pages.areas import ACCOUNTS
from shared.directory.roles import Role
from shared.refusals import FieldProblem, InvalidError
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, files_of, typed_form, typed_of
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer

IMPORT = f"{ACCOUNTS}/nhap"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SEE_OTHER, _UNPROCESSABLE = 303, 422
_LONGEST_KEY, _MOST_SHOWN = 100, 500
_NO_FILE = "Chọn tệp danh sách (XLSX, XLS, ODS hoặc CSV)."
_GONE = "Danh sách không còn đọc được. Chọn tệp lại."
_Text = Annotated[str, Field(max_length=MOST_LETTERS + 1)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    number: int = Field(ge=1, le=2_000_000)
    cells: dict[_Text, _Text] = Field(max_length=10)


class _List(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    columns: dict[_Text, Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]] = Field(max_length=10)
    rows: list[_Row] = Field(min_length=1, max_length=MOST_ROWS)


@dataclass(frozen=True)
class ImportPages:
    """What the pages call."""

    accounts: ImportAccounts


Uses = Annotated[ImportPages, use(ImportPages)]
router = pages_router()


@router.get(f"{ACCOUNTS}/mau.xlsx")
async def download_form(viewer: PageViewer, uses: Uses) -> Response:
    """The workbook to fill in."""
    content = await uses.accounts.make_form(viewer)
    headers = {"Content-Disposition": 'attachment; filename="mau-tai-khoan.xlsx"'}
    return Response(content, media_type=_XLSX, headers=headers)


@router.get(IMPORT)
async def choose(request: Request, frame: Frame, viewer: PageViewer) -> Response:
    """The form that asks for the file."""
    viewer.require(Role.ADMINISTRATOR)
    return _chooser(request, frame, TypedForm.of({}))


@router.post(IMPORT)
async def read(request: Request, frame: Frame, viewer: PageViewer, uses: Uses) -> Response:
    """Every row as it was read; or the form again, with why the file is no list."""
    viewer.require(Role.ADMINISTRATOR)
    sent = await request.form()
    chosen = files_of(sent, "file")
    problems = [] if chosen else [FieldProblem("file", _NO_FILE)]
    if chosen:
        try:
            found = await uses.accounts.read(viewer, chosen[0].file)
        except InvalidError as refusal:
            problems = list(refusal.problems)
        else:
            return _preview(request, frame, await uses.accounts.look(viewer, found, str(uuid4())))
    return _chooser(request, frame, typed_of(sent).with_problems(problems), _UNPROCESSABLE)


@router.post(f"{IMPORT}/ghi")
async def add(request: Request, frame: Frame, viewer: PageViewer, uses: Uses) -> Response:
    """To the list of accounts, with those that came in; or the rows again, where others are good now."""
    viewer.require(Role.ADMINISTRATOR)
    form = await typed_form(request)
    found = _read_carried(form.text("danh_sach"))
    if found is None:
        return _chooser(request, frame, form.with_problems([FieldProblem("file", _GONE)]), _UNPROCESSABLE)
    expected = form.text("so")
    count, preview = await uses.accounts(
        viewer,
        found,
        form.text("ma")[:_LONGEST_KEY],
        int(expected) if expected.isascii() and expected.isdigit() and len(expected) < len(str(MOST_ROWS)) + 1 else 0,
    )
    if not count:
        return _preview(request, frame, preview, _UNPROCESSABLE, is_again=True)
    return RedirectResponse(f"{ACCOUNTS}?da-them={count}", _SEE_OTHER)


def _chooser(request: Request, frame: Frame, form: TypedForm, status: int = 200) -> Response:
    return frame.render(request, "account_imports/choose.html", status, form=form, most_rows=MOST_ROWS, is_dense=True)


def _preview(
    request: Request, frame: Frame, preview: Preview, status: int = 200, *, is_again: bool = False
) -> Response:
    return frame.render(
        request,
        "account_imports/preview.html",
        status,
        preview=preview,
        # What is to be mended first: that is what somebody has to look at.
        rows=[*preview.faulty, *preview.good][:_MOST_SHOWN],
        carried=_carried(preview.found),
        is_again=is_again,
        is_dense=True,
    )


def _carried(found: AccountList) -> str:
    rows = [{"number": row.number, "cells": dict(row.cells)} for row in found.rows]
    return json.dumps({"columns": dict(found.columns), "rows": rows}, ensure_ascii=False)


def _read_carried(text: str) -> AccountList | None:
    try:
        read = _List.model_validate_json(text)
    except ValidationError:
        return None
    columns: Mapping[str, str] = read.columns
    return AccountList(columns, [ListRow(row.number, row.cells) for row in read.rows])
