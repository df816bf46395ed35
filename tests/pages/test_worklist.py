"""The worklist in the browser: found by keyboard and by text, kept as a view, and cleared by acts over many cases."""

import re

import pytest
from playwright.async_api import Page, expect
from pydantic import JsonValue

from ops.demo.desks import Desk, submit, wait_for_case
from ops.demo.dossiers import Submission, volunteer
from ops.demo.people import Office
from ops.demo.views import Taken
from tests.pages.axe import axe
from tests.pages.browser import Visits
from tests.pages.scripts import ScriptAttempts
from tests.pages.scripts import submit as send
from tests.pages.visitors import Visitor

COMMUNE = Desk("commune", "xa-yen-phu")
LIST, MANY, VIEWS = "/cap/commune/viec", "/cap/commune/hang-loat", "/cap/commune/cach-xem"
BOXES = "tbody input[type=checkbox]"


async def hand_in(office: Office, count: int) -> Taken:
    """A dossier of that many volunteers, whose cases have come to the commune."""
    first = volunteer()
    nominations: list[JsonValue] = []
    for _ in range(count):
        body = volunteer().body["nominations"]
        nominations += body if isinstance(body, list) else []
    taken = await submit(office, Visitor.UNIT, Submission(first.key, {**first.body, "nominations": nominations}))
    head = await office.person(Visitor.HEAD)
    for nomination in taken.nominations:
        await wait_for_case(head, f"{COMMUNE.cases}/{nomination.id}:1")
    return taken


async def choose(page: Page, *numbers: str) -> None:
    for number in numbers:
        await page.get_by_role("checkbox", name=f"Chọn việc {number}").check()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_many_are_proposed_and_confirmed(visits: Visits, office: Office, *, has_scripts: bool) -> None:
    taken = await hand_in(office, 4)
    numbers = [nomination.number for nomination in taken.nominations]
    async with visits.visit(Visitor.OFFICER, java_script_enabled=has_scripts) as page:
        await page.goto(f"{LIST}?tim={taken.number}")
        await expect(page.locator("tbody tr")).to_have_count(4)
        await choose(page, *numbers[:3])
        await page.get_by_role("button", name="Đề xuất chuyển").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi đề xuất chuyển 3 việc")
        if has_scripts:
            await axe(page)
        await page.get_by_label("Lời ghi chung cho lãnh đạo").fill("Hồ sơ đủ thành phần.")
        await page.get_by_role("button", name="Đề xuất chuyển 3 việc").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Đã đề xuất chuyển bước tiếp theo 3 việc")

    async with visits.visit(Visitor.HEAD, java_script_enabled=has_scripts) as page:
        await page.goto(f"{LIST}?tim={taken.number}")
        await choose(page, *numbers)
        await page.get_by_role("button", name="Xác nhận theo đề xuất").click()

        await expect(page.get_by_role("heading", name="3 việc sẽ được xác nhận theo đề xuất")).to_be_visible()
        left = page.locator("section", has=page.get_by_role("heading", name="1 việc không làm được"))
        await expect(left).to_contain_text(numbers[3])
        await expect(left).to_contain_text("Chưa có đề xuất của chuyên viên")
        await page.get_by_role("button", name="Xác nhận theo đề xuất 3 việc").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("Đã xác nhận theo đề xuất 3 việc")
        act = page.url
        await page.goto(act)
        await expect(page.get_by_text("Đã chuyển bước tiếp theo")).to_have_count(3)
        await page.get_by_role("link", name="Về danh sách việc").click()
        await expect(page.locator("tbody tr")).to_have_count(4)
        if has_scripts:
            await axe(page)


async def test_an_act_that_is_sent_twice_decides_once(visits: Visits, office: Office) -> None:
    taken = await hand_in(office, 2)
    async with visits.visit(Visitor.HEAD) as page:
        await page.goto(f"{LIST}?tim={taken.number}")
        await choose(page, *(nomination.number for nomination in taken.nominations))
        await page.get_by_role("button", name="Chuyển bước tiếp theo").click()
        fields = await page.locator("form[method=post][action$='/hang-loat']").evaluate(
            "form => [...new FormData(form)].map(([name, value]) => [name, value])"
        )
        button = page.get_by_role("button", name="Chuyển bước tiếp theo 2 việc")
        await button.click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Đã chuyển bước tiếp theo 2 việc")
        act = page.url.partition("?")[0]

        # The very form again, as a browser sends it that kept the page.
        body = "&".join(f"{name}={value}" for name, value in fields if name != "ds")
        again = await page.request.post(
            MANY, data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}, max_redirects=0
        )
        assert (again.status, again.headers["location"]) == (303, act.removeprefix(visits.address))

        # And by going back, choosing nothing anew: what was decided is left out.
        await page.go_back()
        await page.reload()
        await expect(page.get_by_role("heading", name="2 việc không làm được, giữ nguyên")).to_be_visible()

    head = await office.person(Visitor.HEAD)
    for nomination in taken.nominations:
        case = (await head.do(f"{COMMUNE.cases}/{nomination.id}:1", method="GET")).json()
        assert (case["state"], len(case["rulings"])) == ("forwarded", 1)


async def test_grounds_that_are_lacking_are_asked_for(visits: Visits, office: Office) -> None:
    taken = await hand_in(office, 2)
    async with visits.visit(Visitor.HEAD, width=360) as page:
        await page.goto(f"{LIST}?tim={taken.number}")
        await choose(page, *(nomination.number for nomination in taken.nominations))
        await page.get_by_role("button", name="Không khen thưởng").click()
        await page.get_by_label("Giải thích cho đơn vị").fill("Thành tích thuộc nhiệm vụ thường xuyên.")
        await page.get_by_role("button", name="Không khen thưởng 2 việc").click()

        await expect(page.get_by_role("alert")).to_contain_text("Chọn lý do không khen thưởng.")
        await expect(page.get_by_label("Giải thích cho đơn vị")).to_have_value(
            "Thành tích thuộc nhiệm vụ thường xuyên."
        )
        await axe(page)
        await page.get_by_label("Lý do không khen thưởng").select_option("khong-du-tieu-chuan")
        await page.get_by_role("button", name="Không khen thưởng 2 việc").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("Đã kết luận không khen thưởng 2 việc")


async def test_all_that_a_list_finds_is_returned_at_once(visits: Visits, office: Office) -> None:
    taken = await hand_in(office, 27)
    async with visits.visit(Visitor.HEAD) as page:
        await page.goto(f"{LIST}?tim={taken.number}")
        await expect(page.locator("tbody tr")).to_have_count(25)
        await page.get_by_role("link", name="Trang sau").click()
        await expect(page.locator("tbody tr")).to_have_count(2)
        await page.get_by_role("link", name="Trang trước").click()
        await expect(page.locator("tbody tr")).to_have_count(25)
        await page.get_by_role("link", name="Chọn tất cả 27 việc").click()
        await expect(page.get_by_text("Đã chọn tất cả việc mà danh sách này tìm thấy")).to_be_visible()
        await page.get_by_role("button", name="Yêu cầu bổ sung").click()
        await page.get_by_label("Mục cần bổ sung", exact=True).fill("Thành tích")
        await page.get_by_label("Nội dung cần bổ sung", exact=True).fill("Nêu rõ thời gian trực chốt.")
        await page.get_by_role("button", name="Yêu cầu bổ sung 27 việc").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("Đã yêu cầu bổ sung 27 việc")


async def test_the_head_gives_many_to_an_officer(visits: Visits, office: Office) -> None:
    taken = await hand_in(office, 2)
    async with visits.visit(Visitor.HEAD) as page:
        await page.goto(f"{LIST}?tim={taken.number}")
        await choose(page, *(nomination.number for nomination in taken.nominations))
        await expect(page.locator("[data-dem]")).to_have_text("Đã chọn: 2")
        await page.get_by_role("button", name="Giao chuyên viên").click()
        # Others of the same commune come by other tests of this system.
        officer = (await office.person(Visitor.OFFICER)).name
        await page.get_by_label("Chuyên viên được giao").select_option(label=officer)
        await page.get_by_role("button", name="Xem việc giao được").click()
        await page.get_by_role("button", name="Giao chuyên viên 2 việc").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Đã giao 2 việc")

    async with visits.visit(Visitor.OFFICER) as page:
        await page.goto(f"{LIST}?ngan=giao-cho-toi&tim={taken.number}")
        await expect(page.locator("tbody tr")).to_have_count(2)


async def test_cases_are_found_and_opened_by_keyboard(visits: Visits, office: Office) -> None:
    taken = await hand_in(office, 3)
    async with visits.visit(Visitor.OFFICER) as page:
        await page.goto(LIST)
        await page.keyboard.press("/")
        await page.keyboard.type(f"{taken.number} uu-tien:tinh-nguyen han<100")
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("tim="))
        await expect(page.locator("tbody tr")).to_have_count(3)
        await expect(page.get_by_role("link", name="Ưu tiên từ: Tình nguyện")).to_be_visible()

        await page.locator("main").focus()
        for key in ("j", "j", "x"):
            await page.keyboard.press(key)
        await expect(page.locator(BOXES).nth(1)).to_be_checked()
        await expect(page.locator(BOXES).nth(0)).not_to_be_checked()
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("k")
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile(r"/cap/commune/viec/[0-9a-f-]+(:|%3A)1\?ds="))

        await page.goto(LIST)
        await page.get_by_label("Tìm theo số").fill(f"{taken.number} loai:so-ket")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Không có việc nào khớp")).to_be_visible()
        await axe(page)
        await page.get_by_role("link", name="Bỏ “Loại khen: Sơ kết phong trào”").click()
        await expect(page.locator("tbody tr")).to_have_count(3)


async def test_a_key_that_nobody_knows_is_said_at_the_field(visits: Visits) -> None:
    async with visits.visit(Visitor.OFFICER, java_script_enabled=False) as page:
        await page.goto(LIST)
        await page.get_by_label("Tìm theo số").fill("Hoa mau:do")
        await page.get_by_role("button", name="Lọc").click()

        await expect(page.get_by_role("alert")).to_contain_text("Không có từ khóa “mau”")
        await expect(page.get_by_label("Tìm theo số")).to_have_value("Hoa mau:do")


async def test_a_view_is_saved_opened_and_removed(visits: Visits) -> None:
    async with visits.visit(Visitor.OFFICER, width=360) as page:
        await page.goto(f"{LIST}?ngan=sap-het-han&tim=uu-tien:tinh-nguyen&cot=han&cot=nguoi")
        await page.get_by_role("link", name="Lưu cách xem này").click()
        await page.get_by_role("button", name="Lưu cách xem").click()
        await expect(page.get_by_role("alert")).to_contain_text("Đặt tên cho cách xem")
        await page.get_by_label("Tên cách xem").fill("Gấp của tôi")
        await page.get_by_role("button", name="Lưu cách xem").click()

        await expect(page.get_by_role("link", name="Gấp của tôi")).to_have_attribute("aria-current", "page")
        await axe(page)
        await page.goto(LIST)
        await page.get_by_role("link", name="Gấp của tôi").click()
        await expect(page.get_by_label("Tìm theo số")).to_have_value("uu-tien:tinh-nguyen")

    async with visits.visit(Visitor.HEAD) as page:
        await page.goto(LIST)
        await expect(page.get_by_role("link", name="Gấp của tôi")).to_have_count(0)

    async with visits.visit(Visitor.OFFICER, java_script_enabled=False) as page:
        await page.goto(VIEWS)
        await page.get_by_role("button", name="Xóa cách xem Gấp của tôi").click()
        await expect(page.get_by_role("button", name="Xóa cách xem Gấp của tôi")).to_have_count(0)
        await expect(page.get_by_role("heading", level=1)).to_have_text("Cách xem đã lưu")


async def test_rows_are_cards_with_labels_where_it_is_narrow(visits: Visits, office: Office) -> None:
    taken = await hand_in(office, 1)
    async with visits.visit(Visitor.HEAD, width=360) as page:
        await page.goto(f"{LIST}?tim={taken.number}")
        label = (
            await page.get_by_role("cell")
            .filter(has_text="Mới nhận")
            .evaluate("cell => getComputedStyle(cell, '::before').content")
        )
        overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

        assert (label, overflow) == ('"Việc tiếp theo"', 0)
        await axe(page)


async def test_no_text_of_the_list_runs_or_becomes_an_element(visits: Visits, office: Office) -> None:
    taken = await hand_in(office, 1)
    chosen = f"{taken.nominations[0].id}:1@1"
    async with visits.visit(Visitor.HEAD, bypass_csp=True) as page:
        attempts = ScriptAttempts(page)
        await page.goto(LIST)
        await attempts.fill("form.loc")
        await send(page, "form.loc")
        await attempts.look()
        await page.goto(f"{VIEWS}?ds=tim%3DHoa")
        await attempts.fill()
        await send(page)
        await attempts.look(LIST, VIEWS)
        await page.goto(f"{MANY}?lam=bo-sung&viec={chosen}&ds=tim%3D%3Cb%3E")
        await attempts.fill()
        await send(page)
        await attempts.look(f"{LIST}?ngan=cho-bo-sung", f"{LIST}/{taken.nominations[0].id}:1")
