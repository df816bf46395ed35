"""The windows for sơ kết and tổng kết: opened and closed by Sở Nội vụ at level province."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict

from services.appraisal.domain.window import Plan, Window, WindowState
from services.appraisal.web.bodies import Body
from services.appraisal.web.decisions import Key
from services.appraisal.web.desk import CurrentDesk
from services.appraisal.web.examples import WINDOW
from services.appraisal.web.views import PersonView, View
from shared.events.content import AuthorityRef
from shared.events.windows import Direction
from shared.events.words import Occasion
from shared.identity.web import CurrentViewer
from shared.text.exact import SaneDay
from shared.text.fields import RequiredCode
from shared.web.problems import problem_responses

windows = APIRouter(prefix="/api/v1/levels/{level}/windows", tags=["windows"])
_READING = problem_responses(401, 403, 404, 422, 503)
_ACTING = problem_responses(401, 403, 404, 409, 422, 503)


class WindowBody(Body):
    """What the window is for, between which days, and the directions of Government and of UBND tỉnh."""

    model_config = ConfigDict(json_schema_extra={"examples": [WINDOW]})

    movement: RequiredCode
    occasion: Occasion
    opens_on: SaneDay
    closes_on: SaneDay
    of_government: Direction
    of_province: Direction

    def plan(self) -> Plan:
        """The window to open."""
        return Plan(self.movement, self.occasion, self.opens_on, self.closes_on, self.of_government, self.of_province)


class WindowView(View):
    """A window as it stands."""

    id: UUID
    version: int
    state: WindowState
    movement: str
    occasion: Occasion
    opens_on: date
    closes_on: date
    of_government: Direction
    of_province: Direction
    authority: AuthorityRef
    opened_by: PersonView
    opened_at: datetime
    closed_by: PersonView | None
    closed_at: datetime | None


class WindowsView(View):
    """The windows, latest first."""

    items: list[WindowView]


@windows.post("", status_code=201, responses=_ACTING)
async def open_window(desk: CurrentDesk, viewer: CurrentViewer, body: WindowBody, key: Key) -> WindowView:
    """Mở một đợt sơ kết, tổng kết; gửi lại cùng mã và cùng nội dung thì nhận lại cùng câu trả lời."""
    return _shown(await desk.open_window(viewer, body.plan(), key))


@windows.get("", responses=_READING)
async def list_windows(desk: CurrentDesk, viewer: CurrentViewer) -> WindowsView:
    """Các đợt sơ kết, tổng kết, mới nhất trước."""
    return WindowsView(items=[_shown(window) for window in await desk.list_windows(viewer)])


@windows.post("/{window_id}/close", responses=_ACTING)
async def close_window(desk: CurrentDesk, viewer: CurrentViewer, window_id: UUID) -> WindowView:
    """Đóng một đợt trước ngày cuối; hồ sơ đã tiếp nhận vẫn đi tiếp."""
    return _shown(await desk.close_window(viewer, window_id))


def _shown(window: Window) -> WindowView:
    return WindowView.model_validate({**vars(window.plan), **vars(window)})
