"""The names and the calendar that cases are shown with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.appraisal.web.api.shapes import Named
from shared.calendar.working_days import WorkingCalendar
from shared.rules.loading import RuleSets


@dataclass(frozen=True)
class Terms:
    """The names that the rule sets give, the working days, and the moment of asking."""

    rule_sets: RuleSets
    calendar: WorkingCalendar
    now: Callable[[], datetime]

    def award_form(self, rule_set: str, code: str) -> Named:
        """The award form, by code and by name."""
        return Named(code=code, name=self.rule_sets.award_form_name(rule_set, code))
