"""The page of a dossier, to which mails lead: its nominations, what the unit must do, and the mails about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.application.ports import Filters, NominationLine, Page
from services.intake.application.showing import (
    FIRST_NOMINATIONS,
    ListNominations,
    ShowDossier,
    ShownDossier,
    ShowNomination,
)
from services.intake.web.pages.frame import CurrentFrame
from services.intake.web.pages.start import refuse_number
from shared.events.words import PublicStatus
from shared.identity.viewer import Viewer
from shared.refusals import NotFoundError, NotSignedInError
from shared.rules.loading import RuleSets
from shared.text.numbering import parse_number
from shared.web.http.use_cases import use
from shared.web.pages.sign_in import Place


@dataclass(frozen=True)
class DossierPageUseCases:
    """What the page calls."""

    show_dossier: ShowDossier
    show_nomination: ShowNomination
    list_nominations: ListNominations
    rule_sets: RuleSets


Uses = Annotated[DossierPageUseCases, use(DossierPageUseCases)]
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/ho-so/{number}")
async def show_dossier(
    request: Request,
    frame: CurrentFrame,
    use_cases: Uses,
    number: str,
    trang_thai: PublicStatus | None = None,
    sau: Annotated[str | None, Query(max_length=2000)] = None,
) -> Response:
    """The dossier's page, or the sign-in form in its place; the number of a nomination leads to the nomination."""
    parsed = parse_number(number)
    if parsed is None:
        return refuse_number(number)
    if parsed != number:
        return RedirectResponse(f"/ho-so/{parsed}", 303)
    try:
        viewer = await frame.viewer(request)
    except NotSignedInError:
        return frame.ask_who(request, _place(number))
    try:
        shown = await use_cases.show_dossier(viewer, number)
    except NotFoundError:
        await use_cases.show_nomination(viewer, number)
        return RedirectResponse(f"/de-nghi/{number}", 303)
    filters = Filters(status=trang_thai)
    lines = await use_cases.list_nominations(viewer, shown.dossier.id, filters, sau, FIRST_NOMINATIONS)
    waiting = await _list_waiting(use_cases, viewer, shown)
    values = _values(use_cases.rule_sets, shown, lines, waiting)
    return frame.render(request, "dossiers/dossier.html", viewer=viewer, chosen=trang_thai, **values)


async def _list_waiting(use_cases: DossierPageUseCases, viewer: Viewer, shown: ShownDossier) -> Page[NominationLine]:
    """What waits for the unit itself; nothing for whoever is not of it."""
    if shown.dossier.unit.code not in viewer.units:
        return Page(())
    returned = Filters(status=PublicStatus.RETURNED)
    return await use_cases.list_nominations(viewer, shown.dossier.id, returned, None, FIRST_NOMINATIONS)


def _values(
    rule_sets: RuleSets, shown: ShownDossier, lines: Page[NominationLine], waiting: Page[NominationLine]
) -> Mapping[str, object]:
    dossier = shown.dossier
    return {
        "place": _place(dossier.number),
        "dossier": dossier,
        "mails": shown.mails,
        "lines": lines,
        "waiting": waiting,
        "statuses": {status: shown.statuses[status] for status in PublicStatus if status in shown.statuses},
        "form_names": {
            form: rule_sets.form_name(dossier.rule_set, form)
            for form in {line.award_form for line in (*lines.items, *waiting.items)}
        },
    }


def _place(number: str) -> Place:
    whose = "Chỉ đơn vị đã nộp và cơ quan trên lộ trình xét xem được hồ sơ."
    return Place(f"/ho-so/{number}", f"hồ sơ {number}", whose)
