"""Giving work: choose cases and an officer, look at what it does to each, then record it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.appraisal.application.assigning import (
    AssignMany,
    AssignmentLine,
    AssignmentOrder,
    AssignmentResult,
)
from services.appraisal.application.people import ListPeople
from services.appraisal.application.worklist import ListCases, WorklistFilters
from services.appraisal.application.worklist_query import WorklistRow, WorklistSlice, lapse_in
from services.appraisal.domain import entitlement
from services.appraisal.domain.case import UNDECIDED, Case, CaseKey
from services.appraisal.domain.lapses import LAPSE_NAMES
from services.appraisal.web.api.assignments import AssignmentBody
from services.appraisal.web.pages.level import use_on_page
from services.appraisal.web.pages.people import PEOPLE, called
from shared.clock.days import day_of
from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.identity.seeing import sight_at
from shared.identity.viewer import Viewer
from shared.nominees.shown import Purpose, show_name
from shared.refusals import FieldProblem, InvalidError
from shared.rules.loading import RuleSets
from shared.web.pages.forms import TypedForm, read_form, typed_form
from shared.web.pages.frame import Frame, PageFrame, pages_router
from shared.web.pages.lists import CURSOR, ListAddress
from shared.web.pages.viewer import PageViewer

NOBODY = "khong-ai"
_OF, _SEARCH, _CASES = "cua", "tim", "viec"
_NOBODYS = "chua-giao"
_SLICE = 50
_LONGEST = 200
_READERS = {"assignee": str, "reason": str}
_CHOOSE_CASE = "Chọn ít nhất một việc trong danh sách."
_CHOOSE_OFFICER = "Chọn người nhận việc, hoặc “Thôi giao”."
_NO_CASE = "Danh sách gửi lên có việc không đọc được. Mở lại trang rồi chọn."


@dataclass(frozen=True)
class AssignmentPageUseCases:
    """What the pages call."""

    list_cases: ListCases
    list_people: ListPeople
    assign: AssignMany
    rule_sets: RuleSets


@dataclass(frozen=True)
class ChosenCase:
    """A case of an order in words: whose it is before, whose after; `refused` says why it stays."""

    value: str
    number: str
    called: str
    before: str
    after: str
    refused: str


Uses = Annotated[AssignmentPageUseCases, use_on_page(AssignmentPageUseCases)]
router = pages_router()


@router.get(f"{PEOPLE}/giao")
async def choose_cases(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """The open work of nobody, or of one person, to choose from."""
    place = ListAddress.of(request, [_OF, _SEARCH, CURSOR])
    return await _render_choice(request, frame, viewer, use_cases, level, place, TypedForm({}))


@router.post(f"{PEOPLE}/giao")
async def check_order(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """What the order would do to each of its cases; nothing is changed."""
    viewer.require(*entitlement.DECIDERS)
    order, form = _read_order(await typed_form(request))
    if order is None:
        asked = tuple((name, form.text(name)) for name in (_OF, _SEARCH) if form.text(name))
        place = ListAddress(f"/cap/{level}/phan-cong/giao", asked)
        return await _render_choice(request, frame, viewer, use_cases, level, place, form, 422)
    return await _render_check(request, frame, viewer, use_cases, level, order, form)


@router.post(f"{PEOPLE}/ghi")
async def record_order(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """The people again where all was given; else what became of each case. Sent again, it gives nothing twice."""
    viewer.require(*entitlement.DECIDERS)
    order, form = _read_order(await typed_form(request))
    if order is None:
        chosen = _read_order(TypedForm({**form.texts, "reason": ()}))[0]
        if chosen is None:
            raise InvalidError(form.problems)
        return await _render_check(request, frame, viewer, use_cases, level, chosen, form, 422)
    results = await use_cases.assign(viewer, order)
    given = sum(not result.refused for result in results)
    if given == len(results):
        told = {"giao": str(given), **({"cho": order.to} if order.to else {})}
        return RedirectResponse(f"/cap/{level}/phan-cong?{urlencode(told)}", 303)
    cases = [_in_words(result, viewer) for result in results]
    values = {"level": level, "cases": cases, "given": given, "back": _choice_address(level, form)}
    return frame.render(request, "people/results.html", 409, **values)


async def _render_check(
    request: Request,
    frame: PageFrame,
    viewer: Viewer,
    use_cases: AssignmentPageUseCases,
    level: str,
    order: AssignmentOrder,
    form: TypedForm,
    status: int = 200,
) -> Response:
    results = await use_cases.assign.on_trial()(viewer, order)
    return frame.render(
        request,
        "people/check.html",
        status,
        level=level,
        form=form,
        cases=[_in_words(result, viewer) for result in results],
        to=_name_of(await _officers(use_cases, viewer), order.to),
        back=_choice_address(level, form),
    )


async def _render_choice(
    request: Request,
    frame: PageFrame,
    viewer: Viewer,
    use_cases: AssignmentPageUseCases,
    level: str,
    place: ListAddress,
    form: TypedForm,
    status: int = 200,
) -> Response:
    viewer.require(*entitlement.DECIDERS)
    whose = place.get(_OF) or _NOBODYS
    filters = WorklistFilters(
        states=frozenset(UNDECIDED),
        assignee="none" if whose == _NOBODYS else whose,
        text=place.get(_SEARCH)[:_LONGEST],
    )
    page = await use_cases.list_cases(viewer, filters, after=place.get(CURSOR)[:2_000], limit=_SLICE)
    officers = await _officers(use_cases, viewer)
    return frame.render(
        request,
        "people/choose.html",
        status,
        level=level,
        place=place,
        form=form,
        whose=whose,
        whose_name=_name_of(officers, "" if whose == _NOBODYS else whose),
        rows=[
            (row, called(row, viewer), _short_form(use_cases.rule_sets, row), _lapse(row, page)) for row in page.rows
        ],
        next=page.next,
        officers=[(each.id, each.name) for each in officers],
        nobody=NOBODY,
        today=day_of(use_cases.list_cases.now()),
    )


def _read_order(form: TypedForm) -> tuple[AssignmentOrder | None, TypedForm]:
    """The order that the form says, or nothing; and the form with what is to be mended."""
    is_nobodys = form.text("assignee") == NOBODY
    body, form = read_form(form, AssignmentBody, _READERS)
    problems = [] if form.all(_CASES) else [FieldProblem(_CASES, _CHOOSE_CASE)]
    if not form.text("assignee"):
        form = TypedForm(form.texts)
        problems.append(FieldProblem("assignee", _CHOOSE_OFFICER))
    if problems or body is None:
        return None, form.with_problems(problems)
    lines = tuple(_read_line(value) for value in dict.fromkeys(form.all(_CASES)))
    return AssignmentOrder(lines, "" if is_nobodys else body.assignee, body.reason), form


def _read_line(value: str) -> AssignmentLine:
    key, _, version = value.rpartition("@")
    if not (version.isascii() and version.isdigit() and len(version) < 10):  # noqa: PLR2004 - 32 bits
        raise InvalidError([FieldProblem(_CASES, _NO_CASE)])
    return AssignmentLine(CaseKey.parse(key), int(version))


async def _officers(use_cases: AssignmentPageUseCases, viewer: Viewer) -> Sequence[Account]:
    found = await use_cases.list_people(viewer)
    return [each for each in found.staff if Role.OFFICER in each.roles]


def _name_of(officers: Sequence[Account], account: str) -> str:
    return next((each.name for each in officers if each.id == account), "")


def _choice_address(level: str, form: TypedForm) -> str:
    asked = {name: form.text(name) for name in (_OF, _SEARCH) if form.text(name)}
    return f"/cap/{level}/phan-cong/giao" + (f"?{urlencode(asked)}" if asked else "")


def _short_form(rule_sets: RuleSets, row: WorklistRow) -> str:
    rules = rule_sets.entries.get(row.rule_set)
    form = rules.award_forms_by_code.get(row.award_form) if rules else None
    return form.short_name if form else row.award_form


def _lapse(row: WorklistRow, page: WorklistSlice) -> str:
    lapse = lapse_in(row, page.lapses)
    return "" if lapse is None else LAPSE_NAMES[lapse]


def _in_words(result: AssignmentResult, viewer: Viewer) -> ChosenCase:
    case = result.before
    value = f"{result.line.key}@{result.line.version}"
    if case is None:
        return ChosenCase(value, str(result.line.key), "", "", "", result.refused)
    sight = sight_at(viewer, case.authority.code, case.step.role)
    name = show_name(case.content, sight, Purpose.LIST)
    return ChosenCase(value, case.number, name, _holder(case), _holder(result.after), result.refused)


def _holder(case: Case | None) -> str:
    return case.assignment.to.name if case is not None and case.assignment is not None else ""
