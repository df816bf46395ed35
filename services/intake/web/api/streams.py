"""Streams of live status: a nomination's history as it grows, as server-sent events that a browser can resume."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import BaseModel, Field

from services.intake.application.streams import Follower, News, NominationStreams
from services.intake.domain.history import HistoryEntry
from services.intake.domain.nomination import Nomination
from services.intake.domain.order import put_in_order
from services.intake.domain.status import TEXTS
from services.intake.web.api.history import HistoryView, show_entry
from services.intake.web.api.references import NominationReference, read_reference
from shared.events.words import PublicStatus
from shared.identity.viewer import Viewer
from shared.refusals import FieldProblem, InvalidError
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer, current_viewer
from shared.web.http.use_cases import use

_EXAMPLE = (
    "retry: 2000\n\nevent: history\nid: 1\n"
    'data: {"version": 1, "after": 0, "status": "dang-xet", "status_text": "đang xét", '
    '"entry": {"fact": "received"}}\n\n'
)
_RETRY_MILLISECONDS = 2_000
_UNBUFFERED = {"X-Accel-Buffering": "no"}
LastSeen = Annotated[
    str, Header(alias="Last-Event-ID", description="Mã sự kiện cuối đã nhận; các sự kiện sau đó được gửi tiếp")
]


@dataclass(frozen=True)
class StreamUseCases:
    """What the route calls."""

    following: NominationStreams


class EventView(BaseModel):
    """What one event says: a new entry of the history, where it belongs, and where the nomination stands now."""

    version: int
    after: int = Field(description="Phiên bản của mục đứng ngay trước mục này trong nhật ký; 0 khi là mục đầu tiên")
    status: PublicStatus
    status_text: str
    entry: HistoryView


Streams = Annotated[StreamUseCases, use(StreamUseCases)]
router = APIRouter(prefix="/api/v1/nominations/{reference}/events", tags=["nominations"])
_STREAM = {
    "description": "Dòng sự kiện `history`, mỗi mục nhật ký một sự kiện, không kết thúc",
    "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _EXAMPLE}},
}


@router.get("", response_class=StreamingResponse, responses={200: _STREAM, **problem_responses(401, 404, 422, 503)})
async def follow_nomination(
    use_cases: Streams,
    _viewer: CurrentViewer,
    request: Request,
    reference: NominationReference,
    last_seen: LastSeen = "0",
) -> StreamingResponse:
    """Theo dõi một đề nghị: nhật ký từ đầu (hoặc từ Last-Event-ID), rồi từng thay đổi trong vòng vài giây."""

    async def recognise() -> Viewer:
        return await current_viewer(request)

    return await open_stream(use_cases.following, read_reference(reference), recognise, last_seen)


async def open_stream(
    following: NominationStreams, reference: UUID | str, recognise: Callable[[], Awaitable[Viewer]], last_seen: str
) -> StreamingResponse:
    """The stream of a nomination for whoever `recognise` finds, now and again while it lasts.

    Raises:
        NotFoundError: There is no such nomination that this viewer may see.
        InvalidError: `last_seen` is no id of an event.
    """
    follower = await following.open(reference, recognise, _read_last_seen(last_seen))
    return StreamingResponse(_write(following, follower), media_type="text/event-stream", headers=_UNBUFFERED)


async def _write(following: NominationStreams, follower: Follower) -> AsyncIterator[bytes]:
    yield format_sse_event(retry=_RETRY_MILLISECONDS)
    async for news in following.news(follower):
        yield format_sse_event(comment="still here") if news is None else _event(news)


def _event(news: News) -> bytes:
    nomination, entry = news.nomination, news.entry
    view = EventView(
        version=entry.version,
        after=_before(nomination, entry),
        status=nomination.status,
        status_text=TEXTS[nomination.status],
        entry=show_entry(nomination, entry),
    )
    return format_sse_event(event="history", id=str(news.seen), data_str=view.model_dump_json())


def _before(nomination: Nomination, entry: HistoryEntry) -> int:
    versions = [0, *(entry.version for entry in put_in_order(nomination.history))]
    return versions[versions.index(entry.version) - 1]


def _read_last_seen(last_seen: str) -> int:
    text = last_seen.strip() or "0"
    if not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004 - more than any history has
        raise InvalidError([FieldProblem("Last-Event-ID", 'Ghi mã của sự kiện cuối đã nhận, ví dụ "3".')])
    return int(text)
