"""Files of dossiers, for people's browsers: downloaded, or looked at where a browser shows their kind safely."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.intake.web.api.attachments import AttachmentUseCases
from services.intake.web.file_answers import answer_with
from shared.web.http.use_cases import use
from shared.web.pages.frame import pages_router
from shared.web.pages.viewer import PageViewer

Uses = Annotated[AttachmentUseCases, use(AttachmentUseCases)]
router: APIRouter = pages_router()


@router.get("/tai-lieu/{attachment_id}", response_class=Response)
async def send_file(
    request: Request, viewer: PageViewer, use_cases: Uses, attachment_id: UUID, xem: str = ""
) -> Response:
    """The file, for its unit and the authorities on the slip of a nomination that it goes with."""
    file = await use_cases.open(viewer, attachment_id)
    return answer_with(use_cases.open, file, request, is_looked_at=bool(xem))
