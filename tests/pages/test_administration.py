"""Administration in the browser: a new official comes, moves with open work, is locked out; heads give papers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from openpyxl import Workbook
from playwright.async_api import Page, expect

from ops.demo.desks import Desk, submit, wait_for_case
from ops.demo.dossiers import volunteer
from ops.demo.people import Office
from ops.demo.waiting import until
from ops.mails import ReceivedMail, read_record
from shared.directory.demo import demo_account_id
from tests.account_mails import text_of, token_of
from tests.pages.axe import axe
from tests.pages.browser import Visits
from tests.pages.scripts import ScriptAttempts
from tests.pages.scripts import submit as send
from tests.pages.visitors import Visitor
from tests.running import System

ACCOUNTS, PAPERS = "/quan-tri/tai-khoan", "/quan-tri/uy-quyen"
PASSWORD = "mưa rào cầu ao lá"
COMMUNE = Desk("commune", "xa-yen-phu")
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


async def heading(page: Page, text: str) -> None:
    """Wait for the page of that heading."""
    await expect(page.get_by_role("heading", level=1)).to_have_text(text)


async def add_official(page: Page, username: str) -> None:
    """Add an officer of the commune, from the list of accounts."""
    await page.goto(ACCOUNTS)
    await page.get_by_role("link", name="Thêm tài khoản").click()
    await page.get_by_label("Tên đăng nhập").fill(username)
    await page.get_by_label("Họ và tên").fill("Nguyễn Thị Mẫu")
    await page.get_by_label("Địa chỉ thư").fill(f"{username}@hung-yen.example")
    await page.get_by_label("Chuyên viên").check()
    await page.get_by_label("Cơ quan").fill("ubnd xã yên phú")
    await page.get_by_role("button", name="Thêm và gửi thư").click()
    await heading(page, "Nguyễn Thị Mẫu")


async def mail_to(system: System, username: str) -> ReceivedMail:
    """The first mail to that account's owner."""

    async def look() -> ReceivedMail | None:
        mails = read_record(system.stack.mail.record)
        return next((mail for mail in mails if f"{username}@hung-yen.example" in mail.recipients), None)

    return await until(look, what=f"thư gửi {username}")


@asynccontextmanager
async def signed_in(visits: Visits, system: System, username: str) -> AsyncIterator[Page]:
    """The owner of a new account, who set a password by the mail and signed in with it."""
    mail = await mail_to(system, username)
    assert username in text_of(mail.raw)
    async with visits.visit() as page:
        await page.goto(f"/dat-lai-mat-khau?ma={token_of(mail.raw)}")
        await page.get_by_label("Mật khẩu mới").fill(PASSWORD)
        await page.get_by_role("button", name="Đặt mật khẩu").click()
        await heading(page, "Đã đặt mật khẩu mới")
        await page.get_by_role("link", name="Đăng nhập").last.click()
        await page.get_by_label("Tên đăng nhập").fill(username)
        await page.get_by_label("Mật khẩu").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url(lambda url: "dang-nhap" not in url)
        await page.goto("/tai-khoan")
        await expect(page.get_by_text("UBND xã Yên Phú")).to_be_visible()
        yield page


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_a_new_official_comes_and_is_locked_out(visits: Visits, system: System, *, has_scripts: bool) -> None:
    username = f"cv.{uuid4().hex[:8]}"
    async with visits.visit(Visitor.ADMINISTRATOR, width=360, java_script_enabled=has_scripts) as administrator:
        await add_official(administrator, username)
        if has_scripts:
            await axe(administrator)
        async with signed_in(visits, system, username) as official:
            await administrator.reload()
            await administrator.get_by_role("link", name="Khóa tài khoản").click()
            await administrator.get_by_role("button", name="Khóa tài khoản").click()
            await expect(administrator.get_by_role("alert")).to_contain_text("Nhập lý do.")
            await administrator.get_by_label("Lý do").fill("Nghỉ việc từ hôm nay")
            await administrator.get_by_role("button", name="Khóa tài khoản").click()
            await expect(administrator.get_by_role("status").first).to_contain_text("Đã khóa tài khoản.")
            # Whoever was signed in is a stranger within ten seconds.
            await until(lambda: _is_stranger(official), what="phiên kết thúc", seconds=15)

        await administrator.goto(f"/quan-tri/nhat-ky?doi-tuong={username}")
        await expect(administrator.get_by_role("cell", name="Nghỉ việc từ hôm nay")).to_be_visible()


async def test_an_official_moves_with_open_work(visits: Visits, system: System, office: Office) -> None:
    username = f"cv.{uuid4().hex[:8]}"
    async with visits.visit(Visitor.ADMINISTRATOR) as page:
        await add_official(page, username)
        account = page.url.partition("?")[0].rsplit("/", 1)[-1]
        async with signed_in(visits, system, username):
            pass
        taken = await submit(office, Visitor.UNIT, volunteer())
        path = f"{COMMUNE.cases}/{taken.nominations[0].id}:1"
        head, official = await office.person(Visitor.HEAD), await office.person(username, PASSWORD)
        case = await wait_for_case(head, path)
        await head.do(f"{path}/assignee", {"assignee": account}, method="PUT", version=case.version)
        await official.do(f"{path}/claim")

        await page.goto(f"{ACCOUNTS}/{account}/sua")
        await page.get_by_label("Cơ quan").fill("33.mttq")
        await page.get_by_role("button", name="Xem trước thay đổi").click()
        await expect(
            page.get_by_text("Việc đang giao cho người này ở UBND xã Yên Phú lại tính là chưa giao.")
        ).to_be_visible()
        await expect(page.get_by_text("ở UBND xã Yên Phú được thả trong vòng một phút.")).to_be_visible()
        await axe(page)
        await page.get_by_role("button", name="Đổi tài khoản").click()
        await expect(page.get_by_role("status").first).to_have_text("Đã đổi tài khoản.")

    async def look() -> dict[str, object] | None:
        found: dict[str, object] = (await head.do(path, method="GET")).json()
        return found if found["claim"] is None else None

    freed = await until(look, what="việc được thả", seconds=70)
    assert freed["assignment_lapsed"]


async def test_twenty_rows_with_two_faults(visits: Visits, tmp_path: Path) -> None:
    run, file = uuid4().hex[:6], tmp_path / "danh sách.xlsx"
    book = Workbook()
    book.worksheets[0].append(["Họ và tên", "Tên đăng nhập", "Vai trò", "Cơ quan", "Địa chỉ thư"])
    for number in range(20):
        name = "Có Dấu" if number == 7 else f"nhap.{run}.{number}"
        mail = "" if number == 12 else f"nhap.{run}.{number}@hung-yen.example"
        book.worksheets[0].append([f"Người Mẫu {number}", name, "Văn thư", "Sở Y tế", mail])
    book.save(file)
    async with visits.visit(Visitor.ADMINISTRATOR, width=360, java_script_enabled=False) as page:
        await page.goto(ACCOUNTS)
        await page.get_by_role("link", name="Nhập từ bảng tính").click()
        await page.get_by_label("Tệp danh sách").set_input_files(file)
        await page.get_by_role("button", name="Xem trước danh sách").click()
        await expect(page.get_by_text("20 dòng: 18 thêm được, 2 cần sửa trong tệp.")).to_be_visible()
        await expect(page.get_by_text("Ô B9")).to_be_visible()
        await expect(page.get_by_text("Ô E14")).to_be_visible()

        await page.get_by_role("button", name="Thêm 18 tài khoản").click()

        await expect(page.get_by_role("status").first).to_contain_text("Đã thêm 18 tài khoản.")
        await page.goto(f"{ACCOUNTS}?tim=nhap.{run}")
        await expect(page.get_by_role("link", name="Người Mẫu")).to_have_count(18)


async def test_a_head_gives_a_paper_and_ends_it(visits: Visits) -> None:
    number = f"{uuid4().int % 10_000}/UQ-UBND"
    async with visits.visit(Visitor.HEAD, width=360) as page:
        await page.goto("/quan-tri")
        await page.get_by_role("main").get_by_role("link", name="Ủy quyền", exact=True).last.click()
        await page.get_by_role("link", name="Ghi ủy quyền").click()
        await page.get_by_role("button", name="Ghi ủy quyền").click()
        await expect(page.get_by_role("alert")).to_be_focused()
        await axe(page)
        await page.get_by_label("Cấp phó được ủy quyền").select_option(demo_account_id(Visitor.DEPUTY))
        await page.get_by_label("Số văn bản ủy quyền").fill(number)
        await page.get_by_label("Ngày ký văn bản").fill("01/09/2021")
        await page.get_by_label("Đến hết ngày").fill("31/12/2099")
        await page.get_by_role("button", name="Ghi ủy quyền").click()
        await expect(page.get_by_role("status").first).to_have_text("Đã ghi ủy quyền.")
        await axe(page)

        await page.get_by_role("link", name=f"Kết thúc sớm ủy quyền {number}").click()
        await heading(page, f"Kết thúc sớm ủy quyền {number}")
        await page.get_by_role("button", name="Kết thúc ủy quyền").click()

        await expect(page.get_by_role("status").first).to_contain_text("Đã kết thúc ủy quyền")
        await expect(page.get_by_role("row", name=number)).to_contain_text("Đã kết thúc sớm")


async def test_others_are_told_whose_it_is(visits: Visits) -> None:
    async with visits.visit(Visitor.OFFICER) as page:
        answer = await page.goto("/quan-tri")
        assert answer
        assert answer.status == 403
        await expect(page.get_by_text("quản trị viên của tỉnh")).to_be_visible()
        await expect(page.get_by_role("navigation").get_by_role("link", name="Quản trị")).to_have_count(0)
    async with visits.visit(Visitor.OTHER_HEAD) as page:
        answer = await page.goto(f"{ACCOUNTS}/{demo_account_id(Visitor.OFFICER)}")
        assert answer
        assert answer.status == 404


@pytest.mark.parametrize("path", ["", "/tai-khoan", "/tai-khoan/moi", "/don-vi", "/co-quan", "/vai-tro", "/nhat-ky"])
async def test_nothing_is_wider_than_a_narrow_telephone(visits: Visits, path: str) -> None:
    async with visits.visit(Visitor.ADMINISTRATOR, width=320) as page:
        await page.goto(f"/quan-tri{path}")

        assert not await page.evaluate(_TOO_WIDE)


@pytest.mark.parametrize(
    ("visitor", "path"),
    [
        (Visitor.ADMINISTRATOR, f"{ACCOUNTS}/moi"),
        (Visitor.ADMINISTRATOR, f"{ACCOUNTS}/{demo_account_id(Visitor.CLERK)}/sua"),
        (Visitor.ADMINISTRATOR, f"{ACCOUNTS}/{demo_account_id(Visitor.CLERK)}/ban-giao"),
        (Visitor.ADMINISTRATOR, ACCOUNTS),
        (Visitor.ADMINISTRATOR, "/quan-tri/nhat-ky"),
        (Visitor.ADMINISTRATOR, "/quan-tri/don-vi"),
        (Visitor.HEAD, f"{PAPERS}/moi"),
    ],
)
async def test_attempts_are_shown_as_text(visits: Visits, visitor: Visitor, path: str) -> None:
    async with visits.visit(visitor, bypass_csp=True) as page:
        await page.goto(path)
        attempts = ScriptAttempts(page)
        await attempts.fill()
        await send(page)

        await attempts.look()


async def test_a_name_and_a_reason_are_text_wherever_they_are_shown(visits: Visits) -> None:
    async with visits.visit(Visitor.ADMINISTRATOR, bypass_csp=True) as page:
        username = f"cv.{uuid4().hex[:8]}"
        await add_official(page, username)
        account = page.url.partition("?")[0]
        attempts = ScriptAttempts(page)
        await page.goto(f"{account}/phien")
        await attempts.fill()
        await send(page)
        await page.goto(f"{account}/sua")
        name = '<img data-thu src=/khong-co onerror="window.ran=1">'
        await page.get_by_label("Họ và tên").fill(name)
        await send(page)
        await attempts.look()
        await page.get_by_role("button", name="Đổi tài khoản").click()
        await heading(page, name)

        places = ("", "/sua", "/khoa", "/ban-giao", "/xac-thuc-hai-lop")
        listed = (
            f"{ACCOUNTS}?tim={username}",
            f"/quan-tri/nhat-ky?doi-tuong={username}",
            "/quan-tri/co-quan/33.327.12079",
        )
        await attempts.look(*(f"{account}{place}" for place in places), *listed)


async def _is_stranger(page: Page) -> bool | None:
    answer = await page.goto("/tai-khoan")
    return True if answer is not None and answer.status == 401 else None
