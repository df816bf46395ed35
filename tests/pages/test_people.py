"""Where officials begin, in a browser: those of one level, of several, and of none."""

import re

import pytest
from playwright.async_api import Page, expect

from shared.directory.demo import DEMO_PASSWORD
from tests.pages.axe import axe
from tests.pages.browser import Visits
from tests.pages.visitors import Visitor
from tests.running import System

# Sở Nội vụ works at three levels, and prepares the work of bodies of the state.
_OF_LEVELS = "chuyen-vien.so-noi-vu"
_STATE = "appraisal-state"
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def waiting() -> re.Pattern[str]:
    """What a level says that is up."""
    return re.compile(r"\d+\+? cần làm|không có việc|chờ Quyết định")


async def sign_in(page: Page, username: str, to: str) -> None:
    """Have somebody who is no visitor of the table sign in, and come to that page."""
    await page.goto("/dang-nhap")
    await page.locator("input[autocomplete=username]").fill(username)
    await page.locator("input[type=password]").fill(DEMO_PASSWORD)
    await page.locator("input[type=password]").press("Enter")
    await page.wait_for_url(lambda url: "dang-nhap" not in url)
    await page.goto(to)


async def test_each_level_tells_how_much_waits(visits: Visits) -> None:
    async with visits.visit(width=360) as page:
        await sign_in(page, _OF_LEVELS, "/viec")

        places = page.get_by_role("main").get_by_role("listitem")
        await expect(places).to_have_count(3)
        for place in await places.all():
            await expect(place.get_by_role("status")).to_have_text(waiting())
        assert not await page.evaluate(_TOO_WIDE)
        await axe(page)


async def test_a_level_that_is_down_says_so_and_no_other(visits: Visits, system: System) -> None:
    async with visits.visit() as page:
        await sign_in(page, _OF_LEVELS, "/viec")
        system.stack.stop_part(_STATE)
        try:
            await page.reload()

            state = page.get_by_role("listitem").filter(has_text="cấp Nhà nước")
            province = page.get_by_role("listitem").filter(has_text="cấp tỉnh")
            await expect(state.get_by_role("status")).to_have_text("cấp này đang tạm dừng")
            await expect(province.get_by_role("status")).to_have_text(waiting())
        finally:
            system.stack.start_part(_STATE)


async def test_without_scripts_the_links_are_there(visits: Visits) -> None:
    async with visits.visit(java_script_enabled=False) as page:
        await sign_in(page, _OF_LEVELS, "/viec")

        link = page.get_by_role("link", name="Việc ở cấp tỉnh")
        await expect(link).to_have_attribute("href", "/cap/province/viec")


@pytest.mark.parametrize(("visitor", "address"), [(Visitor.UNIT, "/ho-so"), (Visitor.OFFICER, "/cap/commune/viec")])
async def test_who_has_a_single_place_is_led_there(visits: Visits, visitor: Visitor, address: str) -> None:
    async with visits.visit(visitor) as page:
        await page.goto("/viec")

        assert page.url.endswith(address)


async def test_an_operator_is_told_who_works_there(visits: Visits) -> None:
    async with visits.visit(Visitor.OPERATOR) as page:
        await page.goto("/viec")

        await expect(page.get_by_role("heading", level=1)).to_have_text("Tài khoản này không xét đề nghị")
        await axe(page)
