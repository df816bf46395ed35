"""What time brings about, each a compare-and-set that every process may run; and the loop that does it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from services.appraisal.application.decisions import FinishDecision
from services.appraisal.application.incoming_work import rules_of
from services.appraisal.application.ports import Cases, Clock, Decisions, ReservableCases
from services.appraisal.domain.case import Reservation
from services.appraisal.domain.decision import AbandonedError, DecisionState
from services.appraisal.domain.lateness import delay, is_late
from services.appraisal.domain.reservable import NotReservableError
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import day_of
from shared.events.words import Level
from shared.observability.logs import get_logger
from shared.refusals import StaleError, UnavailableError
from shared.rules.loading import RuleSets

_log = get_logger(__name__)
STRAY_AFTER = timedelta(minutes=1)
MOST_OVERDUE = 10_000  # looked at every few seconds; an alert needs no more
_LATE_AT_ONCE = 100


@dataclass(frozen=True)
class EndClaims:
    """Clear away claims whose time is over."""

    cases: Cases
    now: Clock

    async def __call__(self) -> int:
        """How many there were."""
        return await self.cases.end_claims(self.now())


@dataclass(frozen=True)
class TellDelays:
    """Tell the unit of every open case whose limit has run out, and when it may expect the outcome now."""

    cases: Cases
    rule_sets: RuleSets
    calendar: WorkingCalendar
    now: Clock
    report: Callable[[int], None]

    async def __call__(self) -> int:
        """How many open cases are overdue now, told of or not, up to `MOST_OVERDUE`; reported, too."""
        at = self.now()
        for case in await self.cases.late(day_of(at), limit=_LATE_AT_ONCE):
            if not is_late(case, day_of(at)):
                continue
            rules = rules_of(self.rule_sets, case.dossier.rule_set)
            # Another process, or an outcome in this very moment, was first.
            with suppress(StaleError):
                await self.cases.save_beside_claim(delay(case, rules=rules, calendar=self.calendar, at=at))
        overdue = await self.cases.count_overdue(day_of(at), most=MOST_OVERDUE)
        self.report(overdue)
        return overdue


@dataclass(frozen=True)
class FinishDecisions:
    """Finish or roll back decisions that a crash left half-way, and free what a dead process kept reserved."""

    cases: ReservableCases
    decisions: Decisions
    finish: FinishDecision
    now: Clock

    async def __call__(self) -> int:
        """How many decisions were brought to an end."""
        ended = 0
        while (decision := await self.decisions.take_half_way(self.now())) is not None:
            # Rolled back is an end too: nobody waits for the answer any more, and the cases and number are free.
            with suppress(NotReservableError, AbandonedError):
                await self.finish(decision)
            ended += 1
        for reservation in await self.cases.oldest_reservations(self.now() - STRAY_AFTER):
            if await self._is_stray(reservation):
                await self.cases.release(reservation)
        return ended

    async def _is_stray(self, reservation: Reservation) -> bool:
        decision = await self.decisions.find(reservation.decision)
        if decision is None or decision.state is DecisionState.ABANDONED:
            return True
        return decision.reservation != reservation and decision.state is DecisionState.RESERVING


@dataclass(frozen=True)
class KeepTime:
    """Prepare once, then run the timers of a level in turn, again and again; a database that is away is waited for."""

    level: Level
    prepare: Callable[[], Awaitable[None]]
    timers: Sequence[Callable[[], Awaitable[object]]]
    pause_seconds: float

    async def __call__(self) -> None:
        """Go on until cancelled."""
        await self.prepare()
        while True:
            try:
                for timer in self.timers:
                    await timer()
            except UnavailableError:
                _log.warning("timers.database_away", level=self.level.value)
            await asyncio.sleep(self.pause_seconds)
