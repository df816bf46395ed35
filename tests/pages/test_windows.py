"""A window for sơ kết and tổng kết in the browser: looked at before it is opened, and before it is closed."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from ops.demo.dossiers import today
from shared.text.formats import show_day
from tests.pages.axe import axe
from tests.pages.browser import Visits
from tests.pages.scripts import ScriptAttempts, submit
from tests.pages.visitors import Visitor

_LIST = "/cap/province/dot-xet"
_SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_a_window_is_opened_and_closed(visits: Visits, *, has_scripts: bool) -> None:
    async with visits.visit(Visitor.PROVINCE_HEAD, width=360, java_script_enabled=has_scripts) as page:
        await page.goto(_LIST)
        open_before = await page.get_by_role("link", name="Đóng đợt").count()
        await page.get_by_role("link", name="Mở đợt mới").click()
        await _write(page, closes_before_opening=True)
        await page.get_by_role("button", name="Kiểm tra đợt").click()
        await expect(page.get_by_role("alert")).to_contain_text("Ngày đóng đợt trước ngày mở đợt")
        if has_scripts:
            await axe(page)
        await page.get_by_label("Ngày cuối nhận hồ sơ").fill(show_day(today() + timedelta(days=30)))
        await page.get_by_role("button", name="Kiểm tra đợt").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi mở đợt")
        if has_scripts:
            await axe(page)
        await page.get_by_role("button", name="Mở đợt").click()

        await expect(page.get_by_role("status").first).to_contain_text("Đã mở đợt xét")
        await expect(page.get_by_role("link", name="Đóng đợt")).to_have_count(open_before + 1)
        await expect(page.locator("tbody tr").first).to_contain_text("đang nhận hồ sơ")
        assert await page.evaluate(_SIDEWAYS) <= 0
        if has_scripts:
            await axe(page)
        await page.get_by_role("link", name="Đóng đợt").first.click()
        await expect(page.get_by_text("Hồ sơ đã tiếp nhận vẫn được xét tiếp")).to_be_visible()
        closing = page.url
        await page.get_by_role("button", name="Đóng đợt").click()
        await expect(page.get_by_role("link", name="Đóng đợt")).to_have_count(open_before)
        await page.goto(closing)
        await expect(page.get_by_role("heading", level=1)).to_have_text("Đợt sơ kết, tổng kết")


async def test_a_commune_reads_who_opens_windows(visits: Visits) -> None:
    async with visits.visit(Visitor.HEAD) as page:
        await page.goto("/cap/commune/dot-xet")
        await expect(page.get_by_text("được mở và xem ở cấp tỉnh")).to_be_visible()
        answer = await page.goto("/cap/commune/dot-xet/moi")
        assert answer is not None
        assert answer.status == 403
        await expect(page.get_by_text("do Sở Nội vụ mở ở cấp tỉnh")).to_be_visible()


async def test_what_is_typed_of_a_window_is_text(visits: Visits) -> None:
    async with visits.visit(Visitor.PROVINCE_HEAD, bypass_csp=True) as page:
        await page.goto(f"{_LIST}/moi")
        attempts = ScriptAttempts(page)
        await attempts.fill("form#dot")
        await submit(page, "form#dot")
        await attempts.look()
        await _write(page, file="<b data-thu>nơi giữ</b>")
        await page.get_by_role("button", name="Kiểm tra đợt").click()
        await page.get_by_role("button", name="Mở đợt").click()
        await expect(page.get_by_role("status").first).to_contain_text("Đã mở đợt xét")
        await attempts.look()
        await page.get_by_role("link", name="Đóng đợt").first.click()
        await attempts.look()
        await page.get_by_role("button", name="Đóng đợt").click()


async def _write(page: Page, *, closes_before_opening: bool = False, file: str = "6892-vpcp.pdf") -> None:
    await page.get_by_label("Tổng kết phong trào").check()
    await page.get_by_label("Ngày đầu nhận hồ sơ").fill(show_day(today()))
    closes = today() + timedelta(days=-1 if closes_before_opening else 30)
    await page.get_by_label("Ngày cuối nhận hồ sơ").fill(show_day(closes))
    for place, number in enumerate(("6892/VPCP-KGVX", "150/KH-UBND")):
        await page.get_by_label("Số văn bản").nth(place).fill(number)
        await page.get_by_label("Ngày văn bản").nth(place).fill(show_day(today() - timedelta(days=5)))
        await page.get_by_label("Nơi giữ văn bản").nth(place).fill(file)
