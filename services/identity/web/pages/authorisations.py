"""The pages on which a head signs over to a deputy, for days and by a paper, and ends it early."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.identity.application.account_ports import ReadCatalogue
from services.identity.application.authorising import AuthoriseDeputy, EndAuthorisation, ListAuthorisations
from services.identity.application.ports import Clock
from services.identity.web.api.authorisations import AuthorisationBody
from services.identity.web.api.labels import LABELS
from services.identity.web.pages.areas import AUTHORISATIONS
from shared.clock.days import day_of
from shared.identity.viewer import Viewer
from shared.refusals import InvalidError
from shared.text.typed import Reader, read_day
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, read_form, typed_form
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer

ONE = f"{AUTHORISATIONS}/{{authorisation_id}}"
_SEE_OTHER, _UNPROCESSABLE = 303, 422
_READERS: Mapping[str, Reader] = {
    "deputy": str,
    "paper.number": str,
    "paper.signed_on": read_day,
    "begins_on": read_day,
    "ends_on": read_day,
}
_DONE = {"ghi": "Đã ghi ủy quyền.", "ket-thuc": "Đã kết thúc ủy quyền; có tác dụng chậm nhất trong mười giây."}
_LONGEST_KEY = 100


@dataclass(frozen=True)
class AuthorisationPages:
    """What the pages call."""

    list: ListAuthorisations
    authorise: AuthoriseDeputy
    end: EndAuthorisation
    catalogue: ReadCatalogue
    now: Clock


Uses = Annotated[AuthorisationPages, use(AuthorisationPages)]
router = pages_router()


@router.get(AUTHORISATIONS)
async def list_papers(request: Request, frame: Frame, viewer: PageViewer, uses: Uses, xong: str = "") -> Response:
    """What was signed over to deputies of the head's own authorities."""
    return frame.render(
        request,
        "authorisations/list.html",
        papers=await uses.list(viewer),
        catalogue=await uses.catalogue.catalogue(),
        now=uses.now(),
        done=_DONE.get(xong, ""),
        is_dense=True,
    )


@router.get(f"{AUTHORISATIONS}/moi")
async def ask_for_paper(request: Request, frame: Frame, viewer: PageViewer, uses: Uses) -> Response:
    """The form for a paper that was signed."""
    form = TypedForm.of({"begins_on": day_of(uses.now()), "ma": str(uuid4())})
    return await _form(request, frame, viewer, uses, form)


@router.post(f"{AUTHORISATIONS}/moi")
async def authorise(request: Request, frame: Frame, viewer: PageViewer, uses: Uses) -> Response:
    """To the list with the new paper; or the form again, with what must be mended."""
    body, form = read_form(await typed_form(request), AuthorisationBody, _READERS, labels=LABELS)
    if body is not None:
        try:
            await uses.authorise(viewer, body.grant(), form.text("ma")[:_LONGEST_KEY] or str(uuid4()))
        except InvalidError as refusal:
            form = form.with_problems(refusal.problems)
        else:
            return RedirectResponse(f"{AUTHORISATIONS}?xong=ghi", _SEE_OTHER)
    return await _form(request, frame, viewer, uses, form, _UNPROCESSABLE)


@router.get(f"{ONE}/ket-thuc")
async def ask_to_end(
    request: Request, frame: Frame, viewer: PageViewer, uses: Uses, authorisation_id: UUID
) -> Response:
    """What ending it early does."""
    papers, paper = await uses.list.find(viewer, authorisation_id)
    catalogue = await uses.catalogue.catalogue()
    return frame.render(
        request,
        "authorisations/end.html",
        deputy=papers.deputy(paper),
        paper=paper,
        is_over=paper.is_over(uses.now()),
        names=[catalogue.authorities.name(code) for code in sorted(paper.authorities)],
        is_dense=True,
    )


@router.post(f"{ONE}/ket-thuc")
async def end(viewer: PageViewer, uses: Uses, authorisation_id: UUID) -> Response:
    """Back to the list; the deputy decides by it no more."""
    await uses.end(viewer, authorisation_id)
    return RedirectResponse(f"{AUTHORISATIONS}?xong=ket-thuc", _SEE_OTHER)


async def _form(
    request: Request, frame: Frame, viewer: Viewer, uses: AuthorisationPages, form: TypedForm, status: int = 200
) -> Response:
    papers, catalogue = await uses.list(viewer), await uses.catalogue.catalogue()
    choices = [(one.id, f"{one.name} ({'; '.join(catalogue.works_for(one))})") for one in papers.deputies]
    return frame.render(request, "authorisations/new.html", status, form=form, deputies=choices, is_dense=True)
