"""The pages of a draft: begun, its task list, checked, declared, handed in, removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from services.intake.application.drafts import ShowDraft, StartDraft
from services.intake.application.places import ListPlaces
from services.intake.application.ports import Clock
from services.intake.application.submitting_drafts import CheckDraft, DraftCheck, SubmitDraft
from services.intake.application.writing_drafts import WriteDraft
from services.intake.domain.dossier import Dossier
from services.intake.domain.drafts.draft import Draft, DraftState, Section
from services.intake.domain.drafts.sections import DraftProblem, SectionState
from services.intake.domain.repeats import RepeatedPetitionError
from services.intake.web.pages.draft_fields import choices_of, rules_of
from shared.clock.days import day_of
from shared.events.names import OCCASIONS
from shared.events.words import Occasion
from shared.refusals import InvalidError
from shared.rules.loading import RuleSets
from shared.text.formats import show_count, show_iso_day
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, typed_form
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer

NEW_PATH = "/ban-nhap/moi"
_LABELS: Mapping[Section, str] = MappingProxyType(
    {
        Section.PETITION: "Tờ trình",
        Section.NOMINEES: "Danh sách đề nghị",
        Section.ACHIEVEMENTS: "Thành tích của từng đối tượng",
        Section.FILES: "Tài liệu đính kèm",
        Section.DECLARATION: "Cam đoan",
    }
)
_PATHS: Mapping[Section, str] = MappingProxyType(
    {
        Section.PETITION: "to-trinh",
        Section.NOMINEES: "danh-sach",
        Section.ACHIEVEMENTS: "danh-sach",
        Section.FILES: "tai-lieu",
        Section.DECLARATION: "kiem-tra#cam-doan",
    }
)
_STATES: Mapping[SectionState, tuple[str, str]] = MappingProxyType(
    {
        SectionState.NOT_BEGUN: ("Chưa bắt đầu", "nhap"),
        SectionState.UNDER_WAY: ("Đang làm", "xet"),
        SectionState.COMPLETE: ("Hoàn thành", "xong"),
        SectionState.TO_MEND: ("Cần sửa", "cho"),
    }
)


@dataclass(frozen=True)
class DraftPageUseCases:
    """What the pages of a draft call."""

    start: StartDraft
    show: ShowDraft
    write: WriteDraft
    check: CheckDraft
    submit: SubmitDraft
    list_places: ListPlaces
    rule_sets: RuleSets
    now: Clock

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return day_of(self.now())


@dataclass(frozen=True)
class Task:
    """A section as the task list shows it."""

    label: str
    address: str
    hint: str
    state: str
    look: str


@dataclass(frozen=True)
class Placed:
    """A problem or a warning with the page on which it is mended."""

    message: str
    address: str
    whose: str = ""


Uses = Annotated[DraftPageUseCases, use(DraftPageUseCases)]
router: APIRouter = pages_router()


@router.get(NEW_PATH)
async def ask_for_new(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses) -> Response:
    """What the dossier is for: the movement and the occasion."""
    drafts = await use_cases.show.all(viewer)
    form = TypedForm.of({"occasion": Occasion.SPONTANEOUS.value, "khoa": str(uuid4())})
    return _render_new(request, frame, use_cases, form, drafts)


@router.post("/ban-nhap")
async def start(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses) -> Response:
    """To the task list of the new draft."""
    form = await typed_form(request)
    petition = {name: form.text(name) for name in ("movement", "occasion") if form.text(name)}
    try:
        draft = await use_cases.start(viewer, petition, form.text("khoa") or str(uuid4()))
    except InvalidError as refusal:
        drafts = await use_cases.show.all(viewer)
        return _render_new(request, frame, use_cases, form.with_problems(refusal.problems), drafts, status=422)
    return RedirectResponse(f"/ban-nhap/{draft.id}", 303)


@router.get("/ban-nhap/{draft_id}")
async def show_tasks(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, draft_id: UUID) -> Response:
    """The task list; where the draft is handed in, its confirmation."""
    check = await use_cases.check(viewer, draft_id)
    if check.draft.state is DraftState.SUBMITTED:
        return RedirectResponse(f"/ban-nhap/{draft_id}/da-nop", 303)
    tasks = [_task(check, section) for section in Section]
    done = sum(state is SectionState.COMPLETE for state in check.sections.values())
    values = {"draft": check.draft, "tasks": tasks, "done": done, "title": title_of(check.draft)}
    return frame.render(request, "drafts/tasks.html", **values)


@router.get("/ban-nhap/{draft_id}/kiem-tra")
async def show_check(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, draft_id: UUID) -> Response:
    """Everything that is about to be handed in, what must be mended and what is worth a look."""
    return _render_check(request, frame, use_cases, await use_cases.check(viewer, draft_id))


@router.post("/ban-nhap/{draft_id}/cam-doan")
async def declare(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, draft_id: UUID) -> Response:
    """Back to the check page, with the draft declared to be true; or the page again where the box is not ticked."""
    form = await typed_form(request)
    if not form.is_ticked("declared"):
        check = await use_cases.check(viewer, draft_id)
        return _render_check(request, frame, use_cases, check, is_unticked=True, status=422)
    await use_cases.write.declare(viewer, draft_id, form.version)
    return RedirectResponse(f"/ban-nhap/{draft_id}/kiem-tra#nop", 303)


@router.post("/ban-nhap/{draft_id}/nop")
async def submit(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, draft_id: UUID) -> Response:
    """To the confirmation, once all parts are in; or the check page again, with what must be mended."""
    form = await typed_form(request)
    try:
        await use_cases.submit(viewer, draft_id, form.version, confirm_repeat=form.is_ticked("confirm_repeat"))
    except (InvalidError, RepeatedPetitionError):
        check = await use_cases.check(viewer, draft_id)
        return _render_check(request, frame, use_cases, check, status=422)
    return RedirectResponse(f"/ban-nhap/{draft_id}/da-nop", 303)


@router.get("/ban-nhap/{draft_id}/da-nop")
async def show_submitted(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, draft_id: UUID
) -> Response:
    """What was handed in: the numbers, and the way that each nomination goes."""
    draft, _ = await use_cases.show(viewer, draft_id)
    if draft.state is not DraftState.SUBMITTED:
        return RedirectResponse(f"/ban-nhap/{draft_id}", 303)
    dossiers = await use_cases.submit(viewer, draft_id, draft.version)
    return frame.render(request, "drafts/submitted.html", draft=draft, dossiers=[_shown(each) for each in dossiers])


@router.post("/ban-nhap/{draft_id}/xoa")
async def remove(request: Request, viewer: PageViewer, use_cases: Uses, draft_id: UUID) -> Response:
    """Back to the unit's dossiers, without the draft."""
    form = await typed_form(request)
    await use_cases.write.remove(viewer, draft_id, form.version)
    return RedirectResponse("/ho-so", 303)


@router.get("/ban-nhap/{draft_id}/xoa")
async def ask_to_remove(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, draft_id: UUID
) -> Response:
    """What is gone when the draft is removed."""
    draft, _ = await use_cases.show(viewer, draft_id)
    return frame.render(request, "drafts/removal.html", draft=draft, title=title_of(draft))


def title_of(draft: Draft) -> str:
    """What people call the draft: its Tờ trình where that has a number."""
    number = draft.petition.get("number")
    return f"Tờ trình {number}" if number else "Hồ sơ chưa có số Tờ trình"


def address_of_problem(draft: Draft, problem: DraftProblem) -> str:
    """The page on which it is mended, at its field."""
    base = f"/ban-nhap/{draft.id}"
    if problem.entry:
        return f"{base}/doi-tuong/{problem.entry}?loi=1#{problem.field}"
    if problem.section is Section.PETITION:
        return f"{base}/to-trinh?loi=1#{problem.field.removeprefix('petition.')}"
    return f"{base}/{_PATHS[problem.section]}"


def _render_new(
    request: Request,
    frame: Frame,
    use_cases: DraftPageUseCases,
    form: TypedForm,
    drafts: Sequence[Draft],
    *,
    status: int = 200,
) -> Response:
    movements = [(each.movement, each.movement_name) for each in use_cases.rule_sets.all_in_force(use_cases.today)]
    values = {
        "movements": movements,
        "choices": choices_of(None),
        "drafts": [(each, title_of(each)) for each in drafts],
    }
    return frame.render(request, "drafts/new.html", status, form=form, **values)


def _render_check(
    request: Request,
    frame: Frame,
    use_cases: DraftPageUseCases,
    check: DraftCheck,
    *,
    is_unticked: bool = False,
    status: int = 200,
) -> Response:
    draft = check.draft
    rules = rules_of(use_cases.rule_sets, draft, use_cases.today)
    to_mend = [problem for problem in check.problems if problem.section is not Section.DECLARATION]
    values = {
        "draft": draft,
        "title": title_of(draft),
        "problems": [Placed(each.message, address_of_problem(draft, each), each.nominee) for each in to_mend],
        "warnings": [
            Placed(each.finding.message, f"/ban-nhap/{draft.id}/doi-tuong/{each.entry}", each.nominee)
            for each in check.warnings
        ],
        "repeats": check.repeats.message if check.repeats else "",
        "entries": check.entries,
        "form_names": {form.code: form.name for form in rules.award_forms} if rules else {},
        "parts": check.parts,
        "occasion": OCCASIONS.get(_occasion_of(draft), ""),
        "signed_on": show_iso_day(str(draft.petition["signed_on"])) if draft.petition.get("signed_on") else "",
        "is_unticked": is_unticked,
        "is_submitting": draft.state is DraftState.SUBMITTING,
    }
    return frame.render(request, "drafts/check.html", status, **values)


def _occasion_of(draft: Draft) -> Occasion:
    return next((each for each in Occasion if each.value == draft.petition.get("occasion")), Occasion.SPONTANEOUS)


def _task(check: DraftCheck, section: Section) -> Task:
    draft = check.draft
    state, look = _STATES[check.sections[section]]
    wrong = [problem for problem in check.problems if problem.section is section]
    hints = {
        Section.PETITION: f"Số {draft.petition['number']}" if draft.petition.get("number") else "Số, ngày, người ký",
        Section.NOMINEES: f"{show_count(draft.entries)} đối tượng",
        Section.ACHIEVEMENTS: f"{show_count(draft.entries)} đối tượng",
        Section.FILES: f"{show_count(len(draft.files))} tệp của Tờ trình",
        Section.DECLARATION: "Đọc và xác nhận trước khi nộp",
    }
    missing = f"; {show_count(len(wrong))} chỗ cần xem" if wrong and section is not Section.DECLARATION else ""
    return Task(_LABELS[section], f"/ban-nhap/{draft.id}/{_PATHS[section]}", hints[section] + missing, state, look)


def _shown(dossier: Dossier) -> Mapping[str, object]:
    return {
        "number": dossier.number,
        "submitted_at": dossier.submitted_at,
        "total": len(dossier.slip_of),
        "part": dossier.part,
        "slips": [
            (sum(place == at for place in dossier.slip_of), slip) for at, slip in enumerate(dossier.distinct_slips)
        ],
    }
