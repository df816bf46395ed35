"""What is proposed and decided on the page of a case: proposals, outcomes with their check page, sending back."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from services.appraisal.application.checking import CheckOutcome
from services.appraisal.application.mail_preview import PreviewMail
from services.appraisal.domain.case import Verdict
from services.appraisal.domain.ruling import NothingProposedError
from services.appraisal.web.api.outcomes import OutcomeUseCases
from services.appraisal.web.pages.case_visit import ANSWERED, CASE_PATH, CaseVisit, Visit, carried_fields
from services.appraisal.web.pages.consequences import consequences_of
from services.appraisal.web.pages.level import use_on_page
from services.appraisal.web.pages.verdict_form import close_rows, count_filled, read_verdict
from shared.events.words import Outcome
from shared.refusals import FieldProblem
from shared.text.seen import is_blank
from shared.web.pages.forms import TypedForm
from shared.web.pages.frame import pages_router

_UNFIT = 422
Outcomes = Annotated[OutcomeUseCases, use_on_page(OutcomeUseCases)]
Check = Annotated[CheckOutcome, use_on_page(CheckOutcome)]
Preview = Annotated[PreviewMail, use_on_page(PreviewMail)]
router: APIRouter = pages_router(CASE_PATH)


@router.post("/soan")
async def go_on_writing(visit: Visit) -> Response:
    """The page of the case with what was typed so far: another row, or back from a check page. Nothing is recorded."""
    form = close_rows(visit.form)
    return await visit.render(form, rows=count_filled(form) + (form.text("lam") == "them-dong"))


@router.post("/de-xuat")
async def propose(visit: Visit, use_cases: Outcomes) -> Response:
    """Back to the case, with the officer's proposal for the head."""
    verdict, form = read_verdict(visit.form)
    if verdict is None:
        return await visit.render(form, _UNFIT)
    try:
        await use_cases.propose(visit.viewer, visit.place.key, verdict, form.version)
    except ANSWERED as refusal:
        return await visit.refuse(form, refusal)
    return RedirectResponse(visit.place.done("de-xuat"), 303)


@router.get("/ket-qua/kiem-tra")
async def check_proposal(visit: Visit, check: Check, preview: Preview) -> Response:
    """What confirming the officer's proposal will do, with the mail; back to the case where there is none."""
    try:
        return await _check(visit, check, preview, None, visit.form)
    except NothingProposedError:
        return RedirectResponse(visit.place.address(), 303)
    except ANSWERED as refusal:
        return await visit.refuse(visit.form, refusal)


@router.post("/ket-qua/kiem-tra")
async def check_outcome(visit: Visit, check: Check, preview: Preview) -> Response:
    """What the outcome will do, with the mail exactly as it will be read. Nothing is recorded yet."""
    verdict, form = read_verdict(visit.form)
    if verdict is None:
        return await visit.render(form, _UNFIT)
    try:
        return await _check(visit, check, preview, verdict, form)
    except ANSWERED as refusal:
        return await visit.refuse(form, refusal)


@router.post("/ket-qua")
async def decide(visit: Visit, use_cases: Outcomes) -> Response:
    """Back to the case, with its outcome."""
    verdict, form = (None, visit.form) if visit.form.is_ticked("confirm") else read_verdict(visit.form)
    if verdict is None and not form.is_ticked("confirm"):
        return await visit.render(form, _UNFIT)
    try:
        await use_cases.decide(visit.viewer, visit.place.key, verdict, form.version)
    except ANSWERED as refusal:
        return await visit.refuse(form, refusal)
    return RedirectResponse(visit.place.done("ket-qua"), 303)


@router.post("/gui-lai")
async def send_back(visit: Visit, use_cases: Outcomes) -> Response:
    """Back to the case, whose proposal its officer is to look at again."""
    note = visit.form.text("note")
    if is_blank(note):
        problem = FieldProblem("note", "Nhập nội dung chuyên viên cần xem lại.")
        return await visit.render(visit.form.with_problems([problem]), _UNFIT)
    try:
        await use_cases.send_back(visit.viewer, visit.place.key, note, visit.form.version)
    except ANSWERED as refusal:
        return await visit.refuse(visit.form, refusal)
    return RedirectResponse(visit.place.done("gui-lai"), 303)


async def _check(
    visit: CaseVisit, check: CheckOutcome, preview: PreviewMail, verdict: Verdict | None, form: TypedForm
) -> Response:
    viewer, key = visit.viewer, visit.place.key
    decided = await check(viewer, key, verdict, form.version if verdict else None)
    mail = await preview(viewer, key, verdict)
    overview = await visit.overview()
    ruling = decided.after.rulings[-1]
    return visit.show(
        "cases/check.html",
        overview,
        ruling=ruling,
        consequences=consequences_of(overview.case, decided.after),
        is_return=ruling.verdict.outcome is Outcome.RETURN,
        mail=mail,
        action=visit.place.address("/ket-qua"),
        carried=carried_fields(form) if verdict else [("confirm", "on")],
        is_own=verdict is not None,
        version=form.version if verdict else overview.case.version,
        form=TypedForm({}),
    )
