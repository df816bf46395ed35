"""How long a case took: working days of its limit, which stands still while the unit is asked for more."""

from datetime import date

from services.appraisal.domain.case import Case, CaseState
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import day_of


def concluded_on(case: Case) -> date | None:
    """The day of the final outcome, or on which the unit took the case back; none before.

    That a decision is recorded later, corrected or annulled does not move it.
    """
    if case.closed_at is None:
        return None
    is_without_outcome = case.state is CaseState.WITHDRAWN or case.ruling is None
    return day_of(case.closed_at if is_without_outcome or case.ruling is None else case.ruling.at)


def days_used(limit: int, due_on: date, until: date, calendar: WorkingCalendar) -> int:
    """How many working days of a limit of so many are used up on a day; more than the limit once it has run out.

    The days for which the unit was waited for moved the due date, so they count for nobody.
    """
    return limit - calendar.between(until, due_on)
