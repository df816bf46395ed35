"""The windows for sơ kết and tổng kết: opened and closed by Sở Nội vụ at level province."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import ConfigDict, Field

from services.appraisal.application.windows import CloseWindow, ListWindows, OpenWindow
from services.appraisal.domain.window import Plan, Window, WindowState
from services.appraisal.web.api.level import ACTING, READING, use_at_level
from services.appraisal.web.api.sample_case import CLERK, OPENED_AT, Example
from services.appraisal.web.api.shapes import Body, PersonView, View
from shared.events.content import AuthorityRef
from shared.events.windows import Direction
from shared.events.words import Occasion
from shared.text.exact import SaneDay
from shared.text.fields import RequiredCode
from shared.web.api.described import described
from shared.web.api.examples import ANY_ID
from shared.web.api.headers import IdempotencyKey
from shared.web.api.json_route import JsonRoute
from shared.web.api.viewer import CurrentViewer

WINDOW: Example = {
    "movement": "covid-19",
    "occasion": "tong-ket",
    "opens_on": "2021-12-01",
    "closes_on": "2022-01-31",
    "of_government": {"number": "6892/VPCP-KGVX", "issued_on": "2021-09-25", "file": "6892-vpcp.pdf"},
    "of_province": {"number": "150/KH-UBND", "issued_on": "2021-09-30", "file": "150-kh-ubnd.pdf"},
}
_OPENED: Example = {
    **WINDOW,
    "id": "3e8f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "version": 1,
    "state": "open",
    "authority": {"code": "33.so-noi-vu", "name": "Sở Nội vụ", "level": "province"},
    "opened_by": CLERK,
    "opened_at": OPENED_AT,
    "closed_by": None,
    "closed_at": None,
}


class WindowBody(Body):
    """What the window is for, between which days, and the directions of Government and of UBND tỉnh."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Đợt dành cho việc gì, từ ngày nào đến ngày nào, và các văn bản chỉ đạo của Chính phủ và của UBND tỉnh.",
            WINDOW,
        )
    )

    movement: RequiredCode = Field(description="Mã phong trào thi đua, như `/api/v1/rules` liệt kê")
    occasion: Occasion = Field(description="Loại khen được nhận trong đợt")
    opens_on: SaneDay = Field(description="Ngày đầu nhận hồ sơ")
    closes_on: SaneDay = Field(description="Ngày cuối nhận hồ sơ")
    of_government: Direction = Field(description="Văn bản chỉ đạo của Chính phủ")
    of_province: Direction = Field(description="Văn bản chỉ đạo của UBND tỉnh")

    def plan(self) -> Plan:
        """The window to open."""
        return Plan(self.movement, self.occasion, self.opens_on, self.closes_on, self.of_government, self.of_province)


class WindowView(View):
    """A window as it stands."""

    model_config = ConfigDict(json_schema_extra=described("Một đợt sơ kết hoặc tổng kết.", _OPENED))

    id: UUID = Field(description="Mã đợt")
    version: int = Field(description="Phiên bản của đợt")
    state: WindowState = Field(description="Đợt còn mở hay đã đóng")
    movement: str = Field(description="Mã phong trào thi đua, như `/api/v1/rules` liệt kê")
    occasion: Occasion = Field(description="Loại khen được nhận trong đợt")
    opens_on: date = Field(description="Ngày đầu nhận hồ sơ")
    closes_on: date = Field(description="Ngày cuối nhận hồ sơ")
    of_government: Direction = Field(description="Văn bản chỉ đạo của Chính phủ")
    of_province: Direction = Field(description="Văn bản chỉ đạo của UBND tỉnh")
    authority: AuthorityRef = Field(description="Cơ quan mở đợt")
    opened_by: PersonView = Field(description="Người mở đợt")
    opened_at: datetime = Field(description="Lúc mở đợt")
    closed_by: PersonView | None = Field(description="Người đóng đợt; trống khi chưa đóng")
    closed_at: datetime | None = Field(description="Lúc đóng đợt; trống khi chưa đóng")


class WindowsView(View):
    """The windows, latest first."""

    model_config = ConfigDict(json_schema_extra=described("Các đợt, mới nhất đứng trước.", {"items": [_OPENED]}))

    items: list[WindowView] = Field(description="Các đợt, mới nhất đứng trước")


@dataclass(frozen=True)
class WindowUseCases:
    """What the routes call."""

    open: OpenWindow
    close: CloseWindow
    list: ListWindows


WindowId = Annotated[UUID, Path(description="Mã đợt sơ kết, tổng kết", examples=[ANY_ID])]
Windows = Annotated[WindowUseCases, use_at_level(WindowUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/windows", tags=["windows"])


@router.post("", status_code=201, responses=ACTING)
async def open_window(use_cases: Windows, viewer: CurrentViewer, body: WindowBody, key: IdempotencyKey) -> WindowView:
    """Mở một đợt sơ kết, tổng kết; gửi lại cùng mã và cùng nội dung thì nhận lại cùng câu trả lời."""
    return _view(await use_cases.open(viewer, body.plan(), key))


@router.get("", responses=READING)
async def list_windows(use_cases: Windows, viewer: CurrentViewer) -> WindowsView:
    """Các đợt sơ kết, tổng kết, mới nhất trước."""
    return WindowsView(items=[_view(window) for window in await use_cases.list(viewer)])


@router.post("/{window_id}/close", responses=ACTING)
async def close_window(use_cases: Windows, viewer: CurrentViewer, window_id: WindowId) -> WindowView:
    """Đóng một đợt trước ngày cuối; hồ sơ đã tiếp nhận vẫn đi tiếp."""
    return _view(await use_cases.close(viewer, window_id))


def _view(window: Window) -> WindowView:
    return WindowView.model_validate({**vars(window.plan), **vars(window)})
