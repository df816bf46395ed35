"""The level that the address of a page names: its use cases, for the people who work there."""

from typing import Any, TypeVar

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response

from services.appraisal.application.people import RefuseStrangers
from services.appraisal.domain import entitlement
from shared.refusals import NotFoundError
from shared.web.http.use_cases import find
from shared.web.pages.frame import pages_router
from shared.web.pages.viewer import PageViewer

_Group = TypeVar("_Group")
_UNKNOWN = "Địa chỉ này không phục vụ cấp đó. Mở mục “Việc” ở đầu trang."

router = pages_router()


def use_on_page(kind: type[_Group]) -> Any:  # noqa: ANN401 - as FastAPI's own Depends, for use in Annotated
    """The dependency of a page that takes its use cases at the level of its address.

    Who opens it is settled first: a stranger signs in, somebody without work at authorities is refused, and people of
    other levels are told where their own pages are.
    """

    async def provide(request: Request, viewer: PageViewer, level: str) -> _Group:
        viewer.require(*entitlement.READERS)
        try:
            group, refuse_strangers = find(request.app, kind, at=level), find(request.app, RefuseStrangers, at=level)
        except LookupError:
            raise NotFoundError(_UNKNOWN) from None
        await refuse_strangers(viewer, "/cap/{level}/viec")
        return group

    return Depends(provide)


@router.get("/cap/{level}")
async def lead_to_worklist(level: str) -> Response:
    """The level's first page: what is to be done."""
    return RedirectResponse(f"/cap/{level}/viec", 303)
