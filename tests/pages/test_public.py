"""Strangers in a browser: the roll of honour, start and help, without scripts, by keyboard, on a narrow screen."""

import pytest
from playwright.async_api import Page, expect

from shared.text.folding import fold
from tests.pages.axe import axe
from tests.pages.browser import Visits
from tests.pages.scripts import ScriptAttempts, submit
from tests.pages.things import Things
from tests.pages.visitors import Visitor

_SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def test_a_stranger_finds_an_award_without_scripts(visits: Visits, things: Things) -> None:
    number = await things.get("award")
    async with visits.visit(width=320, java_script_enabled=False) as page:
        await page.goto(f"/so-vang/{number}")
        called = await page.get_by_role("heading", level=1).inner_text()

        await page.goto("/so-vang")
        await page.get_by_label("Tìm theo tên").fill(fold(called))
        await page.get_by_label("Hình thức").select_option("giay-khen-xa")
        await page.get_by_role("button", name="Tìm").click()
        # Somebody of the same name may have been awarded by another test of this system.
        found = page.locator(f'a[href$="/so-vang/{number}"]')
        await expect(found).to_have_text(called)
        await found.click()

        await expect(page.get_by_role("heading", level=1)).to_have_text(called)
        assert page.url.endswith(f"/so-vang/{number}")


async def test_nothing_found_leads_back_to_all(visits: Visits, things: Things) -> None:
    await things.get("award")
    async with visits.visit() as page:
        await page.goto("/so-vang?tim=khong+ai+ten+nhu+the&cap=commune")
        await expect(page.get_by_text("Không có lần khen nào khớp")).to_be_visible()
        await axe(page)

        await page.get_by_role("link", name="Tìm: khong ai ten nhu the").click()

        await expect(page.get_by_role("article").first).to_be_visible()
        assert page.url.endswith("?cap=commune")


@pytest.mark.parametrize("path", ["/", "/so-vang", "/tro-giup", "/tro-giup/du-lieu-ca-nhan"])
async def test_nothing_scrolls_sideways_at_320_pixels(visits: Visits, things: Things, path: str) -> None:
    await things.get("award")
    async with visits.visit(width=320) as page:
        await page.goto(path)

        assert await page.evaluate(_SIDEWAYS) <= 0


async def test_the_keyboard_skips_to_the_content_and_searches(visits: Visits, things: Things) -> None:
    await things.get("award")
    async with visits.visit() as page:
        await page.goto("/so-vang")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await _tab_to(page, "#tim")
        await page.keyboard.type("khong ai ca")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")

        assert "tim=khong+ai+ca" in page.url


async def _tab_to(page: Page, selector: str) -> None:
    for _ in range(10):
        if await page.locator(selector).evaluate("element => element === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by the keyboard")


async def test_what_is_searched_for_is_shown_as_text(visits: Visits, things: Things) -> None:
    await things.get("award")
    async with visits.visit(bypass_csp=True) as page:
        await page.goto("/so-vang")
        attempts = ScriptAttempts(page)
        await attempts.fill("form.loc")
        await submit(page, "form.loc")
        await attempts.look()

        await page.goto("/")
        await attempts.fill("main form")
        await submit(page, "main form")
        await attempts.look()

    assert attempts.filled == ["tim", "so"]


async def test_each_role_finds_its_page_of_help(visits: Visits) -> None:
    async with visits.visit(Visitor.OFFICER) as page:
        await page.goto("/tro-giup")
        await page.get_by_role("link", name="Chuyên viên").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("Chuyên viên")
