"""The start of administration: its parts, by what the viewer is."""

from fastapi import Request
from fastapi.responses import Response

from services.identity.web.pages.areas import START, areas_for
from shared.directory.roles import Role
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer

router = pages_router()


@router.get(START)
async def show_start(request: Request, frame: Frame, viewer: PageViewer) -> Response:
    """The parts that the viewer has."""
    viewer.require(Role.ADMINISTRATOR, Role.HEAD)
    return frame.render(
        request,
        "administration/start.html",
        areas=areas_for(viewer, START),
        is_administrator=viewer.has(Role.ADMINISTRATOR),
        is_dense=True,
    )
