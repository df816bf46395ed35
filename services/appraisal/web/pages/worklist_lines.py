"""A line of the worklist in the words of its page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from services.appraisal.application.worklist_rows import ShownRow
from services.appraisal.application.worklist_search import PRIORITY_NAMES
from services.appraisal.domain.case import UNDECIDED, CaseState
from shared.events.names import OCCASIONS
from shared.rules.loading import RuleSets
from shared.text.formats import show_day

LIST_QUERY = "ds"


@dataclass(frozen=True)
class Line:
    """What stands in the columns; `chosen` names the case with the version that was seen."""

    shown: ShownRow
    address: str
    chosen: str
    award_form: str
    occasion: str
    priority: str
    rank: int
    due_day: str
    is_open: bool
    is_waiting: bool


def line_of(shown: ShownRow, level: str, query: str, rule_sets: RuleSets) -> Line:
    """The line; its address carries the query of the list along, so that the case's page knows the list."""
    row = shown.row
    rank = row.priority if shown.may_see_priority else 0
    return Line(
        shown,
        case_address(level, row.case_id, query),
        f"{row.case_id}@{row.version}",
        rule_sets.award_form_short_name(row.rule_set, row.award_form),
        _capital(OCCASIONS[row.occasion]),
        _priority(row.rule_set, rank, rule_sets),
        rank,
        show_day(row.due_on),
        row.state in UNDECIDED,
        row.state is CaseState.RETURNED,
    )


def case_address(level: str, case_id: str, query: str) -> str:
    """The page of a case, opened from the list of that query."""
    return f"/cap/{level}/viec/{case_id}" + (f"?{urlencode({LIST_QUERY: query})}" if query else "")


def _priority(rule_set: str, rank: int, rule_sets: RuleSets) -> str:
    """What is called so in the rule set of the case."""
    ranks = {number: mark for mark, number in rule_sets.by_id(rule_set).priority.items()} if rank else {}
    return _capital(PRIORITY_NAMES.get(ranks[rank].value, ranks[rank].value)) if rank in ranks else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
