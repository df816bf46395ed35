"""The council's vote on the page of a case: its secretary enters the count, which decides the outcome."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from services.appraisal.application.checking import CheckVote
from services.appraisal.application.mail_preview import PreviewMail
from services.appraisal.web.api.labels import LABELS
from services.appraisal.web.api.outcomes import OutcomeUseCases, VoteBody
from services.appraisal.web.pages.case_visit import ANSWERED, CASE_PATH, Visit
from services.appraisal.web.pages.consequences import consequences_of
from services.appraisal.web.pages.level import use_on_page
from shared.text.typed import Reader, read_count
from shared.web.pages.forms import TypedForm, read_form
from shared.web.pages.frame import pages_router

_UNFIT = 422
_READERS: Mapping[str, Reader] = {"members": read_count, "present": read_count, "approving": read_count, "minutes": str}
Outcomes = Annotated[OutcomeUseCases, use_on_page(OutcomeUseCases)]
Check = Annotated[CheckVote, use_on_page(CheckVote)]
Preview = Annotated[PreviewMail, use_on_page(PreviewMail)]
router: APIRouter = pages_router(CASE_PATH)


@router.post("/bo-phieu/kiem-tra")
async def check_vote(visit: Visit, check: Check, preview: Preview) -> Response:
    """What the count means, with the mail exactly as it will be read. Nothing is recorded yet."""
    body, form = read_form(visit.form, VoteBody, _READERS, labels=LABELS)
    if body is None:
        return await visit.render(form, _UNFIT)
    try:
        decided = await check(visit.viewer, visit.place.key, body.tally(), form.version)
        mail = await preview(visit.viewer, visit.place.key, body.tally())
    except ANSWERED as refusal:
        return await visit.refuse(form, refusal)
    overview = await visit.overview()
    return visit.show(
        "cases/check.html",
        overview,
        ruling=decided.after.rulings[-1],
        consequences=consequences_of(overview.case, decided.after),
        is_return=False,
        mail=mail,
        action=visit.place.address("/bo-phieu"),
        carried=[(name, form.text(name)) for name in _READERS],
        is_own=True,
        version=form.version,
        form=TypedForm({}),
    )


@router.post("/bo-phieu")
async def enter_vote(visit: Visit, use_cases: Outcomes) -> Response:
    """Back to the case, with the outcome of the vote."""
    body, form = read_form(visit.form, VoteBody, _READERS, labels=LABELS)
    if body is None:
        return await visit.render(form, _UNFIT)
    try:
        await use_cases.enter_vote(visit.viewer, visit.place.key, body.tally(), form.version)
    except ANSWERED as refusal:
        return await visit.refuse(form, refusal)
    return RedirectResponse(visit.place.done("bo-phieu"), 303)
