"""The pages of a nomination: where it stands, and what its unit does with it meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from services.intake.application.correspondence import AnswerNote, ReadCorrespondence
from services.intake.application.dossiers import ShowDossier
from services.intake.application.nominations import ShowNomination
from services.intake.application.withdrawals import RequestWithdrawal
from services.intake.domain.awards import award_of
from services.intake.domain.history import HistoryEntry, Remark
from services.intake.domain.history_sentences import sentence
from services.intake.domain.nomination import Nomination
from services.intake.domain.order import put_in_order
from services.intake.domain.status import TEXTS, UNDECIDED, Fact
from services.intake.domain.step_states import STATE_TEXTS, StepState, step_state
from services.intake.web.api.correspondence import AnswerRequest
from services.intake.web.api.nominations import WithdrawalRequest
from services.intake.web.pages.looks import STATUS_LOOKS
from services.intake.web.pages.start import refuse_number
from shared.clock.days import day_of
from shared.events.content import Step
from shared.events.words import PublicStatus
from shared.identity.viewer import Role, Viewer
from shared.refusals import ConflictError, InvalidError, NotFoundError, NotSignedInError
from shared.rules.explaining import explain_objection, spell_basis
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet
from shared.text.formats import show_day
from shared.text.numbering import parse_number
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, read_form, typed_form
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.sign_in import Place, ask_who
from shared.web.pages.viewer import PageViewer, page_viewer

_STEP_LOOKS: Mapping[StepState, str] = {
    StepState.DONE: "xong",
    StepState.CURRENT: "dang",
    StepState.WAITING: "dang",
    StepState.STOPPED: "khong-qua",
    StepState.PASSED_BY: "khong-qua",
}
_WITHDRAWABLE = frozenset({PublicStatus.IN_REVIEW, PublicStatus.RETURNED})

_WHOSE = "Chỉ đơn vị đã nộp và cơ quan trên lộ trình xét xem được đề nghị."


@dataclass(frozen=True)
class NominationPageUseCases:
    """What the pages call."""

    show_nomination: ShowNomination
    show_dossier: ShowDossier
    read_correspondence: ReadCorrespondence
    answer_note: AnswerNote
    withdraw: RequestWithdrawal
    rule_sets: RuleSets


@dataclass(frozen=True)
class SlipStep:
    """A step as the slip line draws it."""

    name: str
    state: str
    text: str
    day: str


Uses = Annotated[NominationPageUseCases, use(NominationPageUseCases)]
router: APIRouter = pages_router()


@router.get("/de-nghi/{number}")
async def show_nomination(request: Request, frame: Frame, use_cases: Uses, number: str) -> Response:
    """The nomination's page; the number of a dossier leads to the dossier."""
    parsed = parse_number(number)
    if parsed is None:
        return refuse_number(number)
    if parsed != number:
        return RedirectResponse(f"/de-nghi/{parsed}", 303)
    try:
        viewer = await page_viewer(request)
    except NotSignedInError:
        return ask_who(frame, request, Place(f"/de-nghi/{number}", f"đề nghị {number}", _WHOSE))
    try:
        nomination = await use_cases.show_nomination(viewer, number)
    except NotFoundError:
        await use_cases.show_dossier(viewer, number)
        return RedirectResponse(f"/ho-so/{number}", 303)
    return await _render(request, frame, viewer, use_cases, nomination, TypedForm({}))


@router.post("/de-nghi/{number}/tra-loi")
async def answer(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, number: str) -> Response:
    """Back to the page with the unit's answer to an authority; or the page again, with what was wrong."""
    nomination = await use_cases.show_nomination(viewer, number)
    require_own(nomination, viewer)
    body, form = read_form(await typed_form(request), AnswerRequest, {"text": str})
    if body is not None:
        try:
            await use_cases.answer_note(viewer, number, form.text("khoa") or str(uuid4()), body.text, body.step)
        except InvalidError as refusal:
            form = form.with_problems(refusal.problems)
        else:
            return RedirectResponse(f"/de-nghi/{number}#trao-doi", 303)
    return await _render(request, frame, viewer, use_cases, nomination, form, status=422)


@router.get("/de-nghi/{number}/rut")
async def ask_to_withdraw(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, number: str) -> Response:
    """What it means to take the nomination back, and the reason."""
    nomination = await use_cases.show_nomination(viewer, number)
    _require_withdrawable(nomination, viewer)
    return frame.render(request, "nominations/withdrawal.html", nomination=nomination, form=TypedForm({}))


@router.post("/de-nghi/{number}/rut")
async def withdraw(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, number: str) -> Response:
    """Back to the nomination, being withdrawn; or the page again, with what was wrong."""
    nomination = await use_cases.show_nomination(viewer, number)
    _require_withdrawable(nomination, viewer)
    body, form = read_form(await typed_form(request), WithdrawalRequest, {"reason": str})
    if body is None:
        return frame.render(request, "nominations/withdrawal.html", 422, nomination=nomination, form=form)
    await use_cases.withdraw(viewer, number, body.reason, form.version or None)
    return RedirectResponse(f"/de-nghi/{number}", 303)


async def _render(
    request: Request,
    frame: Frame,
    viewer: Viewer,
    use_cases: NominationPageUseCases,
    nomination: Nomination,
    form: TypedForm,
    *,
    status: int = 200,
) -> Response:
    notes = await use_cases.read_correspondence(viewer, nomination.id)
    shown = form if form.texts else replace(form, texts={"khoa": (str(uuid4()),)})
    return frame.render(
        request,
        "nominations/nomination.html",
        status,
        form=shown,
        notes=notes,
        is_own=is_own(nomination, viewer),
        **_values(use_cases.rule_sets, nomination),
    )


def is_own(nomination: Nomination, viewer: Viewer) -> bool:
    """Whether the viewer submits for the nomination's unit, so that it is theirs to act on."""
    return viewer.has(Role.SUBMITTER) and nomination.dossier.unit.code in viewer.units


def require_own(nomination: Nomination, viewer: Viewer) -> None:
    """Pass whoever submits for the unit.

    Raises:
        NotFoundError: It is not theirs to act on.
    """
    if not is_own(nomination, viewer):
        raise NotFoundError("Việc này chỉ người nộp hồ sơ của đơn vị đã nộp thực hiện được.")


def _require_withdrawable(nomination: Nomination, viewer: Viewer) -> None:
    require_own(nomination, viewer)
    if nomination.status not in _WITHDRAWABLE:
        raise ConflictError(f"Đề nghị {TEXTS[nomination.status]} nên không rút được nữa. Mở lại trang đề nghị để xem.")


def _values(rule_sets: RuleSets, nomination: Nomination) -> Mapping[str, object]:
    rules = rule_sets.entries.get(nomination.dossier.rule_set)
    remarks = {remark.version: remark for remark in nomination.remarks}
    history = put_in_order(nomination.history)
    states = [(step, step_state(nomination, step)) for step in nomination.slip]
    return {
        "spell_basis": lambda basis: spell_basis(rules, basis) if rules else basis,
        "objection": _objection(nomination, rules),
        "nomination": nomination,
        "award": award_of(nomination),
        "status_text": TEXTS[nomination.status],
        "status_look": STATUS_LOOKS[nomination.status],
        "form_name": rule_sets.award_form_name(nomination.dossier.rule_set, nomination.award_form),
        "is_withdrawable": nomination.status in _WITHDRAWABLE,
        "current": next((step for step, state in states if _STEP_LOOKS.get(state) == "dang"), None),
        "following": next((step for step, state in states if state is StepState.AHEAD), None),
        "steps": [_slip_step(nomination, step, state) for step, state in states],
        "missing": _missing(nomination, history, remarks),
        "history": [(entry, sentence(nomination, entry), remarks.get(entry.version)) for entry in reversed(history)],
    }


def _slip_step(nomination: Nomination, step: Step, state: StepState) -> SlipStep:
    is_open = nomination.standing in UNDECIDED
    is_expected = is_open and state in {StepState.CURRENT, StepState.AHEAD} and step.expected_on
    day = f"dự kiến đến hết {show_day(step.expected_on)}" if is_expected and step.expected_on else ""
    return SlipStep(step.authority.name, _STEP_LOOKS.get(state, ""), STATE_TEXTS[state], day)


def _missing(nomination: Nomination, history: Sequence[HistoryEntry], remarks: Mapping[int, Remark]) -> Remark | None:
    """What the unit is asked to supply now."""
    if nomination.status is not PublicStatus.RETURNED:
        return None
    returned = [entry for entry in history if entry.fact is Fact.RETURNED]
    return remarks.get(returned[-1].version) if returned else None


def _objection(nomination: Nomination, rules: RuleSet | None) -> str:
    refusals = [entry for entry in put_in_order(nomination.history) if entry.fact is Fact.DECLINED]
    if nomination.status is not PublicStatus.DECLINED or not refusals:
        return ""
    authority = refusals[-1].authority
    return explain_objection(rules, authority.name if authority else "cơ quan xét", day_of(refusals[-1].at))
