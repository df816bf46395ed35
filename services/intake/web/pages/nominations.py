"""The page of a nomination: where it stands, for whoever may see it. Works without scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.application.corresponding import ListMessages
from services.intake.application.showing import ShowDossier, ShowNomination
from services.intake.domain.awards import award_of
from services.intake.domain.history_sentences import sentence
from services.intake.domain.nomination import Nomination
from services.intake.domain.places import put_in_order
from services.intake.domain.status import TEXTS, UNDECIDED, Fact
from services.intake.domain.step_states import STATE_TEXTS, step_state
from services.intake.web.pages.frame import CurrentFrame
from services.intake.web.pages.start import refuse_number
from shared.clock.days import day_of
from shared.events.words import PublicStatus
from shared.refusals import NotFoundError, NotSignedInError
from shared.rules.explaining import explain_objection, spell_basis
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet
from shared.text.numbering import parse_number
from shared.web.http.use_cases import use
from shared.web.pages.sign_in import Place


@dataclass(frozen=True)
class NominationPageUseCases:
    """What the page calls."""

    show_nomination: ShowNomination
    show_dossier: ShowDossier
    list_messages: ListMessages
    rule_sets: RuleSets


Uses = Annotated[NominationPageUseCases, use(NominationPageUseCases)]
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/de-nghi/{number}")
async def show_nomination(request: Request, frame: CurrentFrame, use_cases: Uses, number: str) -> Response:
    """The nomination's page, or the sign-in form in its place; the number of a dossier leads to the dossier."""
    parsed = parse_number(number)
    if parsed is None:
        return refuse_number(number)
    if parsed != number:
        return RedirectResponse(f"/de-nghi/{parsed}", 303)
    try:
        viewer = await frame.viewer(request)
    except NotSignedInError:
        return frame.ask_who(request, _place(number))
    try:
        nomination = await use_cases.show_nomination(viewer, number)
    except NotFoundError:
        await use_cases.show_dossier(viewer, number)
        return RedirectResponse(f"/ho-so/{number}", 303)
    notes = await use_cases.list_messages(viewer, nomination.id)
    values = _values(use_cases.rule_sets, nomination)
    return frame.render(request, "nominations/nomination.html", viewer=viewer, notes=notes, **values)


def _values(rule_sets: RuleSets, nomination: Nomination) -> Mapping[str, object]:
    rules = rule_sets.entries.get(nomination.dossier.rule_set)
    remarks = {remark.version: remark for remark in nomination.remarks}
    return {
        "place": _place(nomination.number),
        "spell_basis": lambda basis: spell_basis(rules, basis) if rules else basis,
        "objection": _objection(nomination, rules),
        "nomination": nomination,
        "award": award_of(nomination),
        "status_text": TEXTS[nomination.status],
        "form_name": rule_sets.form_name(nomination.dossier.rule_set, nomination.award_form),
        "is_open": nomination.standing in UNDECIDED,
        "steps": [(step, state := step_state(nomination, step), STATE_TEXTS[state]) for step in nomination.slip],
        "history": [
            (entry, sentence(nomination, entry), remarks.get(entry.version))
            for entry in reversed(put_in_order(nomination.history))
        ],
    }


def _objection(nomination: Nomination, rules: RuleSet | None) -> str:
    refusals = [entry for entry in put_in_order(nomination.history) if entry.fact is Fact.DECLINED]
    if nomination.status is not PublicStatus.DECLINED or not refusals:
        return ""
    authority = refusals[-1].authority
    return explain_objection(rules, authority.name if authority else "cơ quan xét", day_of(refusals[-1].at))


def _place(number: str) -> Place:
    whose = "Chỉ đơn vị đã nộp và cơ quan trên lộ trình xét xem được đề nghị."
    return Place(f"/de-nghi/{number}", f"đề nghị {number}", whose)
