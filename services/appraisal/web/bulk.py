"""One act over many cases: tried first if wanted, carried out, and asked after."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.appraisal.web.bulk_shapes import BulkBody, BulkView
from services.appraisal.web.bulk_showing import act_view, preview_view
from services.appraisal.web.decisions import Key
from services.appraisal.web.desk import CurrentDesk
from shared.identity.web import CurrentViewer
from shared.web.problems import problem_responses

bulk = APIRouter(prefix="/api/v1/levels/{level}/bulk", tags=["bulk"])
_READING = problem_responses(401, 403, 404, 422, 503)
_ACTING = {200: {"model": BulkView, "description": "A dry run: nothing was changed"}, **_READING}


@bulk.post("", status_code=201, responses=_ACTING)
async def act_on_many(
    desk: CurrentDesk, viewer: CurrentViewer, body: BulkBody, key: Key, response: Response
) -> BulkView:
    """Propose for, or decide, up to 500 cases, each by the rules of the single act; what is refused stays as it is.

    With `dry_run` nothing happens: the answer tells what would. The same key and content give the same answer again;
    until an answer came, asking again is safe, and what was left half-way goes on by itself.
    """
    if body.dry_run:
        response.status_code = 200
        order = body.order()
        return preview_view(order, await desk.preview_bulk(viewer, order))
    return act_view(await desk.record_bulk(viewer, body.order(), key))


@bulk.get("/{bulk_id}", responses=_READING)
async def show_bulk(desk: CurrentDesk, viewer: CurrentViewer, bulk_id: UUID) -> BulkView:
    """How far an act is, and what became of each case."""
    return act_view(await desk.show_bulk(viewer, bulk_id))
