"""One act over many cases as pages: a check of what would happen to which, and the act with what became of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from services.appraisal.application.bulk import PreviewBulk, RecordBulk, ShowBulk
from services.appraisal.application.list_reading import ReadList
from services.appraisal.application.worklist import ListCases, ShowRows
from services.appraisal.application.worklist_rows import show_row
from services.appraisal.domain.bulk import (
    ENTITLED,
    MAX_CASES,
    BulkKind,
    BulkLine,
    BulkOrder,
    BulkResult,
)
from services.appraisal.domain.case import CaseKey
from services.appraisal.web.pages.bulk_choices import CHOICES, BulkChoice, choice_of
from services.appraisal.web.pages.bulk_fields import (
    ACT,
    ALL_FOUND,
    ASSIGNEE,
    CHOSEN_CASES,
    key_of,
    read_lines,
    read_order,
    trial_order,
    write_line,
)
from services.appraisal.web.pages.bulk_lines import Outlook, outlook_of
from services.appraisal.web.pages.level import use_on_page
from services.appraisal.web.pages.list_filters import list_address, query_of
from services.appraisal.web.pages.worklist_lines import LIST_QUERY, line_of
from shared.calendar.working_days import WorkingCalendar
from shared.identity.viewer import Viewer
from shared.refusals import NotFoundError
from shared.rules.loading import RuleSets
from shared.web.pages.forms import TypedForm, typed_form
from shared.web.pages.frame import Frame, PageFrame, pages_router
from shared.web.pages.viewer import PageViewer

_NO_ACT = "Không có lượt xử lý này. Mở lại danh sách việc và chọn lại."
_CHANGES = 422


@dataclass(frozen=True)
class BulkPageUseCases:
    """What the pages call."""

    read: ReadList
    list: ListCases
    rows: ShowRows
    preview: PreviewBulk
    record: RecordBulk
    show: ShowBulk
    rule_sets: RuleSets
    calendar: WorkingCalendar
    now: Callable[[], datetime]


@dataclass(frozen=True)
class Selection:
    """The cases that were chosen; with `is_cut` the list had more than one act takes."""

    lines: tuple[BulkLine, ...]
    is_cut: bool = False


@dataclass(frozen=True)
class Asked:
    """What is to be checked: the act, for which cases, from the list of which query."""

    level: str
    choice: BulkChoice
    selection: Selection
    query: str
    form: TypedForm


Uses = Annotated[BulkPageUseCases, use_on_page(BulkPageUseCases)]
router: APIRouter = pages_router()


@router.get("/cap/{level}/hang-loat")
async def check_many(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """What the act would do to each of the chosen cases; nothing is changed."""
    typed = request.query_params
    choice = _choice(viewer, typed.get(ACT, ""))
    query = query_of(list_address(level, typed.get(LIST_QUERY, "")))
    if typed.get(ALL_FOUND):
        selection = await _select_all(use_cases, viewer, query)
    else:
        selection = Selection(read_lines(typed.getlist(CHOSEN_CASES)))
    form = TypedForm({ASSIGNEE: (typed.get(ASSIGNEE, ""),)})
    return await _render_check(request, frame, viewer, use_cases, Asked(level, choice, selection, query, form))


@router.post("/cap/{level}/hang-loat")
async def act_on_many(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """Carry it out; the same form sent again leads to the same act."""
    form = await typed_form(request)
    choice = _choice(viewer, form.text(ACT))
    lines = read_lines(form.all(CHOSEN_CASES))
    query = query_of(list_address(level, form.text(LIST_QUERY)))
    order, form = read_order(form, choice, lines)
    if order is None or not lines:
        asked = Asked(level, choice, Selection(lines), query, form)
        return await _render_check(request, frame, viewer, use_cases, asked)
    act = await use_cases.record(viewer, order, key_of(form, order))
    back = f"?{urlencode({LIST_QUERY: query})}" if query else ""
    return RedirectResponse(f"/cap/{level}/hang-loat/{act.id}{back}", 303)


@router.get("/cap/{level}/hang-loat/{bulk_id}")
async def show_act(
    request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str, bulk_id: str
) -> Response:
    """One act: what became of each case, as often as it is opened."""
    act = await use_cases.show(viewer, _identity(bulk_id))
    query = query_of(list_address(level, request.query_params.get(LIST_QUERY, "")))
    outlooks = await _outlooks(use_cases, viewer, level, query, act.order, act.results)
    return frame.render(
        request,
        "bulk/act.html",
        level=level,
        act=act,
        choice=choice_of(act.order.kind, act.order.verdict.outcome if act.order.verdict else None),
        done=[each for each in outlooks if each.effect],
        refused=[each for each in outlooks if each.reason],
        waiting=[each for each in outlooks if not each.effect and not each.reason],
        back=list_address(level, query).with_(),
    )


async def _select_all(use_cases: BulkPageUseCases, viewer: Viewer, query: str) -> Selection:
    asked, _ = await use_cases.read(viewer, query)
    if asked.problems:
        return Selection(())
    found = await use_cases.list(viewer, asked.filters, limit=MAX_CASES)
    lines = (BulkLine(CaseKey.parse(row.case_id), row.version) for row in found.rows)
    return Selection(tuple(lines), is_cut=found.next is not None)


async def _render_check(
    request: Request, frame: PageFrame, viewer: Viewer, use_cases: BulkPageUseCases, asked: Asked
) -> Response:
    choice, lines, form = asked.choice, asked.selection.lines, asked.form
    officers = await use_cases.read.officers(viewer) if choice.kind is BulkKind.ASSIGNMENT else []
    assignee = next((each for each in officers if each.id == form.text(ASSIGNEE)), None)
    is_ready = bool(lines) and (choice.kind is not BulkKind.ASSIGNMENT or assignee is not None)
    outlooks: Sequence[Outlook] = []
    if is_ready:
        order = trial_order(choice, lines, use_cases.rule_sets, "" if assignee is None else assignee.id)
        results = await use_cases.preview(viewer, order)
        outlooks = await _outlooks(use_cases, viewer, asked.level, asked.query, order, results)
    possible = [each for each in outlooks if each.effect]
    return frame.render(
        request,
        "bulk/check.html",
        _CHANGES if form.problems or not lines else 200,
        level=asked.level,
        choice=choice,
        form=form,
        query=asked.query,
        back=list_address(asked.level, asked.query).with_(),
        chosen=[write_line(line) for line in lines],
        is_cut=asked.selection.is_cut,
        most=MAX_CASES,
        is_ready=is_ready,
        possible=possible,
        left=[each for each in outlooks if each.reason],
        units=len({each.unit for each in possible}),
        officers=[(each.id, each.name) for each in officers],
        assignee=assignee,
        reasons=_reasons(use_cases.rule_sets),
        key=form.text("khoa") or str(uuid4()),
    )


async def _outlooks(
    use_cases: BulkPageUseCases,
    viewer: Viewer,
    level: str,
    query: str,
    order: BulkOrder,
    results: Mapping[int, BulkResult],
) -> list[Outlook]:
    at = use_cases.now()
    rows = await use_cases.rows(viewer, [line.key for line in order.lines])
    outlooks = []
    for place, line in enumerate(order.lines):
        row = rows.get(line.key)
        shown = None if row is None else show_row(row, viewer, {}, use_cases.calendar, at)
        written = None if shown is None else line_of(shown, level, query, use_cases.rule_sets)
        outlooks.append(outlook_of(line, written, results.get(place), order))
    return outlooks


def _choice(viewer: Viewer, name: str) -> BulkChoice:
    if name not in CHOICES:
        raise NotFoundError(_NO_ACT)
    viewer.require(*ENTITLED[CHOICES[name].kind])
    return CHOICES[name]


def _identity(bulk_id: str) -> UUID:
    try:
        return UUID(bulk_id)
    except ValueError:
        raise NotFoundError(_NO_ACT) from None


def _reasons(rule_sets: RuleSets) -> list[tuple[str, str]]:
    reasons = {
        reason.code: f"{reason.text} ({reason.basis})"
        for rules in rule_sets.entries.values()
        for reason in rules.decline_reasons
    }
    return list(reasons.items())
