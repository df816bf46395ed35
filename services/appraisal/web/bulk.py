"""One act over many cases: tried first if wanted, carried out, and asked after."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from services.appraisal.web.bulk_shapes import BulkBody, BulkView
from services.appraisal.web.bulk_showing import act_view, preview_view
from services.appraisal.web.desk import CurrentDesk
from shared.web.api.examples import ANY_ID
from shared.web.api.headers import IdempotencyKey
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer

bulk = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/bulk", tags=["bulk"])
_READING = problem_responses(401, 403, 404, 422, 503)
_ACTING = {200: {"model": BulkView, "description": "Chạy thử: không thay đổi gì"}, **_READING}
BulkId = Annotated[UUID, Path(description="Mã lượt xử lý, như câu trả lời khi gửi đã nêu", examples=[ANY_ID])]


@bulk.post("", status_code=201, responses=_ACTING)
async def act_on_many(
    desk: CurrentDesk, viewer: CurrentViewer, body: BulkBody, key: IdempotencyKey, response: Response
) -> BulkView:
    """Đề xuất hoặc kết luận đến 500 việc một lượt, mỗi việc theo quy tắc như khi làm riêng; việc bị từ chối giữ nguyên.

    Với `dry_run` thì không thay đổi gì: câu trả lời nêu điều sẽ xảy ra. Gửi lại cùng mã và cùng nội dung thì nhận lại
    cùng câu trả lời; chưa nhận được câu trả lời thì cứ gửi lại, phần dang dở tự được làm tiếp.
    """
    if body.dry_run:
        response.status_code = 200
        order = body.order()
        return preview_view(order, await desk.preview_bulk(viewer, order))
    return act_view(await desk.record_bulk(viewer, body.order(), key))


@bulk.get("/{bulk_id}", responses=_READING)
async def show_bulk(desk: CurrentDesk, viewer: CurrentViewer, bulk_id: BulkId) -> BulkView:
    """Một lượt xử lý nhiều việc: đã đến đâu, kết quả của từng việc."""
    return act_view(await desk.show_bulk(viewer, bulk_id))
