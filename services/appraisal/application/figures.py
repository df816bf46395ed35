"""The level's own figures for some days, counted in its own database and kept for a minute."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from services.appraisal.application.ports import Clock
from services.appraisal.domain import entitlement
from services.appraisal.domain.figures import (
    Concluded,
    Counted,
    Days,
    Numbers,
    Period,
    Span,
    days_late,
    days_taken,
    group,
    numbers_of,
    over_time,
    shorten,
)
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import day_of
from shared.identity.viewer import Viewer

KEPT_FOR = timedelta(minutes=1)
MOST_UNITS = 20
REST = ""  # no unit has this code
_MOST_KEPT = 100


@dataclass(frozen=True)
class Received:
    """What was received in the span, counted by group; `overdue` by the day on which the limit ran out."""

    by_unit: Sequence[Counted]
    by_award_form: Sequence[Counted]
    by_target_group: Sequence[Counted]
    by_month: Mapping[str, int]
    overdue: Mapping[date, int]


class FiguresSource(Protocol):
    """The cases of one level, counted where they are."""

    async def received(self, authorities: frozenset[str], span: Span, today: date) -> Received:
        """The cases that came in the span, as they stand now."""

    async def concluded(self, authorities: frozenset[str], span: Span) -> Sequence[Concluded]:
        """The cases that had their outcome in the span, whenever they came; withdrawn ones have none."""

    async def unit_names(self, authorities: frozenset[str], codes: Sequence[str]) -> Mapping[str, str]:
        """What these units are called in the authorities' cases."""


@dataclass(frozen=True)
class Figures:
    """What pages show of a span, as of a moment. Of the units, the largest and one group of all others (`REST`)."""

    at: datetime
    span: Span
    whole: Numbers
    units: Sequence[Numbers]
    unit_names: Mapping[str, str]
    unit_count: int
    award_forms: Sequence[Numbers]
    target_groups: Sequence[Numbers]
    periods: Sequence[Period]
    taken: Sequence[Days]
    late: Sequence[Days]


@dataclass(frozen=True)
class _Kept:
    at: datetime
    task: "asyncio.Future[Figures]"


@dataclass(frozen=True)
class CountFigures:
    """The figures of the viewer's authorities; whoever asks the same within a minute gets the same."""

    source: FiguresSource
    calendar: WorkingCalendar
    now: Clock
    _kept: dict[tuple[frozenset[str], Span], _Kept] = field(default_factory=dict, init=False)

    async def __call__(self, viewer: Viewer, span: Span) -> Figures:
        """The figures, as of a moment that they say.

        Raises:
            NotAllowedError: The viewer does not work for an authority.
        """
        viewer.require(*entitlement.READERS)
        at, question = self.now(), (viewer.authorities, span)
        kept = self._kept.get(question)
        if kept is None or not timedelta() <= at - kept.at < KEPT_FOR:
            self._make_room(at)
            kept = _Kept(at, asyncio.ensure_future(self._count(viewer.authorities, span, at)))
            self._kept[question] = kept
        try:
            # Whoever goes away does not take it from others who wait for the same.
            return await asyncio.shield(kept.task)
        except Exception:
            if self._kept.get(question) is kept:
                del self._kept[question]
            raise

    async def _count(self, authorities: frozenset[str], span: Span, at: datetime) -> Figures:
        today = day_of(at)
        received = await self.source.received(authorities, span, today)
        concluded = await self.source.concluded(authorities, span)
        units = group(received.by_unit)
        shown = shorten(units, MOST_UNITS, REST)
        names = await self.source.unit_names(authorities, [each.group for each in shown if each.group != REST])
        # Some thousand different pairs of days: counting their working days takes a moment.
        taken = await asyncio.to_thread(days_taken, concluded, self.calendar)
        return Figures(
            at=at,
            span=span,
            whole=numbers_of(received.by_award_form),
            units=shown,
            unit_names=names,
            unit_count=len(units),
            award_forms=group(received.by_award_form),
            target_groups=group(received.by_target_group),
            periods=over_time(received.by_month, concluded, span),
            taken=taken,
            late=days_late(received.overdue, today, self.calendar),
        )

    def _make_room(self, at: datetime) -> None:
        for question, kept in list(self._kept.items()):
            if not timedelta() <= at - kept.at < KEPT_FOR:
                del self._kept[question]
        while len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
