"""The pages of dossiers that were handed in: a unit's own in a list, and one with its nominations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from services.intake.application.dossiers import (
    FIRST_NOMINATIONS,
    ListDossiers,
    ListNominations,
    ShowDossier,
    ShownDossier,
)
from services.intake.application.drafts import ShowDraft
from services.intake.application.nominations import ShowNomination
from services.intake.application.ports import Filters, NominationLine, Slice
from services.intake.domain.status import TEXTS
from services.intake.web.pages.drafts import title_of
from services.intake.web.pages.looks import STATUS_LOOKS
from services.intake.web.pages.start import refuse_number
from shared.events.words import PublicStatus
from shared.identity.viewer import Viewer
from shared.refusals import NotFoundError, NotSignedInError
from shared.rules.loading import RuleSets
from shared.text.numbering import parse_number
from shared.web.http.use_cases import use
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.lists import CURSOR, ListAddress
from shared.web.pages.sign_in import Place, ask_who
from shared.web.pages.viewer import PageViewer, page_viewer

_STATUS, _SEARCH = "trang-thai", "tim"
_SLICE = 20
_LONGEST_CURSOR, _LONGEST_SEARCH = 2_000, 200

_WHOSE = "Chỉ đơn vị đã nộp và cơ quan trên lộ trình xét xem được hồ sơ."


@dataclass(frozen=True)
class DossierPageUseCases:
    """What the pages call."""

    list_dossiers: ListDossiers
    show_draft: ShowDraft
    show_dossier: ShowDossier
    show_nomination: ShowNomination
    list_nominations: ListNominations
    rule_sets: RuleSets


Uses = Annotated[DossierPageUseCases, use(DossierPageUseCases)]
router: APIRouter = pages_router()


@router.get("/ho-so")
async def list_dossiers(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses) -> Response:
    """The unit's dossiers, latest first, and what it is asked to do."""
    place = ListAddress.of(request, [_STATUS, _SEARCH, CURSOR])
    filters = Filters(status=_status_of(place), text=place.get(_SEARCH)[:_LONGEST_SEARCH])
    after = place.get(CURSOR)[:_LONGEST_CURSOR] or None
    found = await use_cases.list_dossiers(viewer, filters, after, _SLICE)
    waiting = await use_cases.list_dossiers(viewer, Filters(status=PublicStatus.RETURNED), None, _SLICE)
    return frame.render(
        request,
        "dossiers/dossiers.html",
        place=place,
        found=found,
        waiting=waiting.items,
        drafts=[(draft, title_of(draft)) for draft in await use_cases.show_draft.all(viewer)],
        chips=place.chips(
            {_STATUS: "Trạng thái", _SEARCH: "Tìm"}, {_STATUS: {each.value: TEXTS[each] for each in PublicStatus}}
        ),
        statuses=[(each.value, _capital(TEXTS[each])) for each in PublicStatus],
        looks=STATUS_LOOKS,
        returned=PublicStatus.RETURNED,
    )


@router.get("/ho-so/{number}")
async def show_dossier(request: Request, frame: Frame, use_cases: Uses, number: str) -> Response:
    """The dossier's page; the number of a nomination leads to the nomination."""
    parsed = parse_number(number)
    if parsed is None:
        return refuse_number(number)
    if parsed != number:
        return RedirectResponse(f"/ho-so/{parsed}", 303)
    try:
        viewer = await page_viewer(request)
    except NotSignedInError:
        return ask_who(frame, request, Place(f"/ho-so/{number}", f"hồ sơ {number}", _WHOSE))
    try:
        shown = await use_cases.show_dossier(viewer, number)
    except NotFoundError:
        await use_cases.show_nomination(viewer, number)
        return RedirectResponse(f"/de-nghi/{number}", 303)
    place = ListAddress.of(request, [_STATUS, CURSOR])
    status, after = _status_of(place), place.get(CURSOR)[:_LONGEST_CURSOR] or None
    lines = await use_cases.list_nominations(viewer, shown.dossier.id, Filters(status=status), after, FIRST_NOMINATIONS)
    waiting = await _list_waiting(use_cases, viewer, shown)
    values = _values(use_cases.rule_sets, shown, lines, waiting)
    return frame.render(request, "dossiers/dossier.html", place=place, chosen=status, **values)


async def _list_waiting(use_cases: DossierPageUseCases, viewer: Viewer, shown: ShownDossier) -> Slice[NominationLine]:
    """What waits for the unit itself; nothing for whoever is not of it."""
    if shown.dossier.unit.code not in viewer.units:
        return Slice(())
    returned = Filters(status=PublicStatus.RETURNED)
    return await use_cases.list_nominations(viewer, shown.dossier.id, returned, None, FIRST_NOMINATIONS)


def _values(
    rule_sets: RuleSets, shown: ShownDossier, lines: Slice[NominationLine], waiting: Slice[NominationLine]
) -> Mapping[str, object]:
    dossier = shown.dossier
    return {
        "dossier": dossier,
        "mails": shown.mails,
        "lines": lines,
        "waiting": waiting,
        "looks": STATUS_LOOKS,
        "statuses": {status: shown.statuses[status] for status in PublicStatus if status in shown.statuses},
        "form_names": {
            form: rule_sets.award_form_name(dossier.rule_set, form)
            for form in {line.award_form for line in (*lines.items, *waiting.items)}
        },
    }


def _status_of(place: ListAddress) -> PublicStatus | None:
    """The state that the address asks for; one that there is not asks for none."""
    return next((each for each in PublicStatus if each.value == place.get(_STATUS)), None)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
