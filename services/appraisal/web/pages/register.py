"""The register of a level: every nomination that the viewer may see, narrowed by the address, and as a file."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from services.appraisal.application.register import ExportRegister, ListRegister
from services.appraisal.application.register_query import OUTCOME_STATES, RegisterFilters, RegisterRow
from services.appraisal.domain.case import CaseState
from services.appraisal.web.api.terms import Terms
from services.appraisal.web.pages.level import use_on_page
from services.appraisal.web.pages.register_files import file_name, write_csv, write_xlsx
from services.appraisal.web.pages.register_lines import OUTCOMES, STATES, Line, Wording
from shared.events.words import Outcome
from shared.identity.viewer import Viewer
from shared.nominees.shown import Purpose
from shared.refusals import FieldProblem, InvalidError
from shared.text.formats import show_count
from shared.text.typed import NotReadError, read_day
from shared.web.pages.forms import TypedForm
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.lists import CURSOR, ListAddress
from shared.web.pages.viewer import PageViewer

_LABELS = {
    "tim": "Tìm",
    "tu": "Nhận từ ngày",
    "den": "Nhận đến ngày",
    "don-vi": "Đơn vị",
    "hinh-thuc": "Hình thức",
    "nhom": "Nhóm đối tượng",
    "trang-thai": "Trạng thái",
    "ket-qua": "Kết quả",
    "qua-han": "Chỉ việc",
}
FILTERS = tuple(_LABELS)
_OVERDUE = {"co": "đang quá hạn"}
_LONGEST, _LONGEST_CURSOR, _SLICE = 200, 2_000, 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
router = pages_router()


@dataclass(frozen=True)
class RegisterUseCases:
    """What the pages call."""

    list: ListRegister
    export: ExportRegister
    terms: Terms

    @property
    def wording(self) -> Wording:
        """What the codes are called."""
        return Wording(self.terms.rule_sets, self.terms.calendar)


Uses = Annotated[RegisterUseCases, use_on_page(RegisterUseCases)]


@router.get("/cap/{level}/so")
async def show_register(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """The register as the address narrows it."""
    place = ListAddress.of(request, (*FILTERS, CURSOR))
    filters, problems = read_filters(place)
    form = TypedForm({name: (place.get(name),) for name in FILTERS}, fields=frozenset(FILTERS))
    wording, units = use_cases.wording, await use_cases.list.units(viewer, filters.unit)
    choices = {
        "don-vi": dict(sorted(units.items(), key=lambda unit: unit[1])),
        "hinh-thuc": wording.forms(),
        "nhom": wording.groups(),
        "trang-thai": {state.value: name for state, name in STATES.items()},
        "ket-qua": {outcome.value: name for outcome, name in OUTCOMES.items()},
        "qua-han": _OVERDUE,
    }
    values = {"level": level, "place": place, "choices": choices, "chips": place.chips(_LABELS, choices)}
    if problems:
        form = form.with_problems(problems)
        return frame.render(request, "register/register.html", 422, form=form, lines=(), found=None, **values)
    found = await use_cases.list(viewer, filters, after=place.get(CURSOR)[:_LONGEST_CURSOR], limit=_SLICE)
    lines = [wording.line(row, viewer, Purpose.LIST, found.at) for row in found.rows]
    return frame.render(
        request,
        "register/register.html",
        form=form,
        lines=lines,
        found=found,
        count_text=f"{'' if found.count.is_exact else 'Hơn '}{show_count(found.count.number)} đề nghị",
        has_authorities=len(viewer.authorities) > 1,
        query=place.without(CURSOR).removeprefix(place.path),
        **values,
    )


@router.get("/cap/{level}/so/xuat.xlsx")
async def export_workbook(request: Request, viewer: PageViewer, use_cases: Uses) -> Response:
    """The register as the address narrows it, as a workbook."""
    at = use_cases.terms.now()
    slices = use_cases.export(viewer, _readable(request))
    pieces = write_xlsx(slices, _reading(use_cases, viewer))
    return await _answer(pieces, file_name(at, "xlsx"), _XLSX)


@router.get("/cap/{level}/so/xuat.csv")
async def export_separated(request: Request, viewer: PageViewer, use_cases: Uses) -> Response:
    """The register as the address narrows it, as separated text."""
    at = use_cases.terms.now()
    slices = use_cases.export(viewer, _readable(request))
    pieces = write_csv(slices, _reading(use_cases, viewer))
    return await _answer(pieces, file_name(at, "csv"), "text/csv; charset=utf-8")


def read_filters(place: ListAddress) -> tuple[RegisterFilters, Sequence[FieldProblem]]:
    """The filters that the address says, and which of them cannot be read."""
    problems: list[FieldProblem] = []

    def day(name: str) -> date | None:
        try:
            return read_day(place.get(name)) if place.get(name) else None
        except NotReadError as refusal:
            problems.append(FieldProblem(name, refusal.message))
            return None

    def chosen(name: str, known: Mapping[str, str]) -> str:
        value = place.get(name)
        if value and value not in known:
            problems.append(FieldProblem(name, f"Chọn {_LABELS[name].lower()} có trong danh sách."))
        return value if value in known else ""

    first, last = day("tu"), day("den")
    if first is not None and last is not None and last < first:
        problems.append(FieldProblem("den", "Nhập “Nhận đến ngày” từ “Nhận từ ngày” trở đi."))
    state, outcome = chosen("trang-thai", {each.value: "" for each in CaseState}), chosen("ket-qua", _OUTCOME_CODES)
    filters = RegisterFilters(
        text=place.get("tim")[:_LONGEST],
        first=first,
        last=last,
        unit=place.get("don-vi")[:_LONGEST],
        award_form=place.get("hinh-thuc")[:_LONGEST],
        target_group=place.get("nhom")[:_LONGEST],
        state=CaseState(state) if state else None,
        outcome=Outcome(outcome) if outcome else None,
        is_overdue=bool(chosen("qua-han", _OVERDUE)),
    )
    return filters, problems


_OUTCOME_CODES = {outcome.value: "" for outcome in OUTCOME_STATES}


def _readable(request: Request) -> RegisterFilters:
    filters, problems = read_filters(ListAddress.of(request, FILTERS))
    if problems:
        raise InvalidError(problems)
    return filters


def _reading(use_cases: RegisterUseCases, viewer: Viewer) -> "_Reading":
    return _Reading(use_cases.wording, viewer, use_cases.terms)


@dataclass(frozen=True)
class _Reading:
    wording: Wording
    viewer: Viewer
    terms: Terms

    def __call__(self, row: RegisterRow) -> Line:
        return self.wording.line(row, self.viewer, Purpose.EXPORT, self.terms.now())


async def _answer(pieces: AsyncIterator[bytes], name: str, media_type: str) -> Response:
    # Before the answer begins, so that a refusal is a page and not half a file.
    first = await anext(pieces)

    async def whole() -> AsyncIterator[bytes]:
        yield first
        async for piece in pieces:
            yield piece

    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(whole(), 200, headers, media_type)
