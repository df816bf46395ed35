"""Live status of a nomination's page: its stream, for the session of a browser instead of a token."""

from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from services.intake.web.api.streams import Streams, open_stream
from shared.identity.viewer import Viewer
from shared.web.pages.frame import pages_router
from shared.web.pages.viewer import PageViewer, page_viewer

router: APIRouter = pages_router()


@router.get("/de-nghi/{number}/su-kien", response_class=StreamingResponse)
async def follow_nomination(
    request: Request,
    streams: Streams,
    _viewer: PageViewer,
    number: str,
    last_seen: Annotated[str, Header(alias="Last-Event-ID")] = "0",
) -> StreamingResponse:
    """What happens to the nomination from now on, until the browser leaves the page."""

    async def recognise() -> Viewer:
        return await page_viewer(request)

    return await open_stream(streams.following, number, recognise, last_seen)
