"""The worklist of a level as a page: tabs with counts, filters that are the address, rows, and the views one saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.appraisal.application.asked_list import COLUMNS, NAMES, TAB, AskedList
from services.appraisal.application.list_reading import ReadList
from services.appraisal.application.people import NameAuthorities
from services.appraisal.application.saved_views import ListViews
from services.appraisal.application.worklist import CountCases, ListCases
from services.appraisal.application.worklist_query import TAB_NAMES, Count, Counts, Tab, WorklistSlice
from services.appraisal.application.worklist_rows import show_row
from services.appraisal.application.worklist_search import Known
from services.appraisal.domain.saved_view import SavedView
from services.appraisal.web.pages.bulk_choices import acts_for
from services.appraisal.web.pages.level import use_on_page
from services.appraisal.web.pages.list_filters import chips_of, choices_of, form_of, query_in, query_of
from services.appraisal.web.pages.worklist_lines import Line, line_of
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import day_of
from shared.identity.viewer import Role, Viewer
from shared.rules.loading import RuleSets
from shared.text.formats import show_day
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.lists import ListAddress
from shared.web.pages.viewer import PageViewer

SLICE = 25
CHOSEN, ALL = "chon", "tat-ca"
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


@dataclass(frozen=True)
class WorklistPageUseCases:
    """What the page calls."""

    read: ReadList
    list: ListCases
    count: CountCases
    list_views: ListViews
    name_authorities: NameAuthorities
    rule_sets: RuleSets
    calendar: WorkingCalendar
    now: Callable[[], datetime]


@dataclass(frozen=True)
class TabLink:
    """A tab as a link, with how many stand under it."""

    label: str
    address: str
    count: str
    is_current: bool
    is_late: bool


@dataclass(frozen=True)
class Drop:
    """A filter to leave out, or a tab to look under, and how many there would be."""

    label: str
    address: str
    count: str


Uses = Annotated[WorklistPageUseCases, use_on_page(WorklistPageUseCases)]
router: APIRouter = pages_router()


@router.get("/cap/{level}/viec")
async def show_worklist(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """What the viewer's authorities owe, or what was asked for: priority first, then what is due first."""
    asked, known = await use_cases.read(viewer, request.url.query)
    place = ListAddress.of(request, NAMES)
    at = use_cases.now()
    values = {
        "level": level,
        "place": place,
        "query": query_of(place),
        "here": place.with_(),
        "here_all": place.with_(**{CHOSEN: ALL}),
        "asked": asked,
        "form": form_of(place, asked),
        "choices": choices_of(known),
        "chips": chips_of(place, asked, known),
        "columns": COLUMNS,
        "names": await use_cases.name_authorities(viewer),
        "day": f"{_WEEKDAYS[day_of(at).weekday()]}, {show_day(day_of(at))}",
        "views": _view_links(level, place, await use_cases.list_views(viewer)),
        "papers": [paper for paper in viewer.authorisations if viewer.has(Role.DEPUTY) and paper.holds(at)],
        "lapsed": viewer.lapsed,
    }
    if asked.problems:
        empty = {"tabs": [], "lines": [], "drops": [], "slice": WorklistSlice((), None), "total": None}
        return frame.render(request, "worklist/worklist.html", 422, acts=(), is_all=False, **values, **empty)
    counts = await use_cases.count(viewer, asked.filters)
    found = await use_cases.list(viewer, asked.filters, after=asked.after, before=asked.before, limit=SLICE)
    return frame.render(
        request,
        "worklist/worklist.html",
        **values,
        tabs=_tabs(place, asked, counts),
        total=None if asked.tab is None else counts[asked.tab],
        slice=found,
        lines=_lines(level, viewer, use_cases, found, query_of(place, asked)),
        drops=[] if found.rows else await _drops(viewer, use_cases, place, asked, known, counts),
        acts=acts_for(viewer) if found.rows else (),
        is_all=request.query_params.get(CHOSEN) == ALL,
    )


def show_number(count: Count) -> str:
    """`200+` where there are more than were counted."""
    return str(count.number) if count.is_exact else f"{count.number}+"


def _tabs(place: ListAddress, asked: AskedList, counts: Counts) -> list[TabLink]:
    return [
        TabLink(
            TAB_NAMES[tab],
            place.with_(**{TAB: tab.value}),
            show_number(counts[tab]),
            tab is asked.tab,
            is_late=tab is Tab.OVERDUE and counts[tab].number > 0,
        )
        for tab in Tab
    ]


def _lines(
    level: str, viewer: Viewer, use_cases: WorklistPageUseCases, found: WorklistSlice, query: str
) -> Sequence[Line]:
    at = use_cases.now()
    shown = (show_row(row, viewer, found.lapses, use_cases.calendar, at) for row in found.rows)
    return [line_of(each, level, query, use_cases.rule_sets) for each in shown]


def _view_links(level: str, place: ListAddress, views: Sequence[SavedView]) -> list[tuple[str, str, bool]]:
    here = query_of(place)
    return [(view.name, f"/cap/{level}/viec?{view.query}", view.query == here) for view in views]


async def _drops(
    viewer: Viewer,
    use_cases: WorklistPageUseCases,
    place: ListAddress,
    asked: AskedList,
    known: Known,
    counts: Counts,
) -> Sequence[Drop]:
    """What to leave out so that something is found, where that helps; then the tabs under which something stands."""
    drops = []
    for chip in chips_of(place, asked, known):
        fewer, _ = await use_cases.read(viewer, query_in(chip.without))
        # Under the tab that is shown, whatever the list without the filter would begin with.
        tab = asked.tab or fewer.tab
        if tab is None or fewer.problems:
            continue
        found = (await use_cases.count(viewer, replace(fewer.filters, tabs=frozenset({tab}))))[tab]
        if found.number:
            address = (
                chip.without if tab is fewer.tab else f"{chip.without}{'&' if '?' in chip.without else '?'}{TAB}={tab}"
            )
            drops.append(Drop(f"Bỏ “{chip.label}”", address, show_number(found)))
    others = [tab for tab in Tab if counts[tab].number and tab is not asked.tab] if place.query else []
    return drops + [
        Drop(f"Xem ngăn “{TAB_NAMES[tab]}”", place.with_(**{TAB: tab.value}), show_number(counts[tab]))
        for tab in others
    ]
