"""The page of a case: all that is known of it, and the one act that is next."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.appraisal.web.pages.case_visit import CASE_PATH, Visit
from shared.web.pages.frame import pages_router

router: APIRouter = pages_router(CASE_PATH)


@router.get("")
async def show_case(visit: Visit) -> Response:
    """The case as it stands."""
    return await visit.render()
