"""Holding a case from its page: held, let go, taken over from a colleague with a reason; given to an officer."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from services.appraisal.web.api.assignments import AssignmentBody, AssignmentUseCases
from services.appraisal.web.api.claims import ClaimBody, ClaimUseCases
from services.appraisal.web.api.labels import LABELS
from services.appraisal.web.pages.case_visit import ANSWERED, CASE_PATH, Visit
from services.appraisal.web.pages.level import use_on_page
from shared.refusals import FieldProblem
from shared.text.seen import is_blank
from shared.web.pages.forms import read_form
from shared.web.pages.frame import pages_router

_UNFIT = 422
_HELD = "#ket-luan"
Claims = Annotated[ClaimUseCases, use_on_page(ClaimUseCases)]
Assignments = Annotated[AssignmentUseCases, use_on_page(AssignmentUseCases)]
router: APIRouter = pages_router(CASE_PATH)


@router.post("/giu")
async def claim(visit: Visit, use_cases: Claims) -> Response:
    """Back to the case, held by whoever asked."""
    try:
        await use_cases.claim(visit.viewer, visit.place.key)
    except ANSWERED as refusal:
        return await visit.refuse(visit.form, refusal)
    return RedirectResponse(visit.place.done("giu", _HELD), 303)


@router.post("/nhan-thay")
async def take_over(visit: Visit, use_cases: Claims) -> Response:
    """Back to the case, taken over from whoever held it; why is kept beside it."""
    body, form = read_form(visit.form, ClaimBody, {"reason": str}, extra={"take_over": True}, labels=LABELS)
    if body is not None and is_blank(body.reason):
        body, form = None, form.with_problems([FieldProblem("reason", "Nhập lý do nhận thay.")])
    if body is None:
        return await visit.render(form, _UNFIT)
    try:
        await use_cases.claim(visit.viewer, visit.place.key, take_over=True, reason=body.reason)
    except ANSWERED as refusal:
        return await visit.refuse(form, refusal)
    return RedirectResponse(visit.place.done("nhan-thay", _HELD), 303)


@router.post("/tha")
async def release(visit: Visit, use_cases: Claims) -> Response:
    """Back to the case, held by nobody."""
    try:
        await use_cases.release(visit.viewer, visit.place.key)
    except ANSWERED as refusal:
        return await visit.refuse(visit.form, refusal)
    return RedirectResponse(visit.place.done("tha"), 303)


@router.post("/giao")
async def assign(visit: Visit, use_cases: Assignments) -> Response:
    """Back to the case, this officer's work, or nobody's where none was chosen."""
    viewer, key, version = visit.viewer, visit.place.key, visit.form.version
    try:
        if is_blank(visit.form.text("assignee")):
            await use_cases.unassign(viewer, key, version)
            return RedirectResponse(visit.place.done("thoi-giao"), 303)
        named = {"assignee": visit.form.text("assignee"), "reason": visit.form.text("assignment_reason")}
        body, form = read_form(visit.form, AssignmentBody, {"assignee": str}, extra=named, labels=LABELS)
        if body is None:
            return await visit.render(form, _UNFIT)
        await use_cases.assign(viewer, key, body.assignee, body.reason, version)
    except ANSWERED as refusal:
        return await visit.refuse(visit.form, refusal)
    return RedirectResponse(visit.place.done("giao"), 303)
