"""Decisions in the browser: 24 of 30, recorded once, corrected, annulled; with scripts and without."""

from collections.abc import Sequence
from itertools import count
from secrets import randbelow

from playwright.async_api import Locator, Page, Request, expect

from ops.demo.desks import record_decision
from ops.demo.dossiers import today
from ops.demo.people import Office
from shared.text.formats import show_day
from tests.pages.approving import COMMUNE, Approved, approve
from tests.pages.axe import axe
from tests.pages.browser import Visits
from tests.pages.visitors import Visitor

_NUMBERS = count(randbelow(90_000) + 1_000)
_LIST = "/cap/commune/quyet-dinh"
_SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def test_a_decision_for_twenty_four_of_thirty(visits: Visits, office: Office) -> None:
    approved, number = await approve(office, 30), _new_number()
    async with visits.visit(Visitor.CLERK) as page:
        await page.goto(_LIST)
        await page.get_by_role("link", name="Ghi quyết định mới").click()
        await _write(page, number)
        await page.get_by_role("button", name="Chọn tất cả").click()
        waiting = await page.locator("[name=case_ids]").count()
        await page.get_by_role("button", name="Bỏ chọn").click()
        await _choose(page, approved[:24])
        await axe(page)
        await page.get_by_role("button", name="Kiểm tra quyết định").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi ghi")
        await expect(page.get_by_text("24 đề nghị chuyển từ")).to_be_visible()
        await expect(page.get_by_text(f"{waiting - 24} việc khác đã duyệt vẫn chờ quyết định")).to_be_visible()
        await expect(page.get_by_role("group", name="Thư đơn vị sẽ nhận")).to_contain_text(f"Quyết định số {number}")
        await axe(page)
        await page.get_by_label(f"Thứ tự của {approved[23].name}, {approved[23].number}").fill("1")
        await page.get_by_role("button", name="Xếp lại").click()
        await page.get_by_role("button", name="Sửa").click()
        await page.get_by_role("button", name="Kiểm tra quyết định").click()
        await expect(page.locator("tbody tr").first).to_contain_text(approved[23].number)
        async with page.expect_request(lambda request: request.method == "POST") as sent:
            await page.get_by_role("button", name="Ghi Quyết định số").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text(f"Quyết định số {number}")
        await expect(page.locator("tbody tr")).to_have_count(24)
        await expect(page.locator("tbody tr").first).to_contain_text(approved[23].number)
        await axe(page)
        assert await _send_again(page, await sent.value) == page.url
        await page.goto(f"{_LIST}?so={number[:7]}")
        await expect(page.locator("tbody tr")).to_have_count(1)
        await page.goto(f"{_LIST}/moi")
        await expect(page.locator("[name=case_ids]")).to_have_count(waiting - 24)


async def test_who_comes_second_keeps_what_was_typed(visits: Visits, office: Office) -> None:
    first, second = await approve(office, 2)
    earlier, number = _new_number(), _new_number()
    async with visits.visit(Visitor.CLERK, java_script_enabled=False, width=360) as page:
        await page.goto(f"{_LIST}/moi")
        await _write(page, number)
        await _choose(page, [first, second])
        await page.get_by_role("button", name="Kiểm tra quyết định").click()
        await record_decision(office, COMMUNE, earlier, [first.case_id])
        async with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            await page.get_by_role("button", name="Ghi Quyết định số").click()

        assert (await answer.value).status == 409
        await expect(page.get_by_role("alert")).to_contain_text(first.name)
        await expect(page.get_by_role("link", name=f"Quyết định số {earlier}")).to_be_visible()
        await expect(page.get_by_label("Số quyết định")).to_have_value(number)
        await expect(_box(page, second)).to_be_checked()
        await page.get_by_role("button", name="Kiểm tra quyết định").click()
        await page.get_by_role("button", name="Ghi Quyết định số").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(f"Quyết định số {number}")
        assert await page.evaluate(_SIDEWAYS) <= 0


async def test_what_cannot_be_recorded_is_said_at_its_line(visits: Visits, office: Office) -> None:
    taken, free = await approve(office, 2)
    earlier, number = _new_number(), _new_number()
    async with visits.visit(Visitor.CLERK, width=768) as page:
        await page.goto(f"{_LIST}/moi")
        await page.get_by_role("button", name="Kiểm tra quyết định").click()
        await expect(page.get_by_role("alert")).to_contain_text("Nhập số quyết định")
        await axe(page)
        await _write(page, number)
        await _choose(page, [taken, free])
        await record_decision(office, COMMUNE, earlier, [taken.case_id])
        await page.get_by_role("button", name="Kiểm tra quyết định").click()

        await expect(page.get_by_role("alert")).to_contain_text("1 trong 2 việc")
        await expect(page.locator("tr", has_text=taken.number)).to_contain_text("đã có quyết định khen thưởng")
        await axe(page)
        await page.get_by_role("button", name="Bỏ 1 việc chưa được").click()
        await page.get_by_role("button", name="Sửa").click()
        await page.get_by_label("Số quyết định").fill(earlier)
        await page.get_by_role("button", name="Kiểm tra quyết định").click()
        await expect(page.get_by_role("alert")).to_contain_text(f"đã có văn bản số {earlier}")
        await expect(_box(page, free)).to_be_checked()


async def _send_again(page: Page, sent: Request) -> str:
    """Where the same form leads when the browser sends it once more, as after Back."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    return (await page.request.post(sent.url, data=sent.post_data, headers=headers)).url


def _new_number() -> str:
    return f"{next(_NUMBERS)}/QĐ-UBND"


async def _write(page: Page, number: str) -> None:
    await page.get_by_label("Số quyết định").fill(number)
    await page.get_by_label("Ngày ký").fill(show_day(today()))
    await page.get_by_label("Họ và tên người ký").fill("Nguyễn Văn Mẫu")
    await page.get_by_label("Chức vụ người ký").fill("KT. Chủ tịch, Phó Chủ tịch")


async def _choose(page: Page, cases: Sequence[Approved]) -> None:
    for case in cases:
        await _box(page, case).check()


def _box(page: Page, case: Approved) -> Locator:
    return page.get_by_label(f"Đưa vào quyết định: {case.name}, {case.number}")
