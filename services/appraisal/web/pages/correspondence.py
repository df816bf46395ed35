"""Writing to the unit from the page of a case."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from services.appraisal.web.api.correspondence import CorrespondenceUseCases, NoteBody
from services.appraisal.web.api.labels import LABELS
from services.appraisal.web.pages.case_visit import ANSWERED, CASE_PATH, Visit
from services.appraisal.web.pages.level import use_on_page
from shared.refusals import FieldProblem
from shared.text.seen import is_blank
from shared.web.pages.forms import read_form
from shared.web.pages.frame import pages_router

_UNFIT, _MOST_KEY = 422, 200
Correspondence = Annotated[CorrespondenceUseCases, use_on_page(CorrespondenceUseCases)]
router: APIRouter = pages_router(CASE_PATH)


@router.post("/trao-doi")
async def write_note(visit: Visit, use_cases: Correspondence) -> Response:
    """Back to the case, with the note; sent twice by the same form it is one note."""
    text = visit.form.text("message")
    if is_blank(text):
        problem = FieldProblem("message", "Nhập lời gửi đơn vị.")
        return await visit.render(visit.form.with_problems([problem]), _UNFIT)
    body, form = read_form(visit.form, NoteBody, {}, extra={"text": text}, labels=LABELS)
    if body is None:
        problems = [FieldProblem("message", problem.message) for problem in form.problems]
        return await visit.render(visit.form.with_problems(problems), _UNFIT)
    key = visit.form.text("khoa")[:_MOST_KEY] or str(uuid4())
    try:
        await use_cases.write(visit.viewer, visit.place.key, body.text, key)
    except ANSWERED as refusal:
        return await visit.refuse(visit.form, refusal)
    return RedirectResponse(visit.place.done("trao-doi", "#trao-doi"), 303)
