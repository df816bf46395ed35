"""The pages on which a list of nominees is read from a file, looked at, and confirmed into a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from services.intake.application.importing import EndImport, Import, ShowImport, StartImport
from services.intake.application.list_templates import MakeListTemplate
from services.intake.application.reading_lists import ConfirmList
from services.intake.domain.lists.confirming import Confirmed, ListAnswers, RowAnswer, RowKey
from services.intake.domain.lists.preview import ListPreview, RowStatus
from services.intake.web.pages.draft_fields import Choices, choices_of, rules_of
from services.intake.web.pages.draft_nominees import render_nominees
from services.intake.web.pages.drafts import DraftPageUseCases, title_of
from shared.events.words import Duty
from shared.refusals import FieldProblem, InvalidError
from shared.text.typed import NotReadError, read_day
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm, files_of, typed_form, typed_of
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.viewer import PageViewer

_MOST_SHOWN = 500
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ACCEPT, _ACCEPT_ALL, _LEAVE_OUT = "nhan", "nhan_tat_ca", "bo"


@dataclass(frozen=True)
class ListImportUseCases:
    """What the pages call beside those of drafts."""

    start: StartImport
    show: ShowImport
    end: EndImport
    confirm: ConfirmList
    make_template: MakeListTemplate


Uses = Annotated[DraftPageUseCases, use(DraftPageUseCases)]
Lists = Annotated[ListImportUseCases, use(ListImportUseCases)]
router: APIRouter = pages_router()


@router.get("/ban-nhap/{draft_id}/mau-danh-sach.xlsx")
async def download_template(viewer: PageViewer, use_cases: Uses, lists: Lists, draft_id: UUID) -> Response:
    """The form to fill in with a spreadsheet program."""
    draft, _ = await use_cases.show(viewer, draft_id)
    content = await lists.make_template(str(draft.petition.get("movement", "")))
    return Response(
        content,
        media_type=_XLSX,
        headers={"Content-Disposition": 'attachment; filename="mau-danh-sach-de-nghi.xlsx"'},
    )


@router.post("/ban-nhap/{draft_id}/nhap")
async def read_list(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, lists: Lists, draft_id: UUID
) -> Response:
    """To the preview of the list; or the nominees again, with why the file is no list."""
    sent = await request.form()
    draft, entries = await use_cases.show(viewer, draft_id)
    chosen = files_of(sent, "danh_sach")
    problems = [] if chosen else [FieldProblem("danh_sach", "Chọn tệp danh sách (XLSX, XLS hoặc CSV).")]
    if chosen:
        movement = str(draft.petition.get("movement", ""))
        try:
            started = await lists.start(viewer, draft_id, movement, chosen[0].file, chosen[0].filename or "danh sách")
        except InvalidError as refusal:
            problems = [FieldProblem("danh_sach", each.message) for each in refusal.problems]
        else:
            return RedirectResponse(f"/ban-nhap/{draft_id}/nhap/{started.id}", 303)
    form = typed_of(sent).with_problems(problems)
    return render_nominees(request, frame, use_cases, draft, entries, form, status=422)


@router.get("/ban-nhap/{draft_id}/nhap/{import_id}")
async def show_list(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, lists: Lists, draft_id: UUID, import_id: UUID
) -> Response:
    """Every row as it was read, with what is wrong at its cell, and what is asked once for the whole list."""
    found = await lists.show(viewer, import_id)
    return await _render(request, frame, viewer, use_cases, found, draft_id, TypedForm({}), None)


@router.post("/ban-nhap/{draft_id}/nhap/{import_id}")
async def confirm_list(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, lists: Lists, draft_id: UUID, import_id: UUID
) -> Response:
    """To the nominees with the rows that came in; or the preview again, with what is still asked."""
    form = await typed_form(request)
    found = await lists.show(viewer, import_id)
    answers, problems = _answers(form)
    rows = _row_answers(found.preview, form)
    confirmed = await lists.confirm(found.preview, found.movement, answers, rows)
    is_whole = not confirmed.waiting or form.is_ticked("bo_con_lai")
    if problems or not is_whole or not confirmed.nominations:
        form = form.with_problems(problems)
        return await _render(request, frame, viewer, use_cases, found, draft_id, form, confirmed, status=422)
    await use_cases.write.add(viewer, draft_id, str(found.id), [(row.body, {}) for row in confirmed.nominations])
    await lists.end(viewer, import_id)
    return RedirectResponse(f"/ban-nhap/{draft_id}/danh-sach", 303)


@router.post("/ban-nhap/{draft_id}/nhap/{import_id}/bo")
async def drop_list(viewer: PageViewer, lists: Lists, draft_id: UUID, import_id: UUID) -> Response:
    """Back to the nominees; nothing of the list is kept."""
    await lists.end(viewer, import_id)
    return RedirectResponse(f"/ban-nhap/{draft_id}/danh-sach", 303)


async def _render(
    request: Request,
    frame: Frame,
    viewer: PageViewer,
    use_cases: DraftPageUseCases,
    found: Import,
    draft_id: UUID,
    form: TypedForm,
    confirmed: Confirmed | None,
    *,
    status: int = 200,
) -> Response:
    draft, _ = await use_cases.show(viewer, draft_id)
    preview = found.preview
    chosen: Choices = choices_of(rules_of(use_cases.rule_sets, draft, use_cases.today))
    values = {
        "draft": draft,
        "title": title_of(draft),
        "found": found,
        "preview": preview,
        # What asks something first: that is what somebody has to look at.
        "rows": sorted(preview.rows, key=lambda row: row.status is RowStatus.OK)[:_MOST_SHOWN],
        "counts": {status.value: preview.count(status) for status in RowStatus},
        "choices": chosen,
        "confirmed": confirmed,
        "waiting": {(row.sheet, row.row) for row in confirmed.waiting} if confirmed else set(),
        "ticked": lambda kind, row: form.is_ticked(f"{kind}[{row.sheet}:{row.row}]"),
    }
    return frame.render(request, "drafts/import.html", status, form=form, **values)


def _answers(form: TypedForm) -> tuple[ListAnswers, list[FieldProblem]]:
    problems: list[FieldProblem] = []
    days = {}
    for name in ("began_on", "ended_on"):
        text = form.text(name).strip()
        try:
            days[name] = read_day(text) if text else None
        except NotReadError as refusal:
            problems.append(FieldProblem(name, refusal.message))
    duty = next((each for each in Duty if each.value == form.text("duty")), None)
    return ListAnswers(
        began_on=days.get("began_on"),
        ended_on=days.get("ended_on"),
        duty=duty,
        ground=form.text("ground") or None,
        target_group=form.text("target_group") or None,
        criteria=form.all("criteria"),
        emulation_contents=form.all("emulation_contents"),
        common_criterion_met=form.is_ticked("common_criterion_met"),
        consent=form.is_ticked("consent"),
        award_form_code=form.text("award_form") or None,
        summary=form.text("summary").strip(),
        takes_sex_from_number=form.is_ticked("sex"),
        takes_gifts_as_achievement=form.is_ticked("gifts"),
        takes_fonts=form.is_ticked("font"),
    ), problems


def _row_answers(preview: ListPreview, form: TypedForm) -> Mapping[RowKey, RowAnswer]:
    answers = {}
    for row in preview.rows:
        place = f"[{row.sheet}:{row.row}]"
        is_left_out = form.is_ticked(f"{_LEAVE_OUT}{place}")
        is_accepted = form.is_ticked(f"{_ACCEPT}{place}") or form.is_ticked(_ACCEPT_ALL)
        accepts = {one.about for one in row.questions} if is_accepted else set()
        if is_left_out or accepts:
            answers[row.sheet, row.row] = RowAnswer(is_left_out=is_left_out, accepts=frozenset(accepts))
    return answers
