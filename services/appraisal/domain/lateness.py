"""What a missed limit brings about: an apology to the unit with a new date, once for each limit that was missed."""

from dataclasses import replace
from datetime import date, datetime

from services.appraisal.domain import facts
from services.appraisal.domain.case import Case, CaseState, Delay
from services.appraisal.domain.transitions import CaseAction, advance
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import day_of
from shared.events.decided import Decided
from shared.rules.rule_set import RuleSet

_CLOCK = "clock"  # in the history's place for an account


def is_late(case: Case, today: date) -> bool:
    """Whether its limit has run out and the unit does not know yet. A supplement moves the limit, which then counts."""
    is_told = case.delay is not None and case.delay.missed == case.due_on
    return case.state is CaseState.OPEN and case.due_on < today and not is_told


def delay(case: Case, *, rules: RuleSet, calendar: WorkingCalendar, at: datetime) -> Decided[Case]:
    """The case with its new date, which the authority's own limit stays behind: it is overdue until it has an outcome.

    Raises:
        ActionNotAllowedError: It has an outcome, or waits for the unit.
    """
    promised_on = calendar.add(day_of(at), rules.limits.further_days_when_late)
    moved = advance(case, CaseAction.DELAY, by=_CLOCK, at=at)
    after = replace(moved, delay=Delay(case.due_on, promised_on, at))
    return Decided(case, after, (facts.delayed(after, at, promised_on),))
