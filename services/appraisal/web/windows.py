"""The windows for sơ kết and tổng kết: opened and closed by Sở Nội vụ at level province."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import ConfigDict, Field

from services.appraisal.domain.window import Plan, Window, WindowState
from services.appraisal.web.bodies import Body
from services.appraisal.web.desk import CurrentDesk
from services.appraisal.web.examples import WINDOW
from services.appraisal.web.views import PersonView, View
from shared.events.content import AuthorityRef
from shared.events.windows import Direction
from shared.events.words import Occasion
from shared.text.exact import SaneDay
from shared.text.fields import RequiredCode
from shared.web.api.examples import ANY_ID
from shared.web.api.headers import IdempotencyKey
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer

windows = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/windows", tags=["windows"])
_READING = problem_responses(401, 403, 404, 422, 503)
_ACTING = problem_responses(401, 403, 404, 409, 422, 503)
WindowId = Annotated[UUID, Path(description="Mã đợt sơ kết, tổng kết", examples=[ANY_ID])]


class WindowBody(Body):
    """What the window is for, between which days, and the directions of Government and of UBND tỉnh."""

    model_config = ConfigDict(json_schema_extra={"examples": [WINDOW]})

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

    items: list[WindowView] = Field(description="Các đợt, mới nhất đứng trước")


@windows.post("", status_code=201, responses=_ACTING)
async def open_window(desk: CurrentDesk, viewer: CurrentViewer, body: WindowBody, key: IdempotencyKey) -> WindowView:
    """Mở một đợt sơ kết, tổng kết; gửi lại cùng mã và cùng nội dung thì nhận lại cùng câu trả lời."""
    return _shown(await desk.open_window(viewer, body.plan(), key))


@windows.get("", responses=_READING)
async def list_windows(desk: CurrentDesk, viewer: CurrentViewer) -> WindowsView:
    """Các đợt sơ kết, tổng kết, mới nhất trước."""
    return WindowsView(items=[_shown(window) for window in await desk.list_windows(viewer)])


@windows.post("/{window_id}/close", responses=_ACTING)
async def close_window(desk: CurrentDesk, viewer: CurrentViewer, window_id: WindowId) -> WindowView:
    """Đóng một đợt trước ngày cuối; hồ sơ đã tiếp nhận vẫn đi tiếp."""
    return _shown(await desk.close_window(viewer, window_id))


def _shown(window: Window) -> WindowView:
    return WindowView.model_validate({**vars(window.plan), **vars(window)})
