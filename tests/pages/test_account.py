"""The pages of one's own account in a browser: without scripts, on a narrow telephone, against script attempts."""

import pyotp
import pytest
from playwright.async_api import Page, expect

from shared.clock import utc_now
from shared.directory.demo import DEMO_PASSWORD
from tests.pages.axe import axe
from tests.pages.browser import Visits
from tests.pages.scripts import ScriptAttempts, submit
from tests.pages.visitors import Visitor

_FACTOR = "/tai-khoan/xac-thuc-hai-lop"
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


async def heading(page: Page, text: str) -> None:
    """Wait for the page of that heading."""
    await expect(page.get_by_role("heading", level=1)).to_have_text(text)


async def test_a_second_factor_is_set_up_without_scripts(visits: Visits) -> None:
    async with visits.visit(Visitor.PRESS_EDITOR, width=320, java_script_enabled=False) as page:
        await page.goto("/tai-khoan")
        await page.get_by_role("link", name="Thay đổi xác thực hai lớp").click()
        await page.get_by_role("button", name="Bắt đầu").or_(page.get_by_role("button", name="Tạo khóa khác")).click()
        await expect(page.get_by_role("img", name="Mã QR cho ứng dụng xác thực")).to_be_visible()
        secret = await page.locator("code.khoa").inner_text()
        await page.get_by_label("Mã 6 số").fill(pyotp.TOTP(secret).at(utc_now()))
        await page.get_by_role("button", name="Bật xác thực hai lớp").click()
        await heading(page, "Mã khôi phục")
        codes = await page.locator("main li code").all_inner_texts()

        # Whatever comes next on these pages signs in without it.
        await page.goto(f"{_FACTOR}/tat")
        await page.get_by_label("Mật khẩu đang dùng").fill(DEMO_PASSWORD)
        await page.get_by_label("Mã xác thực").fill(codes[0])
        await page.get_by_role("button", name="Tắt xác thực hai lớp").click()

        await expect(page.get_by_role("status")).to_contain_text("Đã tắt xác thực hai lớp")
        assert len(set(codes)) == 10


@pytest.mark.parametrize("path", ["/tai-khoan", "/tai-khoan/thu", "/doi-mat-khau", _FACTOR])
async def test_nothing_is_wider_than_a_narrow_telephone(visits: Visits, path: str) -> None:
    async with visits.visit(Visitor.OFFICER, width=320) as page:
        await page.goto(path)

        assert not await page.evaluate(_TOO_WIDE)


async def test_what_must_be_mended_has_the_focus(visits: Visits) -> None:
    async with visits.visit(Visitor.OFFICER) as page:
        await page.goto("/tai-khoan/thu")
        await page.get_by_label("Địa chỉ thư mới").fill("khong-phai")
        await page.get_by_role("button", name="Gửi thư xác nhận").click()

        await expect(page.get_by_role("alert")).to_be_focused()
        await axe(page)
        await page.get_by_role("alert").get_by_role("link").first.click()
        await expect(page.get_by_label("Địa chỉ thư mới")).to_be_focused()
        await expect(page.get_by_label("Địa chỉ thư mới")).to_have_value("khong-phai")


@pytest.mark.parametrize(
    ("visitor", "path"),
    [(Visitor.NOBODY, "/quen-mat-khau"), (Visitor.OFFICER, "/tai-khoan/thu"), (Visitor.OFFICER, f"{_FACTOR}/tat")],
)
async def test_attempts_are_shown_as_text(visits: Visits, visitor: Visitor, path: str) -> None:
    async with visits.visit(visitor, bypass_csp=True) as page:
        await page.goto(path)
        attempts = ScriptAttempts(page)
        await attempts.fill()
        await submit(page)

        await attempts.look()

    assert attempts.filled
