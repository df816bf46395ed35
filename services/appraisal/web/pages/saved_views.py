"""The views that one saved: a list under a name, kept, opened again and removed."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from services.appraisal.application.list_reading import ReadList
from services.appraisal.application.saved_views import ListViews, RemoveView, SaveView
from services.appraisal.domain.saved_view import MOST_VIEWS, NAME_FIELD
from services.appraisal.web.pages.level import use_on_page
from services.appraisal.web.pages.list_filters import chips_of, list_address, query_of
from services.appraisal.web.pages.worklist_lines import LIST_QUERY
from shared.identity.viewer import Viewer
from shared.refusals import InvalidError, NotFoundError
from shared.web.pages.forms import TypedForm, typed_form
from shared.web.pages.frame import Frame, PageFrame, pages_router
from shared.web.pages.viewer import PageViewer

_CHANGES = 422


@dataclass(frozen=True)
class SavedViewUseCases:
    """What the pages call."""

    read: ReadList
    list: ListViews
    save: SaveView
    remove: RemoveView


Uses = Annotated[SavedViewUseCases, use_on_page(SavedViewUseCases)]
router: APIRouter = pages_router()


@router.get("/cap/{level}/cach-xem")
async def show_views(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """The viewer's views, and the list that is to be saved, where one is."""
    query = request.query_params.get(LIST_QUERY, "")
    return await _render(request, frame, viewer, use_cases, level, TypedForm({LIST_QUERY: (query,)}))


@router.post("/cap/{level}/cach-xem")
async def save_view(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """Save the list under the name; the view that has it is changed."""
    form = await typed_form(request)
    query = query_of(list_address(level, form.text(LIST_QUERY)))
    try:
        view = await use_cases.save(viewer, form.text(NAME_FIELD), query)
    except InvalidError as refusal:
        return await _render(request, frame, viewer, use_cases, level, form.with_problems(refusal.problems))
    return RedirectResponse(f"/cap/{level}/viec?{view.query}", 303)


@router.post("/cap/{level}/cach-xem/{view_id}/xoa")
async def remove_view(viewer: PageViewer, use_cases: Uses, level: str, view_id: str) -> Response:
    """Remove one; what is gone stays gone."""
    try:
        identity = UUID(view_id)
    except ValueError:
        raise NotFoundError("Không có cách xem này. Mở lại danh sách cách xem.") from None
    await use_cases.remove(viewer, identity)
    return RedirectResponse(f"/cap/{level}/cach-xem", 303)


async def _render(
    request: Request, frame: PageFrame, viewer: Viewer, use_cases: SavedViewUseCases, level: str, form: TypedForm
) -> Response:
    place = list_address(level, form.text(LIST_QUERY))
    asked, known = await use_cases.read(viewer, query_of(place))
    return frame.render(
        request,
        "worklist/views.html",
        _CHANGES if form.problems else 200,
        level=level,
        form=TypedForm(form.texts, form.problems, frozenset({NAME_FIELD})),
        query=query_of(place),
        filters=[chip.label for chip in chips_of(place, asked, known)],
        views=await use_cases.list(viewer),
        most=MOST_VIEWS,
    )
