"""The register and its figures in the browser: filters, the files to take away, both on any screen."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.async_api import Page, expect

from tests.pages.axe import axe
from tests.pages.browser import Visits
from tests.pages.scripts import ScriptAttempts, submit
from tests.pages.things import Things
from tests.pages.visitors import Visitor

REGISTER, FIGURES = "/cap/commune/so", "/cap/commune/so-lieu"


async def _first_number(page: Page) -> str:
    return (await page.locator(".bang tbody a.khong-xuong").first.inner_text()).strip()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_filters_narrow_the_register(visits: Visits, things: Things, *, has_scripts: bool) -> None:
    await things.get("case")
    async with visits.visit(Visitor.HEAD, width=360, java_script_enabled=has_scripts) as page:
        await page.goto(REGISTER)
        number = await _first_number(page)
        await page.get_by_label("Tìm theo số").fill(number.lower())
        await page.get_by_role("button", name="Lọc").click()

        await expect(page.locator(".bang tbody tr")).to_have_count(1)
        await expect(page.get_by_role("link", name=f"Bỏ Tìm: {number.lower()}")).to_be_visible()
        await page.get_by_label("Kết quả").select_option("decline")
        await page.get_by_role("button", name="Lọc").click()
        await expect(page.get_by_role("heading", name="Không có đề nghị nào khớp mọi điều kiện")).to_be_visible()
        if has_scripts:
            await axe(page)
        await page.get_by_role("link", name="Bỏ tất cả").click()
        await expect(page.get_by_text(number)).to_be_visible()


async def test_what_cannot_be_read_is_said_at_its_field(visits: Visits) -> None:
    async with visits.visit(Visitor.OFFICER) as page:
        await page.goto(REGISTER)
        await page.get_by_text("Lọc theo ngày nhận").click()
        await page.get_by_label("Nhận từ ngày").fill("hôm qua")
        await page.get_by_role("button", name="Lọc").click()

        await expect(page.get_by_role("alert")).to_contain_text("ngày/tháng/năm")
        await expect(page.get_by_label("Nhận từ ngày")).to_have_value("hôm qua")
        await axe(page)


async def test_files_are_taken_away(visits: Visits, things: Things, tmp_path: Path) -> None:
    await things.get("case")
    async with visits.visit(Visitor.CLERK, accept_downloads=True) as page:
        await page.goto(REGISTER)
        number = await _first_number(page)
        saved = {}
        for ending in ("xlsx", "csv"):
            async with page.expect_download() as download:
                await page.get_by_role("link", name=f"Sổ ({ending.upper()})").click()
            file = await download.value
            assert file.suggested_filename.endswith(f".{ending}")
            saved[ending] = tmp_path / ending
            await file.save_as(saved[ending])
    with saved["xlsx"].open("rb") as content:
        (sheet,) = load_workbook(content).worksheets
        numbers = [row[0].value for row in sheet.iter_rows(min_row=2)]
    text = saved["csv"].read_bytes().decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:] == numbers
    assert numbers[0] == number


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("path", [REGISTER, FIGURES])
async def test_fits_every_screen(visits: Visits, things: Things, path: str, width: int) -> None:
    await things.get("case")
    async with visits.visit(Visitor.HEAD, width=width, color_scheme="dark") as page:
        await page.goto(path)

        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await axe(page)


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_figures_lead_to_their_lines(visits: Visits, things: Things, *, has_scripts: bool) -> None:
    await things.get("case")
    async with visits.visit(Visitor.HEAD, java_script_enabled=has_scripts) as page:
        await page.goto(FIGURES)
        received = await page.locator(".con-so b").first.inner_text()
        await expect(page.get_by_role("figure").first).to_be_visible()
        await page.get_by_role("link", name="đề nghị đã nhận").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("Sổ theo dõi đề nghị")
        await expect(page.get_by_role("status").first).to_contain_text(f"{received} đề nghị")


async def test_letters_in_charts_are_large_enough(visits: Visits, things: Things) -> None:
    await things.get("case")
    async with visits.visit(Visitor.HEAD, width=360) as page:
        await page.goto(FIGURES)
        sizes = await page.evaluate(
            "[...document.querySelectorAll('figure svg text, figure li, figure td')]"
            ".map(each => parseFloat(getComputedStyle(each).fontSize))"
        )

        assert len(sizes) > 12
        assert min(sizes) >= 12


async def test_charts_are_seen_without_colour_and_in_print(visits: Visits, things: Things) -> None:
    await things.get("case")
    async with visits.visit(Visitor.HEAD, forced_colors="active") as page:
        await page.goto(FIGURES)
        await page.emulate_media(media="print")

        await expect(page.get_by_role("figure").first.locator("svg").first).to_be_visible()
        await expect(page.locator("#loc")).to_be_hidden()


async def test_nothing_typed_runs(visits: Visits, things: Things) -> None:
    await things.get("case")
    async with visits.visit(Visitor.HEAD, bypass_csp=True) as page:
        for path in (REGISTER, FIGURES):
            await page.goto(path)
            attempts = ScriptAttempts(page)
            if path == REGISTER:
                await page.get_by_text("Lọc theo ngày nhận").click()
            await attempts.fill("form#loc")
            await submit(page, "form#loc")
            await attempts.look()
        await attempts.look(
            f"{REGISTER}?don-vi=%22%3E%3Csvg%20data-thu%20onload=window.ran=1%3E&nhom=%3Cb%20data-thu%3E"
        )
