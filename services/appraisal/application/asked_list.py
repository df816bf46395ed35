"""The worklist that an address asks for: its query as filters, its columns, and what in it cannot be read.

The page of a case is given the query of the list that it was opened from, and reads it in the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl

from services.appraisal.application.worklist import WorklistFilters
from services.appraisal.application.worklist_query import Tab
from services.appraisal.application.worklist_search import (
    ME,
    NOBODY,
    SEARCH_FIELD,
    STATE_WORDS,
    Key,
    Known,
    Search,
    Term,
    names_of,
    read_search,
)
from shared.calendar.working_days import CalendarMissingError, WorkingCalendar
from shared.events.words import Occasion
from shared.refusals import FieldProblem, InvalidError

TAB, COLUMN, AFTER, BEFORE = "ngan", "cot", "sau", "truoc"
# Fields beside the search box that say the same as its keys.
FIELDS: Mapping[str, Key] = {key.value: key for key in (Key.UNIT, Key.OCCASION, Key.AWARD_FORM, Key.HOLDER)}
FIELD_NAMES: Mapping[str, str] = {
    Key.UNIT: "Đơn vị",
    Key.OCCASION: "Loại khen",
    Key.AWARD_FORM: "Hình thức",
    Key.HOLDER: "Người giữ",
}
FILTERS = (SEARCH_FIELD, *FIELDS)
NAMES = (TAB, *FILTERS, COLUMN)
COLUMNS: Mapping[str, str] = {
    "hinh-thuc": "Hình thức",
    "uu-tien": "Ưu tiên",
    "han": "Thời hạn",
    "nguoi": "Người giữ",
    "tiep": "Việc tiếp theo",
}
_MOST_PARTS = 50
_NOTHING = Search()


@dataclass(frozen=True)
class Places:
    """What days and people mean at the moment of asking: today, the working days, accounts by user name."""

    today: date
    calendar: WorkingCalendar
    accounts: Mapping[str, str]


@dataclass(frozen=True)
class AskedList:
    """What is asked for. `tab` is none where states are named instead; with `problems` there is nothing to show."""

    filters: WorklistFilters
    tab: Tab | None = Tab.TODO
    search: Search = _NOTHING
    columns: tuple[str, ...] = tuple(COLUMNS)
    after: str = ""
    before: str = ""
    problems: tuple[FieldProblem, ...] = ()


def read_list(query: str, known: Known, places: Places) -> AskedList:
    """The list that the query of an address asks for."""
    parts = _parts(query)
    asked = AskedList(WorklistFilters())
    try:
        search = read_search(parts.get(SEARCH_FIELD, [""])[0], known)
    except InvalidError as refusal:
        return replace(asked, problems=tuple(refusal.problems))
    terms, problems = _chosen(parts, search, known)
    tab, of_tab = _tab(parts, search)
    filters, of_days = _filters(search.words, (*search.terms, *terms), tab, known, places)
    columns = tuple(name for name in COLUMNS if name in parts.get(COLUMN, COLUMNS))
    return AskedList(
        filters,
        tab,
        search,
        columns or tuple(COLUMNS),
        parts.get(AFTER, [""])[0],
        parts.get(BEFORE, [""])[0],
        (*problems, *of_tab, *of_days),
    )


def _parts(query: str) -> Mapping[str, Sequence[str]]:
    parts: dict[str, list[str]] = {}
    for name, value in parse_qsl(query.removeprefix("?"), max_num_fields=None)[:_MOST_PARTS]:
        if value.strip():
            parts.setdefault(name, []).append(value.strip())
    return parts


def _chosen(parts: Mapping[str, Sequence[str]], search: Search, known: Known) -> tuple[list[Term], list[FieldProblem]]:
    terms: list[Term] = []
    problems: list[FieldProblem] = []
    for name, key in FIELDS.items():
        for value in parts.get(name, [])[:1]:
            label = FIELD_NAMES[key]
            if value not in names_of(key, known):
                problems.append(FieldProblem(name, f"Không có “{value}” trong ô “{label}”. Chọn lại."))
            elif search.value(key) not in {"", value}:
                message = f"Ô “{label}” và từ khóa “{key.value}:” chọn khác nhau. Bỏ một trong hai."
                problems.append(FieldProblem(name, message))
            else:
                terms.append(Term(key, value))
    return terms, problems


def _tab(parts: Mapping[str, Sequence[str]], search: Search) -> tuple[Tab | None, list[FieldProblem]]:
    asked = parts.get(TAB, [""])[0]
    if asked in set(Tab):
        return Tab(asked), []
    problems = [FieldProblem(TAB, f"Không có ngăn “{asked}”. Chọn một ngăn ở đầu danh sách.")] if asked else []
    if search.values(Key.STATE):
        return None, problems
    # Who looks for a name or number means all that is not finished, not only what is to be done now.
    return (Tab.UNFINISHED if search.words else Tab.TODO), problems


def _filters(
    words: str, terms: Sequence[Term], tab: Tab | None, known: Known, places: Places
) -> tuple[WorklistFilters, list[FieldProblem]]:
    held = {term.key: term.value for term in terms}
    filters = WorklistFilters(
        tabs=frozenset() if tab is None else frozenset({tab}),
        states=frozenset(STATE_WORDS[term.value] for term in terms if term.key is Key.STATE),
        priority=known.priorities.get(held.get(Key.PRIORITY, "")),
        unit=held.get(Key.UNIT, ""),
        award_form=held.get(Key.AWARD_FORM, ""),
        occasion=Occasion(held[Key.OCCASION]) if Key.OCCASION in held else None,
        assignee=_assignee(held.get(Key.HOLDER, ""), places),
        text=words,
    )
    if Key.DUE not in held:
        return filters, []
    try:
        return replace(filters, due_before=places.calendar.add(places.today, int(held[Key.DUE]))), []
    except CalendarMissingError:
        return filters, [FieldProblem(SEARCH_FIELD, "Hạn này quá xa. Ghi ít ngày hơn sau “han<”.")]


def _assignee(value: str, places: Places) -> str:
    return {ME: "me", NOBODY: "none"}.get(value, places.accounts.get(value, ""))
