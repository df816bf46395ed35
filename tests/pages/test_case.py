"""Work on a case in the browser: proposed, concluded, sent back, returned, referred, voted on; two people at once."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect
from pydantic import JsonValue

from ops.demo.desks import Desk, nomination, rule, submit, wait_for_case, wait_for_status
from ops.demo.dossiers import nominated, today, volunteer
from ops.demo.people import Office
from ops.demo.stories import COMMUNE, COUNCIL, HEALTH, HOME_AFFAIRS
from ops.demo.views import TakenNomination
from ops.demo.waiting import until
from tests.pages.axe import axe
from tests.pages.browser import Visits
from tests.pages.scripts import ScriptAttempts
from tests.pages.visitors import Visitor

_SUMMARY = "Hai năm liền trực tiếp phòng, chống dịch, điều phối lấy mẫu, tiêm chủng và điều trị trên địa bàn. " * 6


async def _open(office: Office, desk: Desk = COMMUNE) -> tuple[TakenNomination, str]:
    """A nomination of the unit, and where its case's page is."""
    taken = (await submit(office, Visitor.UNIT, volunteer())).nominations[0]
    await wait_for_case(await office.person(desk.head), f"{desk.cases}/{taken.id}:1")
    return taken, f"/cap/{desk.level}/viec/{taken.id}:1"


async def _propose_by_page(page: Page, url: str, words: str) -> None:
    await page.goto(url)
    await page.get_by_role("button", name="Giữ việc để xử lý").click()
    await page.get_by_role("radio", name="Chuyển").check()
    await page.get_by_label("Lời ghi cho đơn vị").fill(words)
    await page.locator(".dau-viec").get_by_role("button", name="Ghi đề xuất").click()
    await expect(page.get_by_role("status").filter(has_text="Đã ghi đề xuất")).to_be_visible()


async def _open_proposed(office: Office, desk: Desk = COMMUNE) -> tuple[TakenNomination, str]:
    taken, url = await _open(office, desk)
    officer = await office.person(desk.officer)
    verdict: dict[str, JsonValue] = {"outcome": "forward", "text": "Đủ điều kiện."}
    await officer.do(f"{desk.cases}/{taken.id}:1/proposal", verdict, method="PUT")
    return taken, url


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_a_proposal_is_confirmed_from_the_check_page(
    visits: Visits, office: Office, *, has_scripts: bool
) -> None:
    taken, url = await _open(office)
    async with visits.visit(Visitor.OFFICER, java_script_enabled=has_scripts) as page:
        await _propose_by_page(page, url, "Hồ sơ đủ thành phần.")
        await expect(page.get_by_text("Đề xuất đang chờ lãnh đạo")).to_be_visible()

    async with visits.visit(Visitor.HEAD, width=360, java_script_enabled=has_scripts) as page:
        await page.goto(url)
        await page.get_by_role("link", name="Xác nhận: chuyển").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi ghi kết quả")
        mail = page.get_by_role("group", name="Thư đơn vị sẽ nhận")
        await expect(mail).to_contain_text(f"Đề nghị {taken.number}")
        await expect(page.get_by_text("Kết quả đã ghi thì không lấy lại được")).to_be_visible()
        if has_scripts:
            await axe(page)
        await page.get_by_role("button", name="Ghi kết quả").click()
        await expect(page.get_by_role("status").filter(has_text="Đã ghi kết quả")).to_be_visible()
        await page.reload()
        await expect(page.locator(".dau-viec")).to_contain_text("Đã chuyển bước tiếp theo")
        await expect(page.locator("#nhat-ky")).to_contain_text("Chuỗi nhật ký nguyên vẹn")
    await wait_for_case(await office.person(Visitor.HEAD), f"{COMMUNE.cases}/{taken.id}:2")


async def test_who_comes_second_sees_the_first_and_loses_nothing(visits: Visits, office: Office) -> None:
    taken, url = await _open_proposed(office)
    async with visits.visit(Visitor.HEAD) as page:
        await page.goto(url)
        await page.get_by_text("Kết quả khác đề xuất").click()
        await page.get_by_role("radio", name="Không khen thưởng").check()
        await page.get_by_label("Lý do không khen thưởng").select_option("khong-du-tieu-chuan")
        await page.get_by_label("Lời ghi cho đơn vị").fill("Thuộc nhiệm vụ thường xuyên.")
        deputy = await office.person(Visitor.DEPUTY)
        await deputy.do(f"{COMMUNE.cases}/{taken.id}:1/outcome", {"confirm": True}, version=2)

        async with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            await page.locator("#ghi-ket-luan").get_by_role("button", name="Kiểm tra kết luận").last.click()

        assert (await answer.value).status == 409
        await expect(page.get_by_role("heading", level=1)).to_contain_text("vừa được người khác xử lý")
        await expect(page.locator("main")).to_contain_text(deputy.name)
        await expect(page.locator("main")).to_contain_text("Thuộc nhiệm vụ thường xuyên.")
        await axe(page)
        await page.get_by_role("link", name="Xem việc như hiện nay").click()
        await expect(page.locator(".dau-viec")).to_contain_text("Đã chuyển bước tiếp theo")


async def test_what_was_typed_is_used_again_on_the_newer_case(visits: Visits, office: Office) -> None:
    taken, url = await _open_proposed(office)
    async with visits.visit(Visitor.HEAD) as page:
        await page.goto(url)
        await page.get_by_text("Kết quả khác đề xuất").click()
        await page.get_by_role("radio", name="Yêu cầu bổ sung").check()
        await page.get_by_label("Mục 1", exact=True).fill("Thành tích")
        await page.get_by_label("Cần bổ sung gì ở mục 1").fill("Nêu rõ thời gian.")
        officer = await office.person(Visitor.OFFICER)
        verdict: dict[str, JsonValue] = {"outcome": "forward", "text": "Đã xem lại."}
        await officer.do(f"{COMMUNE.cases}/{taken.id}:1/proposal", verdict, method="PUT")
        await page.locator("#ghi-ket-luan").get_by_role("button", name="Kiểm tra kết luận").last.click()
        await expect(page.locator("main")).to_contain_text("đề xuất kết quả")

        await page.get_by_role("button", name="Dùng lại nội dung này").click()

        await expect(page.get_by_label("Cần bổ sung gì ở mục 1")).to_have_value("Nêu rõ thời gian.")
        await page.locator("#ghi-ket-luan").get_by_role("button", name="Kiểm tra kết luận").last.click()
        await page.get_by_role("button", name="Ghi kết quả").click()
        await expect(page.locator(".dau-viec")).to_contain_text("Chờ đơn vị bổ sung")


async def test_the_head_sends_a_proposal_back(visits: Visits, office: Office) -> None:
    _, url = await _open_proposed(office)
    async with visits.visit(Visitor.HEAD, width=360, java_script_enabled=False) as page:
        await page.goto(url)
        await page.get_by_text("Gửi lại chuyên viên kèm ý kiến").click()
        await page.get_by_role("button", name="Gửi lại chuyên viên").click()
        await expect(page.get_by_role("alert")).to_contain_text("Nhập nội dung chuyên viên cần xem lại")
        await page.get_by_label("Nội dung chuyên viên cần xem lại").fill("Đối chiếu danh sách trực chốt.")
        await page.get_by_role("button", name="Gửi lại chuyên viên").click()
        await expect(page.locator(".dau-viec")).to_contain_text("Chuyên viên cần xem lại")

    async with visits.visit(Visitor.OFFICER) as page:
        await page.goto(url)
        await expect(page.locator("#ket-luan")).to_contain_text("Đối chiếu danh sách trực chốt.")
        await page.get_by_role("button", name="Giữ việc để xử lý").click()
        await expect(page.get_by_label("Lời ghi cho đơn vị")).to_have_value("Đủ điều kiện.")


async def test_a_deputy_decides_while_the_mandate_holds(visits: Visits, office: Office) -> None:
    taken, url = await _open_proposed(office)
    async with visits.visit(Visitor.DEPUTY) as page:
        await page.goto(url)
        await expect(page.locator(".dau-viec")).to_contain_text("cấp phó được ủy quyền theo văn bản")
        await page.get_by_role("link", name="Xác nhận: chuyển").click()
        await expect(page.get_by_text("theo văn bản")).to_be_visible()
        await page.get_by_role("button", name="Ghi kết quả").click()
        await expect(page.locator("#lan-xet")).to_contain_text("theo văn bản")
    await wait_for_case(await office.person(Visitor.HEAD), f"{COMMUNE.cases}/{taken.id}:2")

    head = await office.person(Visitor.HEAD)
    people = (await head.do("/api/v1/levels/commune/staff", method="GET")).json()["items"]
    [deputy] = [each for each in people if each["authorisations"]]
    papers = "/api/v1/levels/commune/authorisations"
    for paper in (each for each in deputy["authorisations"] if each["in_force"]):
        await head.do(f"{papers}/{paper['id']}/end")
    try:
        async with visits.visit(Visitor.DEPUTY) as page:

            async def look() -> bool | None:
                answer = await page.goto(url)
                return True if answer is not None and answer.status == 403 else None

            # A process remembers who is signed in for some seconds.
            await until(look, what="Trang từ chối cấp phó hết ủy quyền")
            await expect(page.locator("main")).to_contain_text("ủy quyền")
            await expect(page.locator("main")).to_contain_text("Chuyển việc cho thủ trưởng")
    finally:
        day = today()
        body: dict[str, JsonValue] = {
            "deputy": deputy["person"]["account"],
            "begins_on": day.isoformat(),
            "ends_on": (day + timedelta(days=365)).isoformat(),
            "paper": {"number": "02/UQ-DUNG-THU", "signed_on": day.isoformat()},
        }
        await head.do(papers, body, key="again-for-the-tests-of-cases")


async def test_all_that_is_missing_is_asked_at_once(visits: Visits, office: Office) -> None:
    taken, url = await _open(office)
    async with visits.visit(Visitor.HEAD, width=360, java_script_enabled=False) as page:
        await page.goto(url)
        await page.get_by_role("radio", name="Yêu cầu bổ sung").check()
        for row, section in enumerate(("Thành tích", "Tài liệu", "Đối tượng"), start=1):
            await page.get_by_label(f"Mục {row}", exact=True).fill(section)
            await page.get_by_label(f"Cần bổ sung gì ở mục {row}").fill(f"Bổ sung {section}.")
            if row < 3:
                await page.get_by_role("button", name="Thêm dòng").click()
        await page.locator(".dau-viec").get_by_role("button", name="Kiểm tra kết luận").click()
        await expect(page.get_by_text("Đã nêu đủ 3 nội dung chưa?")).to_be_visible()
        await page.get_by_role("button", name="Sửa lại").click()
        await page.get_by_label("Cần bổ sung gì ở mục 2").fill("Bản có chữ ký.")
        await page.locator(".dau-viec").get_by_role("button", name="Kiểm tra kết luận").click()
        await page.get_by_role("button", name="Ghi kết quả").click()
        await expect(page.locator(".dau-viec")).to_contain_text("Chờ đơn vị bổ sung")

    unit = await office.person(Visitor.UNIT)
    await wait_for_status(unit, taken.id, "cho-bo-sung")
    async with visits.visit(Visitor.UNIT) as page:
        await page.goto(f"/de-nghi/{taken.number}")
        await expect(page.locator("main")).to_contain_text("Bản có chữ ký.")
        await expect(page.get_by_role("link", name="Bổ sung 3 nội dung")).to_be_visible()


async def test_a_case_is_referred_to_a_higher_form(visits: Visits, office: Office) -> None:
    taken, url = await _open(office)
    async with visits.visit(Visitor.HEAD) as page:
        await page.goto(url)
        await page.get_by_role("radio", name="Đề nghị hình thức cao hơn").check()
        await page.locator(".dau-viec").get_by_role("button", name="Kiểm tra kết luận").click()
        await expect(page.get_by_role("alert")).to_contain_text("Chọn hình thức khen thưởng cao hơn.")
        await page.get_by_label("Hình thức cao hơn", exact=True).select_option("bang-khen-tinh")
        await page.get_by_label("Lời ghi cho đơn vị").fill("Có ảnh hưởng trong toàn tỉnh.")
        await page.locator(".dau-viec").get_by_role("button", name="Kiểm tra kết luận").click()
        await expect(page.get_by_text("Từ đây đề nghị được xét theo hình thức cao hơn")).to_be_visible()
        await page.get_by_role("button", name="Ghi kết quả").click()
        await expect(page.locator(".dau-viec")).to_contain_text("Đã đề nghị hình thức cao hơn")
    seen = await nomination(await office.person(Visitor.UNIT), taken.id)
    assert len(seen.route) >= 2


async def test_the_secretary_enters_the_vote(visits: Visits, office: Office) -> None:
    signer = ("Lương Mẫu Hoài", "Giám đốc Trung tâm Y tế huyện Yên Mỹ")
    submission = nominated("TTr-TTYT", signer, "bang-khen-thu-tuong", _SUMMARY)
    taken = (await submit(office, "nop.ttyt-yen-my", submission)).nominations[0]
    for step, desk in ((1, HEALTH), (2, HOME_AFFAIRS)):
        await rule(office, desk, f"{taken.id}:{step}", {"outcome": "forward", "text": "Đủ điều kiện."})
    await wait_for_case(await office.person("thu-ky.hoi-dong"), f"{COUNCIL.cases}/{taken.id}:3")
    url = f"/cap/province/viec/{taken.id}:3"
    async with visits.visit(Visitor.COUNCIL_MEMBER) as page:
        await page.goto(url)
        await expect(page.locator("#ket-luan")).to_contain_text("tổng số thành viên Hội đồng")
        await expect(page.get_by_label("Số phiếu đồng ý")).to_have_count(0)
    async with visits.visit(Visitor.COUNCIL_SECRETARY, width=360) as page:
        await page.goto(url)
        await page.get_by_label("Số thành viên Hội đồng").fill("15")
        await page.get_by_label("Số thành viên dự họp").fill("13")
        await page.get_by_label("Số phiếu đồng ý").fill("14")
        await page.get_by_label("Biên bản", exact=True).fill("07/BB-HĐTĐKT ngày 20/12/2021")
        await page.locator(".dau-viec").get_by_role("button", name="Kiểm tra kết quả bỏ phiếu").click()
        await expect(page.get_by_role("alert")).to_contain_text("vượt quá 13 người dự họp")
        await page.get_by_label("Số phiếu đồng ý").fill("12")
        await axe(page)
        await page.locator(".dau-viec").get_by_role("button", name="Kiểm tra kết quả bỏ phiếu").click()
        await expect(page.locator("main")).to_contain_text("12 phiếu đồng ý")
        await page.get_by_role("button", name="Ghi kết quả").click()
        await expect(page.locator(".dau-viec")).to_contain_text("Đã chuyển bước tiếp theo")


async def test_a_case_is_taken_over_with_a_reason(visits: Visits, office: Office) -> None:
    taken, url = await _open(office)
    officer = await office.person(Visitor.OFFICER)
    await officer.do(f"{COMMUNE.cases}/{taken.id}:1/claim")
    async with visits.visit(Visitor.HEAD, width=360) as page:
        await page.goto(url)
        await expect(page.locator("#ket-luan")).to_contain_text(f"đang do {officer.name} giữ")
        await page.get_by_text(f"Nhận thay {officer.name}").click()
        await page.get_by_role("button", name="Nhận thay").click()
        await expect(page.get_by_role("alert")).to_contain_text("Nhập lý do nhận thay.")
        await page.get_by_label("Lý do nhận thay").fill("Đồng nghiệp nghỉ phép.")
        await page.get_by_role("button", name="Nhận thay").click()
        await expect(page.locator("#nguoi-xu-ly")).to_contain_text("Lý do: Đồng nghiệp nghỉ phép.")
        await axe(page)


async def test_a_case_is_given_to_an_officer(visits: Visits, office: Office) -> None:
    _, url = await _open(office)
    officer = await office.person(Visitor.OFFICER)
    async with visits.visit(Visitor.HEAD) as page:
        await page.goto(url)
        await page.get_by_text("Giao chuyên viên").click()
        await page.get_by_label("Chuyên viên", exact=True).select_option(label=officer.name)
        await page.get_by_role("button", name="Giao việc").click()
        await expect(page.locator("#nguoi-xu-ly")).to_contain_text(f"Giao cho {officer.name}")


async def test_leads_on_through_the_list_it_came_from(visits: Visits, office: Office) -> None:
    await _open(office)
    _, url = await _open(office)
    async with visits.visit(Visitor.OFFICER, width=360, java_script_enabled=False) as page:
        await page.goto(f"{url}?ds=ngan%3Dcan-lam")
        await expect(page.locator(".dau-viec")).to_contain_text(re.compile(r"Việc \d+/\d+"))
        previous = page.get_by_role("link", name="Việc trước")
        if await previous.count():  # of two that are due on one day, either may be first
            await previous.click()
            await expect(page).not_to_have_url(re.compile(re.escape(url)))
        first = page.url
        await page.get_by_role("button", name="Giữ việc để xử lý").click()
        await page.get_by_role("radio", name="Chuyển").check()
        await page.locator(".dau-viec").get_by_role("button", name="Ghi đề xuất").click()

        await page.get_by_role("link", name="Việc tiếp theo trong danh sách").click()

        await expect(page).not_to_have_url(re.compile(re.escape(first.partition("?")[0])))
        await expect(page).to_have_url(re.compile(r"ds=ngan%3Dcan-lam"))


async def test_what_is_typed_runs_nowhere(visits: Visits, office: Office) -> None:
    _, url = await _open(office)
    async with visits.visit(Visitor.OFFICER, bypass_csp=True) as page:
        await page.goto(url)
        await page.get_by_role("button", name="Giữ việc để xử lý").click()
        attempts = ScriptAttempts(page)
        await attempts.fill("#nhan-don-vi")
        await page.get_by_role("button", name="Gửi đơn vị").click()
        await expect(page.get_by_role("status").filter(has_text="Đã gửi đơn vị")).to_be_visible()
        await page.get_by_role("radio", name="Yêu cầu bổ sung").check()
        await attempts.fill("#ghi-ket-luan")
        await page.locator(".dau-viec").get_by_role("button", name="Ghi đề xuất").click()
        await expect(page.get_by_role("status").filter(has_text="Đã ghi đề xuất")).to_be_visible()
        await attempts.look(url, f"{url}?ds=%22%3E%3Cimg%20src%3Dx%20onerror%3Dwindow.ran%3D1%3E")
    async with visits.visit(Visitor.HEAD, bypass_csp=True) as page:
        await ScriptAttempts(page).look(url, f"{url}/ket-qua/kiem-tra")


@pytest.mark.parametrize("is_kept", [False, True], ids=["told", "kept"])
async def test_each_role_reads_what_the_api_tells_it(visits: Visits, office: Office, *, is_kept: bool) -> None:
    submission = nominated(
        "TTr-ĐTN",
        ("Tạ Mẫu Khôi", "Bí thư"),
        "giay-khen-xa",
        _SUMMARY,
        changes={"confidential": is_kept, "consent": not is_kept},
    )
    taken = (await submit(office, Visitor.UNIT, submission)).nominations[0]
    path = f"{COMMUNE.cases}/{taken.id}:1"
    await wait_for_case(await office.person(Visitor.HEAD), path)
    whole = set(_texts((await (await office.person(Visitor.OFFICER)).do(path, method="GET")).json()))
    for visitor in (Visitor.OFFICER, Visitor.CLERK):
        told = set(_texts((await (await office.person(visitor)).do(path, method="GET")).json()))
        async with visits.visit(visitor) as page:
            await page.goto(f"/cap/commune/viec/{taken.id}:1")
            shown = re.sub(r"\s+", " ", await page.inner_text("body"))

        assert [text for text in whole - told if text in shown] == []
        assert (_SUMMARY.strip() in shown) is (_SUMMARY.strip() in told)


def _texts(value: JsonValue) -> Iterator[str]:
    """Every text of an answer that says something: long enough to stand on a page by chance nowhere."""
    match value:
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)
        case str() if len(value) >= 6:
            yield re.sub(r"\s+", " ", value).strip()
        case _:
            return
