"""The start page and the page of a nomination: where it stands, for whoever may see it. Works without scripts."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.application.corresponding import ListMessages
from services.intake.application.showing import ShowDossier, ShowNomination
from services.intake.domain.awards import award_of
from services.intake.domain.messages import Message
from services.intake.domain.nomination import Nomination
from services.intake.domain.places import put_in_order
from services.intake.domain.status import TEXTS, UNDECIDED, Fact
from services.intake.domain.step_states import STATE_TEXTS, step_state
from services.intake.web.frame import FOLDER, Frame
from services.intake.web.wording import sentence
from shared.clock.days import day_of
from shared.events.words import PublicStatus
from shared.identity.viewer import Viewer
from shared.refusals import NotFoundError, NotSignedInError
from shared.rules.explaining import explain_objection, spell_basis
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet
from shared.text.numbering import parse_number
from shared.web.pages.sign_in import Place

_STYLE = (FOLDER / "kieu-dang.css").read_text(encoding="utf-8")
_BAD_NUMBER = "Số có 11 chữ và số, ví dụ BDQHS-7MDPX-9. Kiểm tra lại số trong thư hoặc giấy tiếp nhận."
_LONGEST = 500  # a pasted link, or what a clumsy hand pastes around a number


class Pages:
    """Renders the pages and what their forms lead to."""

    def __init__(
        self,
        frame: Frame,
        show_nomination: ShowNomination,
        show_dossier: ShowDossier,
        list_messages: ListMessages,
        rule_sets: RuleSets,
    ) -> None:
        self._frame = frame
        self._show_nomination = show_nomination
        self._show_dossier = show_dossier
        self._list_messages = list_messages
        self._rule_sets = rule_sets

    async def nomination(self, request: Request, number: str) -> Response:
        """The nomination's page, or the sign-in form in its place; the number of a dossier leads to the dossier."""
        try:
            viewer = await self._frame.viewer(request)
        except NotSignedInError:
            return self._frame.ask_who(request, _place(number))
        try:
            nomination = await self._show_nomination(viewer, number)
        except NotFoundError:
            await self._show_dossier(viewer, number)
            return RedirectResponse(f"/ho-so/{number}", 303)
        return self._shown(request, nomination, await self._list_messages(viewer, nomination.id), viewer)

    def start(self, request: Request, typed: str, problem: str = "") -> Response:
        """The start page, where a number leads to its nomination or dossier."""
        return self._frame.render(request, "start.html", 422 if problem else 200, typed=typed, problem=problem)

    def no_number(self, request: Request, typed: str) -> Response:
        """The start page again, with what was typed and how a number looks."""
        return self.start(request, typed[:_LONGEST], _BAD_NUMBER)

    def _shown(self, request: Request, nomination: Nomination, messages: Sequence[Message], viewer: Viewer) -> Response:
        rules = self._rule_sets.entries.get(nomination.dossier.rule_set)
        return self._frame.render(
            request,
            "nomination.html",
            place=_place(nomination.number),
            spell_basis=lambda basis: spell_basis(rules, basis) if rules else basis,
            objection=self._objection(nomination, rules),
            nomination=nomination,
            messages=messages,
            award=award_of(nomination),
            viewer=viewer,
            status_text=TEXTS[nomination.status],
            form_name=self._rule_sets.form_name(nomination.dossier.rule_set, nomination.award_form),
            is_open=nomination.standing in UNDECIDED,
            steps=[(step, state := step_state(nomination, step), STATE_TEXTS[state]) for step in nomination.slip],
            history=[
                (
                    entry,
                    sentence(nomination, entry),
                    {one.version: one for one in nomination.remarks}.get(entry.version),
                )
                for entry in reversed(put_in_order(nomination.history))
            ],
        )

    def _objection(self, nomination: Nomination, rules: RuleSet | None) -> str:
        refusals = [entry for entry in put_in_order(nomination.history) if entry.fact is Fact.DECLINED]
        if nomination.status is not PublicStatus.DECLINED or not refusals:
            return ""
        authority = refusals[-1].authority
        return explain_objection(rules, authority.name if authority else "cơ quan xét", day_of(refusals[-1].at))


def pages_router(pages: Pages) -> APIRouter:
    """The routes of the pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/")
    async def start(request: Request) -> Response:
        return pages.start(request, "")

    @router.get("/de-nghi")
    async def look_up(request: Request, so: str = "") -> Response:
        number = parse_number(so)
        return RedirectResponse(f"/de-nghi/{number}", 303) if number else pages.no_number(request, so)

    @router.get("/de-nghi/tai-nguyen/kieu-dang.css")
    async def style() -> Response:
        return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})

    @router.get("/de-nghi/{number}")
    async def nomination(request: Request, number: str) -> Response:
        shown = parse_number(number)
        if shown is None:
            return pages.no_number(request, number)
        if shown != number:
            return RedirectResponse(f"/de-nghi/{shown}", 303)
        return await pages.nomination(request, shown)

    return router


def _place(number: str) -> Place:
    whose = "Chỉ đơn vị đã nộp và cơ quan trên lộ trình xét xem được đề nghị."
    return Place(f"/de-nghi/{number}", f"đề nghị {number}", whose)
