"""A line of the register in words, for the page and for the files that are taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.appraisal.application.register_query import OUTCOME_STATES, RegisterRow
from services.appraisal.domain.case import CaseState
from services.appraisal.domain.timing import days_used
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import day_of
from shared.events.names import KINDS, MARKS, OCCASIONS
from shared.events.words import Outcome
from shared.identity.seeing import sight_at
from shared.identity.viewer import Viewer
from shared.nominees.shown import FieldClass, Purpose, classes_shown, show_called
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet

# Short enough for a tag; `STATE_NAMES` are what sentences say.
STATES: Mapping[CaseState, str] = {
    CaseState.OPEN: "Đang xử lý",
    CaseState.RETURNED: "Chờ bổ sung",
    CaseState.FORWARDED: "Đã chuyển bước sau",
    CaseState.APPROVED: "Đã duyệt, chờ quyết định",
    CaseState.DECLINED: "Không khen thưởng",
    CaseState.REFERRED: "Đã chuyển hình thức cao hơn",
    CaseState.WITHDRAWN: "Đơn vị đã rút",
    CaseState.AWARDED: "Đã khen thưởng",
    CaseState.ANNULLED: "Đã thu hồi quyết định",
}
STATE_LOOKS: Mapping[CaseState, str] = {
    CaseState.OPEN: "xet",
    CaseState.RETURNED: "cho",
    CaseState.FORWARDED: "dat",
    CaseState.APPROVED: "dat",
    CaseState.DECLINED: "khong",
    CaseState.REFERRED: "dat",
    CaseState.WITHDRAWN: "khong",
    CaseState.AWARDED: "khen",
    CaseState.ANNULLED: "khong",
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.FORWARD: "Chuyển bước sau",
    Outcome.APPROVE: "Duyệt khen thưởng",
    Outcome.DECLINE: "Không khen thưởng",
    Outcome.REFER: "Chuyển hình thức cao hơn",
}
_OUTCOME_OF = {state: outcome for outcome, states in OUTCOME_STATES.items() for state in states}


@dataclass(frozen=True)
class Line:
    """A line as its reader may see it. `days_over` are working days past the limit, of an open case or at its end."""

    row: RegisterRow
    nominee: str
    kind: str
    form: str
    short_form: str
    occasion: str
    group: str
    marks: Sequence[str]
    state: str
    look: str
    outcome: str
    holder: str
    received_on: date
    days_used: int
    is_overdue: bool

    @property
    def days_over(self) -> int:
        """Working days past the limit; 0 within it."""
        return max(self.days_used - self.row.working_days, 0)


@dataclass(frozen=True)
class Wording:
    """What the codes of the register are called."""

    rule_sets: RuleSets
    calendar: WorkingCalendar

    def line(self, row: RegisterRow, viewer: Viewer, purpose: Purpose, at: datetime) -> Line:
        """The line for this reader: a name that is kept from them is initials, as in every list."""
        sight, today = sight_at(viewer, row.authority, row.role), day_of(at)
        shown = classes_shown(sight, purpose, is_confidential=row.is_confidential)
        holder = row.holder_at(at)
        return Line(
            row=row,
            nominee=show_called(row.nominee, sight, purpose, is_confidential=row.is_confidential),
            kind=KINDS[row.kind],
            form=self.rule_sets.award_form_name(row.rule_set, row.award_form),
            short_form=self._short_form(row.rule_set, row.award_form),
            occasion=OCCASIONS[row.occasion],
            group=self._group(row.rule_set, row.target_group),
            marks=[MARKS[mark] for mark in row.priority_marks] if FieldClass.PERSONAL in shown else (),
            state=STATES[row.state],
            look=STATE_LOOKS[row.state],
            outcome=OUTCOMES[_OUTCOME_OF[row.state]] if row.state in _OUTCOME_OF else "",
            holder="" if holder is None else holder.name,
            received_on=day_of(row.received_at),
            days_used=days_used(row.working_days, row.due_on, row.timed_until(today), self.calendar),
            is_overdue=row.state is CaseState.OPEN and row.due_on < today,
        )

    def forms(self) -> Mapping[str, str]:
        """The award forms of all rule sets by code, as the latest of these calls them."""
        return {form.code: form.short_name for rules in self._by_age() for form in rules.award_forms}

    def groups(self) -> Mapping[str, str]:
        """The target groups of all rule sets by code, as the latest of these calls them."""
        return {group.code: group.text for rules in self._by_age() for group in rules.target_groups}

    def _short_form(self, rule_set: str, code: str) -> str:
        rules = self.rule_sets.entries.get(rule_set)
        found = rules.award_forms_by_code.get(code) if rules else None
        return found.short_name if found else code

    def _group(self, rule_set: str, code: str) -> str:
        rules = self.rule_sets.entries.get(rule_set)
        return next((group.text for group in rules.target_groups if group.code == code), code) if rules else code

    def _by_age(self) -> Sequence[RuleSet]:
        return sorted(self.rule_sets.entries.values(), key=lambda rules: rules.valid_from)
