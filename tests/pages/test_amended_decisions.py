"""Corrections and annulments in the browser: checked, recorded once, followed by the roll of honour."""

from collections.abc import Awaitable, Callable
from itertools import count
from secrets import randbelow
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from ops.demo.desks import record_decision
from ops.demo.dossiers import today
from ops.demo.people import Office
from ops.demo.waiting import until
from shared.text.formats import show_day
from tests.pages.approving import COMMUNE, Approved, approve
from tests.pages.axe import axe
from tests.pages.browser import Visits
from tests.pages.scripts import ScriptAttempts, submit
from tests.pages.visitors import Visitor

_NUMBERS = count(randbelow(90_000) + 1_000)
_LIST = "/cap/commune/quyet-dinh"
_SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_a_corrected_name_stands_on_the_roll(visits: Visits, office: Office, *, has_scripts: bool) -> None:
    wrong, other = await approve(office, 2)
    address, right = await _record(office, [wrong, other]), f"Nguyễn Mẫu Đúng {'Hoa' if has_scripts else 'Lan'}"
    await until(_roll_says(office, wrong.number, wrong.name), what="tên trong Sổ vàng")
    async with visits.visit(Visitor.CLERK, width=360, java_script_enabled=has_scripts) as page:
        await page.goto(address)
        await page.get_by_role("link", name=f"Đính chính {wrong.name}").click()
        await page.get_by_label("Tên đối tượng").fill(right)
        await page.get_by_role("button", name="Kiểm tra đính chính").click()
        await expect(page.get_by_role("alert")).to_contain_text("Nhập lý do")
        await expect(page.get_by_label("Tên đối tượng")).to_have_value(right)
        await page.get_by_label("Đính chính văn bản", exact=True).check()
        await _write_paper(page)
        await page.get_by_label("Lý do", exact=True).fill("Sai sót khi soạn thảo văn bản.")
        if has_scripts:
            await axe(page)
        await page.get_by_role("button", name="Kiểm tra đính chính").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra đính chính")
        await expect(page.get_by_role("row", name=right)).to_contain_text(wrong.name)
        if has_scripts:
            await axe(page)
        assert await page.evaluate(_SIDEWAYS) <= 0
        await page.get_by_role("button", name="Ghi đính chính").click()

        await expect(page.get_by_role("status").first).to_contain_text("Đã ghi đính chính")
        await expect(page.locator("tbody tr", has_text=wrong.number)).to_contain_text(right)
        await expect(page.get_by_text("Sai sót khi soạn thảo văn bản.")).to_be_visible()
    await until(_roll_says(office, wrong.number, right), what="tên đã đính chính trong Sổ vàng")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_an_annulled_award_leaves_the_roll(visits: Visits, office: Office, *, has_scripts: bool) -> None:
    lost, kept = await approve(office, 2)
    address = await _record(office, [lost, kept])
    for each in (lost, kept):
        await until(_roll_says(office, each.number, each.name), what="tên trong Sổ vàng")
    async with visits.visit(Visitor.CLERK, width=360, java_script_enabled=has_scripts) as page:
        await page.goto(address)
        await page.get_by_role("link", name="Thu hồi, hủy bỏ").click()
        await page.get_by_label("Thu hồi quyết định khen thưởng").check()
        await page.get_by_label("Một số đối tượng").check()
        await _write_paper(page)
        await page.get_by_label("Lý do", exact=True).fill("Kê khai không đúng thành tích.")
        await page.get_by_label("Căn cứ pháp lý").fill("Luật Thi đua, Khen thưởng")
        await page.get_by_role("button", name="Kiểm tra thu hồi").click()
        await expect(page.get_by_role("alert")).to_contain_text("Đánh dấu ít nhất một đối tượng")
        await page.get_by_label(f"Thu hồi với {lost.name}, {lost.number}").check()
        if has_scripts:
            await axe(page)
        await page.get_by_role("button", name="Kiểm tra thu hồi").click()

        await expect(page.get_by_text("Quyết định còn hiệu lực với 1 đề nghị khác")).to_be_visible()
        if has_scripts:
            await axe(page)
        await page.get_by_role("button", name="Ghi thu hồi").click()

        await expect(page.locator("tbody tr", has_text=lost.number)).to_contain_text("đã thu hồi")
        await expect(page.locator("tbody tr", has_text=kept.number)).to_contain_text("có hiệu lực")
        if has_scripts:
            await axe(page)

    unit = await office.person(Visitor.UNIT)

    async def gone() -> bool | None:
        return True if await unit.see(f"/so-vang/{lost.number}") is None else None

    await until(gone, what="tên rút khỏi Sổ vàng")
    assert await unit.see(f"/so-vang/{kept.number}") is not None


async def test_who_corrects_second_sees_what_the_first_did(visits: Visits, office: Office) -> None:
    (approved,) = await approve(office, 1)
    address, number = await _record(office, [approved]), _new_number()
    async with visits.visit(Visitor.CLERK) as page:
        await page.goto(f"{address}/dinh-chinh")
        await page.get_by_label("Sửa nội dung đã ghi sai").check()
        await page.get_by_label("Chức vụ người ký", exact=True).fill("Phó Chủ tịch")
        await page.get_by_label("Lý do", exact=True).fill("Nhập nhầm chức vụ.")
        await page.get_by_role("button", name="Kiểm tra đính chính").click()
        await _correct_by_api(office, address, number)
        async with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            await page.get_by_role("button", name="Ghi đính chính").click()

        assert (await answer.value).status == 409
        await expect(page.get_by_role("alert")).to_contain_text(number)
        await expect(page.get_by_label("Số quyết định")).to_have_value(number)
        await expect(page.get_by_label("Chức vụ người ký", exact=True)).to_have_value("Phó Chủ tịch")
        await page.get_by_role("button", name="Kiểm tra đính chính").click()
        await page.get_by_role("button", name="Ghi đính chính").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(f"Quyết định số {number}")
        await expect(page.get_by_text("Phó Chủ tịch").first).to_be_visible()


async def test_what_is_typed_is_shown_as_text(visits: Visits, office: Office) -> None:
    (approved,) = await approve(office, 1)
    address = await _record(office, [approved])
    async with visits.visit(Visitor.CLERK, bypass_csp=True) as page:
        attempts = ScriptAttempts(page)
        for form in (f"{_LIST}/moi", f"{address}/thu-hoi", f"{address}/dinh-chinh?viec={approved.case_id}"):
            await page.goto(form)
            if await page.locator("main form[method=post]").count():
                await attempts.fill("main form[method=post]")
                await submit(page, "main form[method=post]")
                await attempts.look()
        await page.goto(f"{address}/dinh-chinh?viec={approved.case_id}")
        await attempts.fill("main form[method=post]")
        await page.get_by_label("Sửa nội dung đã ghi sai").check()
        for day in ("Ngày quyết định", "Ngày văn bản"):
            await page.get_by_label(day).fill("")
        await page.get_by_label("Ngày quyết định").fill(show_day(today()))
        for paper in ("Số văn bản", "Họ và tên người ký văn bản", "Chức vụ người ký văn bản"):
            await page.get_by_label(paper).fill("")
        await page.get_by_label("Số quyết định").fill(f"<b data-thu>{_new_number()}</b>")
        await page.get_by_role("button", name="Kiểm tra đính chính").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra đính chính")
        await attempts.look()
        await page.get_by_role("button", name="Ghi đính chính").click()
        await expect(page.get_by_role("status").first).to_contain_text("Đã ghi đính chính")
        await attempts.look(address, f"{address}/in", _LIST, f"{_LIST}?so=b")


def _new_number() -> str:
    return f"{next(_NUMBERS)}/QĐ-UBND"


async def _record(office: Office, cases: list[Approved]) -> str:
    """Where the decision over these cases is."""
    _, decision = await record_decision(office, COMMUNE, _new_number(), [case.case_id for case in cases])
    return f"{_LIST}/{decision.id}"


async def _correct_by_api(office: Office, address: str, number: str) -> None:
    clerk = await office.person(Visitor.CLERK)
    path = f"{COMMUNE.decisions}/{address.rpartition('/')[2]}"
    version = int((await clerk.do(path, method="GET")).json()["version"])
    change = {"field": "so-quyet-dinh", "value": number}
    body = {"kind": "ghi-sai", "reason": "Nhập nhầm số.", "changes": [change]}
    await clerk.do(f"{path}/corrections", body, key=str(uuid4()), version=version)


async def _write_paper(page: Page) -> None:
    await page.get_by_label("Số văn bản").fill(_new_number())
    await page.get_by_label("Ngày văn bản").fill(show_day(today()))
    await page.get_by_label("Họ và tên người ký văn bản").fill("Nguyễn Văn Mẫu")
    await page.get_by_label("Chức vụ người ký văn bản").fill("Chủ tịch")


def _roll_says(office: Office, number: str, name: str) -> Callable[[], Awaitable[bool | None]]:
    async def look() -> bool | None:
        unit = await office.person(Visitor.UNIT)
        shown = await unit.see(f"/so-vang/{number}")
        return True if shown is not None and name in shown.text else None

    return look
