"""`/viec`: leads whoever works at authorities to their level, or shows the levels where there are several."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.intake.application.work import FindLevels
from shared.directory.roles import OF_AUTHORITIES, OF_UNITS
from shared.events.names import LEVELS
from shared.web.http.use_cases import use
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer


@dataclass(frozen=True)
class WorkPageUseCases:
    """What the page calls."""

    find_levels: FindLevels


Uses = Annotated[WorkPageUseCases, use(WorkPageUseCases)]
router = pages_router()


@router.get("/viec")
async def show_work(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses) -> Response:
    """The viewer's one level, or a link to each; units have their dossiers, all others are told who works."""
    if not viewer.has(*OF_AUTHORITIES):
        if viewer.has(*OF_UNITS):
            return RedirectResponse("/ho-so", 303)
        return frame.render(request, "work/nobodys.html")
    levels = await use_cases.find_levels(viewer)
    if len(levels) == 1:
        return RedirectResponse(f"/cap/{levels[0].level.value}/viec", 303)
    if not levels:
        return frame.render(request, "work/nobodys.html")
    return frame.render(request, "work/levels.html", levels=levels, level_names=LEVELS)
