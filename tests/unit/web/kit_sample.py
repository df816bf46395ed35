"""A page with every component of the kit, for tests and for looking at: `python -m tests.unit.web.kit_sample PORT`."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import uvicorn
from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response

from shared.identity.viewer import Role, Viewer
from shared.mails.page import Card, CardGroup, Page, Section
from shared.mails.preview import Copy, MailPreview
from shared.refusals import FieldProblem
from shared.web.pages.assets import assets_router
from shared.web.pages.csrf import guard_forms
from shared.web.pages.forms import TypedForm
from shared.web.pages.frame import Frame, PageFrame, install_pages, keep_viewer, pages_router

FOLDER = Path(__file__).parent / "samples"
_VIEWER = Viewer("a", "Nguyễn Thị Mẫu", frozenset({Role.SUBMITTER}), unit="33.327.12079.doan-thanh-nien")
_LETTER = Page(
    heading="Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    greeted="Đoàn xã Yên Phú",
    sentence="UBND xã Yên Phú đã xem xét và cần đơn vị bổ sung tất cả các nội dung nêu dưới đây.",
    link="https://thidua.example/de-nghi/SHF2W-Y4MHJ-Y",
    call="Xem đề nghị và bổ sung",
    details=(("Số đề nghị", "SHF2W-Y4MHJ-Y"), ("Đối tượng", "Ông Bùi Quang Mẫu <b>")),
    groups=(
        CardGroup(
            "Được khen thưởng (2)",
            (Card("Bà Trần Mẫu Hoa", "4AA36-J3X7C-W", "", (("Thời điểm", "09:42 ngày 10/11/2021"),)),),
            rest=("2K7QX-9WB4C-R – Ông Lê Mẫu Sơn",),
        ),
    ),
    sections=(Section("Thành tích", ("Nêu rõ thời gian.", "Kèm danh sách trực chốt.")),),
    notes=(Section("Cách bổ sung", ("Mỗi bước yêu cầu bổ sung một lần.",), is_list=False),),
)
MAIL = MailPreview(
    "Đề nghị SHF2W-Y4MHJ-Y: cần bổ sung hồ sơ",
    (
        Copy("Hộp thư chính thức của Đoàn xã Yên Phú", _LETTER, ""),
        Copy("Người nộp hồ sơ: Trần Mẫu Nộp", replace(_LETTER, greeted="Trần Mẫu Nộp"), ""),
    ),
    datetime(2021, 11, 10, 9, 42, tzinfo=UTC),
    obstacle="Đơn vị chưa có hộp thư.",
)


def sample_app() -> FastAPI:
    """The application with the page at `/`."""
    app = FastAPI(dependencies=[Depends(guard_forms)])
    install_pages(app, PageFrame(FOLDER, is_https=False))
    router = pages_router()

    @router.get("/")
    async def kit(request: Request, frame: Frame) -> Response:
        keep_viewer(request, _VIEWER)
        return frame.render(request, "kit.html", viewer_place="Đoàn xã Yên Phú", **_values())

    app.include_router(router)
    app.include_router(assets_router)
    return app


def _values() -> dict[str, object]:
    form = TypedForm.of({"letter.number": "45", "award_form": "bang-khen", "groups": ["bang-khen"], "declared": True})
    return {
        "form": form.with_problems([FieldProblem("letter.signed_on", "Nhập ngày ký Tờ trình.")]),
        "choices_of": [("bang-khen", "Bằng khen tỉnh"), ("giay-khen", "Giấy khen cấp huyện")],
        "looks": [
            ("Chưa nộp", "nhap"),
            ("Đang xét", "xet"),
            ("Chờ bổ sung", "cho"),
            ("Đã duyệt, chờ quyết định", "dat"),
            ("Đã khen thưởng", "khen"),
            ("Không được khen thưởng", "khong"),
            ("Không gửi được", "loi"),
            ("Hoàn thành", "xong"),
        ],
        "tasks_of": [
            SimpleNamespace(label="Tờ trình", address="/a", hint="Số 52/TTr-TTYT", state="Hoàn thành", look="xong"),
            SimpleNamespace(label="Cam đoan", address="/b", hint="Đọc và nộp", state="Chưa bắt đầu", look="nhap"),
        ],
        "steps": [
            SimpleNamespace(name="UBND xã Yên Phú", state="xong", text="đã xác nhận", day="12/10/2021"),
            SimpleNamespace(name="Sở Nội vụ", state="dang", text="đang thẩm định", day="đến hết 23/11/2021"),
            SimpleNamespace(name="Chủ tịch UBND tỉnh", state="", text="quyết định", day=""),
        ],
        "entries": [
            SimpleNamespace(iso="2021-10-12T08:00", moment="08:00 ngày 12/10/2021", text="Đã nhận hồ sơ", quote="Đủ."),
        ],
        "tabs_of": [
            SimpleNamespace(label="Cần làm", address="/viec", count="86", is_current=True, is_late=False),
            SimpleNamespace(label="Quá hạn", address="/qua", count="4", is_current=False, is_late=True),
        ],
        "chips_of": [
            SimpleNamespace(label="Hạn: còn dưới 15 ngày", without="/viec?a=1"),
            SimpleNamespace(label="Loại khen: đột xuất", without="/viec?b=1"),
        ],
        "mail": MAIL,
        "files_of": [SimpleNamespace(name="báo cáo.pdf", address="/tep/1", note="1,2 MB, 14:05 ngày 02/03/2021")],
    }


if __name__ == "__main__":
    uvicorn.run(sample_app(), port=int(sys.argv[1]), log_level="warning")
