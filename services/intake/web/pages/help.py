"""Help: a page for each role, one about refusals and one about keys, and the statements on access and personal data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from services.intake.web.pages.public import render_public
from services.intake.web.pages.work import WorkPageUseCases
from shared.directory.roles import OF_AUTHORITIES
from shared.identity.viewer import Viewer
from shared.nominees.shown import FieldClass, Purpose, Sight, classes_shown
from shared.refusals import NotFoundError
from shared.web.http.use_cases import use
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageVisitor


@dataclass(frozen=True)
class HelpPage:
    """A page of help: its template, its title, and what it is about."""

    template: str
    title: str
    about: str


# By the last part of the address.
PAGES: Mapping[str, HelpPage] = {
    "don-vi": HelpPage("unit", "Đơn vị nộp hồ sơ", "Lập, nộp, bổ sung, rút hồ sơ; xem kết quả và kiến nghị"),
    "chuyen-vien": HelpPage("officer", "Chuyên viên", "Nhận việc, kiểm tra, yêu cầu bổ sung, đề xuất"),
    "lanh-dao": HelpPage("head", "Lãnh đạo", "Phân công, kết luận, xử lý nhiều việc, ủy quyền"),
    "cap-pho": HelpPage("deputy", "Cấp phó được ủy quyền", "Kết luận trong phạm vi và thời hạn của giấy ủy quyền"),
    "van-thu": HelpPage("clerk", "Văn thư", "Ghi số, ngày, người ký Quyết định; đính chính, thu hồi"),
    "hoi-dong": HelpPage("council", "Hội đồng", "Xem hồ sơ trước phiên họp, ghi kết quả bỏ phiếu"),
    "bien-tap": HelpPage("press", "Biên tập viên gương điển hình", "Đọc Sổ vàng, lấy nguồn tin, dẫn nguồn"),
    "quan-tri": HelpPage("administrator", "Quản trị viên", "Tài khoản, bàn giao, đơn vị, cơ quan, nhật ký quản trị"),
    "van-hanh": HelpPage("operator", "Người vận hành", "Phần không trả lời, thư không đến, thông điệp để riêng"),
    "cong-chung": HelpPage("public", "Người dân và báo chí", "Sổ vàng, nguồn tin, tra cứu, đề nghị khen ai đó"),
    "phim-tat": HelpPage("keys", "Phím tắt", "Duyệt danh sách, mở và chọn việc bằng bàn phím"),
    "tu-choi": HelpPage("refusals", "Khi hệ thống từ chối", "Vì sao, điều gì còn nguyên, làm gì tiếp"),
}
STATEMENTS: Mapping[str, HelpPage] = {
    "kha-nang-tiep-can": HelpPage("accessibility", "Khả năng tiếp cận", "Ai cũng dùng được các trang này"),
    "du-lieu-ca-nhan": HelpPage("privacy", "Dữ liệu cá nhân", "Giữ gì, bao lâu, ai thấy"),
}
# As `trang.js` has them.
KEYS: Sequence[tuple[str, str]] = (
    ("/", "Đến ô tìm kiếm"),
    ("j", "Dòng tiếp theo; ở trang của một việc: việc tiếp theo trong danh sách"),
    ("k", "Dòng trước; ở trang của một việc: việc trước trong danh sách"),
    ("Enter", "Mở dòng đang chọn"),
    ("x", "Đánh dấu hoặc bỏ đánh dấu dòng đang chọn"),
    ("e", "Việc tiếp theo cần làm với đề nghị, như nút chính ở đầu trang"),
    ("g h", "Về phần đầu tiên ở đầu trang"),
    ("?", "Mở trang này"),
)
_NO_PAGE = "Không có trang trợ giúp này. Mở /tro-giup để chọn trang."
_PEOPLE: Mapping[Sight, str] = {
    Sight.OWN: "Đơn vị đã nộp",
    Sight.WORKING: "Người xử lý việc ở cơ quan đã đến bước",
    Sight.BESIDE: "Người khác của cơ quan ấy",
    Sight.AHEAD: "Cơ quan mà bước chưa đến",
    Sight.PUBLIC: "Mọi người, khi đã được khen và đã đồng ý",
}
_WORDS: Mapping[FieldClass, str] = {
    FieldClass.OPEN: "loại đối tượng, hình thức, bước, ngày",
    FieldClass.NAME: "tên",
    FieldClass.DEED: "chức vụ, nơi làm việc, thành tích",
    FieldClass.PERSONAL: "ngày sinh, giới tính, nơi ở, đóng góp, tệp",
    FieldClass.IDENTITY: "số giấy tờ",
}
_MASKED = "vài ký tự cuối của số giấy tờ"
_INITIALS = "chữ viết tắt của tên"
_NOTHING = "không gì"
router = pages_router()


@dataclass(frozen=True)
class SightLine:
    """What people at one distance see of a nominee, in words."""

    who: str
    ordinary: str
    confidential: str


@dataclass(frozen=True)
class HelpFacts:
    """Figures that help names; those of rules are the ones in force today."""

    contact: str
    nominations: int
    supplements: int
    council_share: int | None
    file_kinds: str
    largest_file: int
    unused_kept_days: int
    session_hours: int
    parked_days: int
    in_feed: int

    @property
    def sights(self) -> Sequence[SightLine]:
        """Who sees what, as `shared.nominees.shown` has it."""
        return [
            SightLine(who, _seen(sight, is_confidential=False), _seen(sight, is_confidential=True))
            for sight, who in _PEOPLE.items()
        ]


Facts = Annotated[HelpFacts, use(HelpFacts)]
Work = Annotated[WorkPageUseCases, use(WorkPageUseCases)]


def _seen(sight: Sight, *, is_confidential: bool) -> str:
    purpose = Purpose.PUBLIC if sight is Sight.PUBLIC else Purpose.ANSWER
    shown = classes_shown(sight, purpose, is_confidential=is_confidential)
    words = [_WORDS[each] for each in FieldClass if each in shown]
    if FieldClass.IDENTITY in shown and sight is not Sight.OWN:
        words[-1] = _MASKED
    if shown and FieldClass.NAME not in shown:
        words.append(_INITIALS)
    text = "; ".join(words) or _NOTHING
    return f"{text[:1].upper()}{text[1:]}"


@router.get("/tro-giup")
async def list_help(request: Request, frame: Frame, visitor: PageVisitor, facts: Facts) -> Response:
    """The pages of help, by role."""
    del visitor  # the head says who it is
    return render_public(request, frame, "help/index.html", pages=PAGES, statements=STATEMENTS, facts=facts)


@router.get("/tro-giup/{name}")
async def show_help(
    request: Request, frame: Frame, visitor: PageVisitor, facts: Facts, work: Work, name: str
) -> Response:
    """A page of help; for officials of one level its links lead to the pages of that level."""
    page = PAGES.get(name) or STATEMENTS.get(name)
    if page is None:
        raise NotFoundError(_NO_PAGE)
    values = {"heading": page.title, "facts": facts, "keys": KEYS, "own_level": await _own_level(visitor, work)}
    return render_public(request, frame, f"help/{page.template}.html", **values)


async def _own_level(visitor: Viewer | None, work: WorkPageUseCases) -> str:
    """The one level at which the visitor works; nothing where there is none, or a choice."""
    if visitor is None or not visitor.has(*OF_AUTHORITIES):
        return ""
    levels = await work.find_levels(visitor)
    return levels[0].level.value if len(levels) == 1 else ""
