"""The API of live status: a nomination's history as it grows, as server-sent events that a browser can resume."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import BaseModel, Field

from services.intake.application.following import Follower, Following, News
from services.intake.domain.history import HistoryEntry
from services.intake.domain.nomination import Nomination
from services.intake.domain.places import put_in_order
from services.intake.domain.status import TEXTS
from services.intake.web.api import NominationReference, read_reference
from services.intake.web.views import HistoryView, to_history
from shared.events.words import PublicStatus
from shared.identity.viewer import Viewer
from shared.refusals import FieldProblem, InvalidError
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer, current_viewer

_EXAMPLE = (
    "retry: 2000\n\nevent: history\nid: 1\n"
    'data: {"version": 1, "after": 0, "status": "dang-xet", "status_text": "đang xét", '
    '"entry": {"fact": "received"}}\n\n'
)
_RETRY_MILLISECONDS = 2_000
LastSeen = Annotated[
    str, Header(alias="Last-Event-ID", description="Mã sự kiện cuối đã nhận; các sự kiện sau đó được gửi tiếp")
]


class EventView(BaseModel):
    """What one event says: a new entry of the history, where it belongs, and where the nomination stands now."""

    version: int
    after: int = Field(description="Phiên bản của mục đứng ngay trước mục này trong nhật ký; 0 khi là mục đầu tiên")
    status: PublicStatus
    status_text: str
    entry: HistoryView


def events_router(following: Following) -> APIRouter:
    """The route of live status."""
    router = APIRouter(prefix="/api/v1/nominations", tags=["nominations"])
    stream = {
        "description": "Dòng sự kiện `history`, mỗi mục nhật ký một sự kiện, không kết thúc",
        "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _EXAMPLE}},
    }

    @router.get(
        "/{reference}/events",
        response_class=StreamingResponse,
        responses={200: stream, **problem_responses(401, 404, 422, 503)},
    )
    async def follow_nomination(
        _viewer: CurrentViewer, request: Request, reference: NominationReference, last_seen: LastSeen = "0"
    ) -> StreamingResponse:
        """Theo dõi một đề nghị: nhật ký từ đầu (hoặc từ Last-Event-ID), rồi từng thay đổi trong vòng vài giây."""

        async def recognise() -> Viewer:
            return await current_viewer(request)

        follower = await following.open(read_reference(reference), recognise, _told(last_seen))
        return StreamingResponse(_written(following, follower), media_type="text/event-stream", headers=_UNBUFFERED)

    return router


_UNBUFFERED = {"X-Accel-Buffering": "no"}


async def _written(following: Following, follower: Follower) -> AsyncIterator[bytes]:
    yield format_sse_event(retry=_RETRY_MILLISECONDS)
    async for one in following.news(follower):
        yield format_sse_event(comment="still here") if one is None else _event(one)


def _event(news: News) -> bytes:
    nomination, entry = news.nomination, news.entry
    view = EventView(
        version=entry.version,
        after=_before(nomination, entry),
        status=nomination.status,
        status_text=TEXTS[nomination.status],
        entry=to_history(nomination, entry),
    )
    return format_sse_event(event="history", id=str(news.told), data_str=view.model_dump_json())


def _before(nomination: Nomination, entry: HistoryEntry) -> int:
    versions = [0, *(one.version for one in put_in_order(nomination.history))]
    return versions[versions.index(entry.version) - 1]


def _told(last_seen: str) -> int:
    text = last_seen.strip() or "0"
    if not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004 - more than any history has
        raise InvalidError([FieldProblem("Last-Event-ID", 'Ghi mã của sự kiện cuối đã nhận, ví dụ "3".')])
    return int(text)
