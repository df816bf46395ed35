"""The page of a dossier, to which mails lead: its nominations, what the unit must do, and the mails about it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.application.ports import Filters, NominationLine, Page
from services.intake.application.showing import MAX_LIMIT, ListNominations, ShowDossier, ShownDossier, ShowNomination
from services.intake.web.frame import Frame
from services.intake.web.pages import Pages
from shared.events.words import PublicStatus
from shared.identity.viewer import Viewer
from shared.refusals import NotFoundError, NotSignedInError
from shared.rules.loading import RuleSets
from shared.text.numbering import parse_number
from shared.web.pages.sign_in import Place


@dataclass(frozen=True)
class DossierPages:
    """Renders the page and what its forms lead to."""

    frame: Frame
    show_dossier: ShowDossier
    show_nomination: ShowNomination
    list_nominations: ListNominations
    rule_sets: RuleSets

    async def dossier(self, request: Request, number: str, status: PublicStatus | None, after: str | None) -> Response:
        """The dossier's page, or the sign-in form in its place; the number of a nomination leads to the nomination."""
        try:
            viewer = await self.frame.viewer(request)
        except NotSignedInError:
            return self.frame.ask_who(request, _place(number))
        try:
            shown = await self.show_dossier(viewer, number)
        except NotFoundError:
            await self.show_nomination(viewer, number)
            return RedirectResponse(f"/de-nghi/{number}", 303)
        identity = shown.dossier.id
        lines = await self.list_nominations(viewer, identity, Filters(status=status), after, MAX_LIMIT)
        waiting = await self._waiting(viewer, shown)
        return self._rendered(request, viewer, shown, lines, waiting, status)

    async def _waiting(self, viewer: Viewer, shown: ShownDossier) -> Page[NominationLine]:
        """What waits for the unit itself; nothing for whoever is not of it."""
        if shown.dossier.unit.code not in viewer.units:
            return Page(())
        returned = Filters(status=PublicStatus.RETURNED)
        return await self.list_nominations(viewer, shown.dossier.id, returned, None, MAX_LIMIT)

    def _rendered(
        self,
        request: Request,
        viewer: Viewer,
        shown: ShownDossier,
        lines: Page[NominationLine],
        waiting: Page[NominationLine],
        status: PublicStatus | None,
    ) -> Response:
        dossier = shown.dossier
        return self.frame.render(
            request,
            "dossier.html",
            place=_place(dossier.number),
            viewer=viewer,
            dossier=dossier,
            mails=shown.mails,
            lines=lines,
            waiting=waiting,
            chosen=status,
            statuses={one: shown.statuses[one] for one in PublicStatus if one in shown.statuses},
            form_names={
                form: self.rule_sets.form_name(dossier.rule_set, form)
                for form in {line.award_form for line in (*lines.items, *waiting.items)}
            },
        )


def dossier_pages_router(pages: DossierPages, start: Pages) -> APIRouter:
    """The routes of the page."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/ho-so/{number}")
    async def dossier(
        request: Request,
        number: str,
        trang_thai: PublicStatus | None = None,
        sau: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> Response:
        shown = parse_number(number)
        if shown is None:
            return start.no_number(request, number)
        if shown != number:
            return RedirectResponse(f"/ho-so/{shown}", 303)
        return await pages.dossier(request, shown, trang_thai, sau)

    return router


def _place(number: str) -> Place:
    whose = "Chỉ đơn vị đã nộp và cơ quan trên lộ trình xét xem được hồ sơ."
    return Place(f"/ho-so/{number}", f"hồ sơ {number}", whose)
