"""A unit's way in the browser: from signing in to the number of its dossier, with scripts and without."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.async_api import Page, expect

from ops.demo.desks import Desk, rule, submit, wait_for_case, wait_for_status
from ops.demo.dossiers import volunteer
from ops.demo.people import Office
from tests.pages.axe import axe
from tests.pages.browser import Visits
from tests.pages.visitors import Visitor
from tests.unit.files.samples import pdf


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_a_unit_fills_in_and_hands_in(visits: Visits, tmp_path: Path, *, has_scripts: bool) -> None:
    paper = tmp_path / "tờ trình.pdf"
    paper.write_bytes(pdf(f"Tờ trình {has_scripts}"))
    async with visits.visit(Visitor.UNIT, width=360, java_script_enabled=has_scripts) as page:
        await page.goto("/ho-so")
        await page.get_by_role("link", name="Bắt đầu hồ sơ mới").click()
        await page.get_by_role("button", name="Bắt đầu hồ sơ").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ chưa có số Tờ trình")
        tasks = page.url

        await _write_petition(page, f"{51 + has_scripts}/TTr-ĐTN")
        await page.get_by_role("button", name="Thêm một đối tượng").click()
        await _write_nominee(page, f"Nguyễn Mẫu {'Hoa' if has_scripts else 'Lan'}")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Danh sách đề nghị")

        await page.goto(f"{tasks}/tai-lieu")
        await page.get_by_label("Tệp", exact=True).set_input_files(paper)
        await page.get_by_role("button", name="Tải lên").click()
        await expect(page.get_by_text("tờ trình.pdf")).to_be_visible()

        await page.goto(f"{tasks}/kiem-tra")
        if has_scripts:
            await axe(page)
        await page.get_by_label("Tôi đã đọc và thay mặt đơn vị cam đoan").check()
        await page.get_by_role("button", name="Xác nhận cam đoan").click()
        await page.get_by_role("button", name="Nộp hồ sơ").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("Đã nộp hồ sơ")
        await page.reload()
        await page.get_by_role("link", name="Về hồ sơ của đơn vị").click()
        await expect(page.get_by_text(f"{51 + has_scripts}/TTr-ĐTN")).to_be_visible()


async def test_what_cannot_be_read_is_said_and_kept(visits: Visits) -> None:
    async with visits.visit(Visitor.UNIT, width=360) as page:
        await page.goto("/ban-nhap/moi")
        await page.get_by_role("button", name="Bắt đầu hồ sơ").click()
        await page.get_by_role("link", name="Tờ trình", exact=True).click()
        await page.get_by_label("Ngày ký").fill("2/3/21")
        await page.get_by_role("button", name="Lưu và tiếp tục").click()

        await expect(page.get_by_role("alert")).to_contain_text("bốn chữ số")
        await expect(page.get_by_label("Ngày ký")).to_have_value("2/3/21")
        await axe(page)
        await page.reload()
        await expect(page.get_by_label("Ngày ký")).to_have_value("2/3/21")


async def test_what_is_typed_is_kept_without_a_button(visits: Visits) -> None:
    async with visits.visit(Visitor.UNIT, width=360) as page:
        await page.goto("/ban-nhap/moi")
        await page.get_by_role("button", name="Bắt đầu hồ sơ").click()
        await page.get_by_role("link", name="Tờ trình", exact=True).click()
        for number in ("91/TTr-ĐTN", "92/TTr-ĐTN"):
            await page.get_by_label("Số Tờ trình").fill(number)
            async with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
                pass
            assert (await answer.value).ok
        await expect(page.get_by_text("Đã tự lưu lúc")).to_be_visible()
        await page.reload()
        await expect(page.get_by_label("Số Tờ trình")).to_have_value("92/TTr-ĐTN")


async def test_a_list_of_thirty_comes_in_from_a_spreadsheet(visits: Visits, tmp_path: Path) -> None:
    file = tmp_path / "danh sách.xlsx"
    _write_list(file, 30)
    async with visits.visit(Visitor.UNIT, width=360) as page:
        await page.goto("/ban-nhap/moi")
        await page.get_by_role("button", name="Bắt đầu hồ sơ").click()
        tasks = page.url
        await page.goto(f"{tasks}/danh-sach")
        await page.get_by_role("button", name="Đọc danh sách").click()
        await expect(page.get_by_role("alert")).to_contain_text("Chọn tệp danh sách")
        await page.get_by_label("Tệp danh sách").set_input_files(file)
        await page.get_by_role("button", name="Đọc danh sách").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Xem trước danh sách")
        await expect(page.get_by_text("30 đối tượng")).to_be_visible()
        await axe(page)

        await page.get_by_label("Căn cứ khen thưởng").select_option("truc-tiep-phong-chong")
        await page.get_by_label("Nhóm đối tượng").select_option("truc-tiep")
        await page.get_by_label("Lãnh đạo hay trực tiếp").select_option("truc-tiep")
        await page.get_by_label("Thành tích từ ngày").fill("1/7/2021")
        await page.get_by_label("Đến ngày").fill("31/8/2021")
        await page.get_by_label("Đồng ý mọi gợi ý").check()
        await page.get_by_label("Các đối tượng đồng ý").check()
        await page.get_by_role("button", name="Nhập vào bản nháp").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("Danh sách đề nghị")
        await expect(page.get_by_text("30 đối tượng")).to_be_visible()


async def test_a_unit_supplies_what_was_asked_for(visits: Visits, office: Office) -> None:
    taken = await submit(office, Visitor.UNIT, volunteer())
    nomination, unit = taken.nominations[0], await office.person(Visitor.UNIT)
    commune = Desk("commune", "xa-yen-phu")
    await wait_for_case(await office.person(Visitor.HEAD), f"{commune.cases}/{nomination.id}:1")
    missing = [{"section": "Thành tích", "message": "Nêu rõ thời gian trực chốt."}]
    await rule(office, commune, f"{nomination.id}:1", {"outcome": "return", "missing": missing})
    await wait_for_status(unit, nomination.id, "cho-bo-sung")
    async with visits.visit(Visitor.UNIT, width=360) as page:
        await page.goto(f"/de-nghi/{nomination.number}")
        await axe(page)
        await page.get_by_role("link", name="Bổ sung 1 nội dung").click()
        await expect(page.get_by_text("Nêu rõ thời gian trực chốt.")).to_be_visible()
        await axe(page)
        await page.get_by_label("Từ ngày").fill("hôm qua")
        await page.get_by_role("button", name="Gửi bổ sung").click()
        await expect(page.get_by_role("alert")).to_contain_text("ngày/tháng/năm")
        await page.reload()

        await page.goto(f"/de-nghi/{nomination.number}/bo-sung")
        await page.get_by_label("Tóm tắt thành tích").fill(
            "Trực chốt kiểm soát dịch từ 01/7 đến 31/8, 60 ngày liền. " * 5
        )
        await page.get_by_role("button", name="Gửi bổ sung").click()
        await expect(page.get_by_text("Đơn vị đã bổ sung")).to_be_visible()


async def test_a_nomination_shows_what_happens_without_reloading(visits: Visits, office: Office) -> None:
    taken = await submit(office, Visitor.UNIT, volunteer())
    nomination, commune = taken.nominations[0], Desk("commune", "xa-yen-phu")
    await wait_for_case(await office.person(Visitor.HEAD), f"{commune.cases}/{nomination.id}:1")
    async with visits.visit(Visitor.UNIT) as page:
        await page.goto(f"/de-nghi/{nomination.number}")
        missing = [{"section": "Thành tích", "message": "Nêu rõ thời gian trực chốt."}]
        await rule(office, commune, f"{nomination.id}:1", {"outcome": "return", "missing": missing})

        await expect(page.get_by_role("heading", name="Đơn vị cần bổ sung")).to_be_visible(timeout=30_000)
    async with visits.visit(Visitor.OTHER_UNIT) as page:
        await page.goto("/ho-so")
        answer = await page.request.get(f"/de-nghi/{nomination.number}/su-kien")
        assert answer.status == 404


def _write_list(file: Path, people: int) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ", "Đơn vị", "Xã", "Hình thức", "Thành tích"])
    summary = (
        "Trực chốt kiểm soát dịch 60 ngày liên tục, vận động 340 hộ dân thực hiện cách ly, góp phần khống chế ổ dịch."
    )
    for number in range(1, people + 1):
        born = f"{number % 28 + 1:02}/05/1990"
        row = [number, f"Nguyễn Mẫu Thứ {number}", born, "Nữ", "Đoàn viên", "Đoàn xã Yên Phú", "Yên Phú"]
        sheet.append([*row, "Giấy khen cấp xã", summary])
    book.save(file)


async def _write_petition(page: Page, number: str) -> None:
    await page.get_by_role("link", name="Tờ trình", exact=True).click()
    await page.get_by_label("Số Tờ trình").fill(number)
    await page.get_by_label("Ngày ký").fill("04/10/2021")
    await page.get_by_label("Họ và tên người ký").fill("Lê Mẫu Cúc")
    await page.get_by_label("Chức vụ người ký").fill("Bí thư")
    await page.get_by_role("button", name="Lưu và tiếp tục").click()


async def _write_nominee(page: Page, name: str) -> None:
    await page.get_by_label("Họ và tên, hoặc tên tập thể").fill(name)
    await page.get_by_label("Ngày sinh").fill("02/11/1998")
    await page.get_by_label("Giới tính").select_option("nu")
    await page.get_by_label("Lãnh đạo hay trực tiếp").select_option("truc-tiep")
    await page.get_by_label("Nơi làm việc").fill("Đội tình nguyện xã Yên Phú")
    await page.get_by_label("Nơi ở, hoặc nơi đóng").select_option("12079")
    await page.get_by_label("Nơi lập thành tích", exact=True).select_option("12079")
    await page.get_by_label("Hình thức khen").select_option("giay-khen-xa")
    await page.get_by_label("Căn cứ khen thưởng").select_option("truc-tiep-phong-chong")
    await page.get_by_label("Nhóm đối tượng").select_option("truc-tiep")
    await page.get_by_label("Tóm tắt thành tích").fill(
        "Trực chốt kiểm soát dịch 60 ngày liên tục, vận động 340 hộ dân thực hiện cách ly, góp phần khống chế ổ dịch."
    )
    await page.get_by_label("Từ ngày").fill("1/7/2021")
    await page.get_by_label("Đến ngày").fill("31/8/2021")
    await page.get_by_label("Đối tượng đồng ý").check()
    await page.get_by_role("button", name="Lưu và về danh sách").click()
