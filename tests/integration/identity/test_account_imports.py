"""Accounts from a spreadsheet: every row looked at, nothing stored before it is confirmed, each added once."""

import html
import io
import re
from collections.abc import AsyncIterator, Sequence
from uuid import uuid4

import httpx
import pytest
from openpyxl import Workbook, load_workbook

from ops.admin.registrar import Registrar
from shared.mongo.client import Client
from tests.integration.identity.test_administration import ACCOUNTS, ADMINISTRATOR, Desk, make_desk
from tests.servers.fresh import FreshDatabases

HEADINGS = ("STT", "Họ và tên", "Tên đăng nhập", "Vai trò", "Đơn vị", "Cơ quan", "Địa chỉ thư")
_HIDDEN = re.compile(r'<input type="hidden" name="(ma|so|danh_sach)" value="([^"]*)"')


@pytest.fixture
async def desk(databases: FreshDatabases, services: tuple[Client, Client], registrar: Registrar) -> AsyncIterator[Desk]:
    async with make_desk(databases, services, registrar) as made:
        yield made


def names(count: int) -> list[str]:
    run = uuid4().hex[:6]
    return [f"nhap.{run}.{number}" for number in range(count)]


def workbook(usernames: Sequence[str], **wrong: Sequence[str]) -> bytes:
    """A list of officers; `wrong` are whole rows by what is called wrong with them."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Danh sách tài khoản"])
    sheet.append(HEADINGS)
    sheet.append(["Ví dụ", "Nguyễn Thị Mẫu", "vi.du", "chuyên viên", "", "Sở Y tế", "mau@hungyen.example"])
    for number, name in enumerate(usernames, 1):
        sheet.append([number, f"Người Mẫu {number}", name, "Chuyên viên", "", "so y te", f"{name}@hung-yen.example"])
    for row in wrong.values():
        sheet.append(["", *row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


async def upload(desk: Desk, content: bytes, name: str = "danh-sach.xlsx") -> httpx.Response:
    return await desk.send(f"{ACCOUNTS}/nhap", ADMINISTRATOR, files={"file": (name, content)})


def carried(preview: httpx.Response) -> dict[str, str]:
    """What the preview sends back when it is confirmed."""
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(preview.text)}


async def test_eighteen_of_twenty_come_in(desk: Desk) -> None:
    good = names(18)
    rows = {
        "role": ("Người Mẫu A", f"{good[0]}.a", "giám đốc", "", "Sở Y tế", "a@hung-yen.example"),
        "taken": ("Người Mẫu B", "quan-tri", "Chuyên viên", "", "Sở Y tế", "b@hung-yen.example"),
    }

    preview = await upload(desk, workbook(good, **rows))
    before = [await desk.registrar.accounts.known(name) for name in good]
    sent = carried(preview)
    done = await desk.send(f"{ACCOUNTS}/nhap/ghi", ADMINISTRATOR, **sent)
    again = await desk.send(f"{ACCOUNTS}/nhap/ghi", ADMINISTRATOR, **sent)

    assert preview.status_code == 200, preview.text
    assert "20 dòng: 18 thêm được, 2 cần sửa trong tệp." in preview.text
    assert re.search(r"Ô D22</span>: Chọn một trong: người nộp hồ sơ", preview.text)
    assert "Ô C23</span>: Đã có tài khoản tên này." in preview.text
    assert before == [None] * 18
    assert (done.headers["Location"], again.headers["Location"]) == (f"{ACCOUNTS}?da-them=18",) * 2
    added = [await desk.account(name) for name in good]
    assert {account.authorities for account in added} == {frozenset({"33.so-y-te"})}
    assert [len(await desk.sent(account)) for account in added] == [1] * 18
    assert await desk.registrar.accounts.known(f"{good[0]}.a") is None


async def test_rows_that_changed_meanwhile_are_shown_again(desk: Desk) -> None:
    good = names(2)
    preview = await upload(desk, workbook(good))
    await desk.add(username=good[1])

    answer = await desk.send(f"{ACCOUNTS}/nhap/ghi", ADMINISTRATOR, **carried(preview))

    assert (answer.status_code, "có dòng không còn như trước" in answer.text) == (422, True)
    assert await desk.registrar.accounts.known(good[0]) is None


async def test_a_separated_list_is_read_too(desk: Desk) -> None:
    [name] = names(1)
    text = f"Họ và tên;Tên đăng nhập;Vai trò;Cơ quan;Địa chỉ thư\nNguyễn Mẫu;{name};officer;33.so-y-te;m@x.example\n"

    preview = await upload(desk, text.encode(), "danh-sach.csv")

    assert "1 dòng: 1 thêm được, 0 cần sửa trong tệp." in preview.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "trống"),
        (b"%PDF-1.7 no list", "PDF"),
        ("Tên;Số\nNguyễn Mẫu;1\n".encode(), "Tải mẫu rồi điền vào mẫu"),
        ("Họ và tên;Tên đăng nhập;Vai trò;Địa chỉ thư\n".encode(), "chưa có dòng nào"),
    ],
)
async def test_what_is_no_list_is_refused_in_words(desk: Desk, content: bytes, sentence: str) -> None:
    answer = await upload(desk, content, "danh-sach.csv")

    assert (answer.status_code, sentence in answer.text) == (422, True), answer.text


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"columns":{},"rows":[]}', '{"columns":{},"rows":[{"number":0,"cells":{}}]}']
)
async def test_a_list_that_nobody_read_adds_nothing(desk: Desk, text: str) -> None:
    answer = await desk.send(f"{ACCOUNTS}/nhap/ghi", ADMINISTRATOR, danh_sach=text, so="1", ma="x")

    assert (answer.status_code, "Chọn tệp lại" in answer.text) == (422, True)


async def test_the_form_to_fill_in_is_read_as_an_empty_list(desk: Desk) -> None:
    form = await desk.get(f"{ACCOUNTS}/mau.xlsx")

    answer = await upload(desk, form.content)

    sheet = load_workbook(io.BytesIO(form.content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    assert (answer.status_code, "chưa có dòng nào" in answer.text) == (422, True)
