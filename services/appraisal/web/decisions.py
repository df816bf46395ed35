"""The numbered decisions of a level: recorded by the văn thư, seen by the authority's people."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from services.appraisal.web.bodies import DecisionBody
from services.appraisal.web.decision_views import (
    DecisionPreviewView,
    DecisionsView,
    DecisionView,
    show_tried,
    tag_decision,
    view_decision,
)
from services.appraisal.web.desk import CurrentDesk, OwnDesk
from shared.text.exact import QueryWhole
from shared.text.fields import identifier
from shared.web.api.examples import ANY_ID
from shared.web.api.headers import IdempotencyKey
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer

decisions = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/decisions", tags=["decisions"])
_READING = problem_responses(401, 403, 404, 422, 503)
_TRIED = {"model": DecisionPreviewView, "description": "Chạy thử: không thay đổi gì"}
_RECORDING = {200: _TRIED} | problem_responses(401, 403, 404, 409, 422, 503)
DecisionId = Annotated[UUID, Path(description="Mã quyết định trong hệ thống", examples=[ANY_ID])]


@decisions.post("", status_code=201, responses=_RECORDING)
async def record_decision(
    desk: CurrentDesk, viewer: CurrentViewer, body: DecisionBody, key: IdempotencyKey, response: Response
) -> DecisionView | DecisionPreviewView:
    """Ghi quyết định đã ký cho đến 500 việc đã duyệt: có quyết định, và chỉ khi đó, mới là được khen thưởng.

    Gửi lại cùng mã và cùng nội dung thì nhận lại cùng câu trả lời; chưa nhận được câu trả lời thì cứ gửi lại.
    Với `dry_run` thì không thay đổi gì: câu trả lời nêu điều sẽ xảy ra với từng việc.
    """
    draft = body.draft()
    if body.dry_run:
        response.status_code = 200
        return show_tried(draft, await desk.preview_decision(viewer, draft, key))
    decision = await desk.record(viewer, draft, key)
    tag_decision(response, decision)
    return view_decision(decision)


@decisions.get("", responses=_READING)
async def list_decisions(
    desk: OwnDesk,
    viewer: CurrentViewer,
    after: Annotated[str, identifier(500), Query(description="`next` của trang trước; không nêu là trang đầu")] = "",
    limit: Annotated[int, QueryWhole(1, 100), Query(description="Số quyết định mỗi trang, nhiều nhất 100")] = 50,
) -> DecisionsView:
    """Các quyết định của cơ quan, mới nhất trước."""
    page, following = await desk.list_decisions(viewer, after=after, limit=limit)
    return DecisionsView(items=[view_decision(decision) for decision in page], next=following)


@decisions.get("/{decision_id}", responses=_READING)
async def show_decision(
    desk: CurrentDesk, viewer: CurrentViewer, decision_id: DecisionId, response: Response
) -> DecisionView:
    """Một quyết định như đang có hiệu lực, kèm danh sách được khen thưởng và các lần đính chính, thu hồi."""
    decision = await desk.show_decision(viewer, decision_id)
    tag_decision(response, decision)
    return view_decision(decision)
