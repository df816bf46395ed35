"""The worklist and its counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.appraisal.application.lapses import FindLapses
from services.appraisal.application.ports import Clock, Worklist
from services.appraisal.application.worklist_query import Counts, Tab, WorklistQuery, WorklistRow, WorklistSlice
from services.appraisal.domain import entitlement
from services.appraisal.domain.case import CaseKey, CaseState
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import day_of
from shared.events.words import Occasion
from shared.identity.seeing import works_for
from shared.identity.viewer import Viewer
from shared.rules.loading import RuleSets

MOST_COUNTED = 200  # under a tab: counting costs the same however much work there ever was


@dataclass(frozen=True)
class WorklistFilters:
    """What the viewer asks to see; `assignee` is `me`, `none` or an account."""

    tabs: frozenset[Tab] = frozenset()
    states: frozenset[CaseState] = frozenset()
    due_before: date | None = None
    priority: int | None = None
    unit: str = ""
    award_form: str = ""
    occasion: Occasion | None = None
    assignee: str = ""
    text: str = ""


@dataclass(frozen=True)
class AskWorklist:
    """What every question to the worklist is made with."""

    worklist: Worklist
    calendar: WorkingCalendar
    rule_sets: RuleSets
    find_lapses: FindLapses
    now: Clock

    async def query(self, viewer: Viewer, filters: WorklistFilters) -> WorklistQuery:
        """The question with the viewer in it."""
        viewer.require(*entitlement.READERS)
        at = self.now()
        today = day_of(at)
        return WorklistQuery(
            account=viewer.account,
            authorities=viewer.authorities,
            now=at,
            today=today,
            soon=soon_after(today, self.calendar, self.rule_sets),
            tabs=filters.tabs,
            states=filters.states,
            due_before=filters.due_before,
            priority=filters.priority,
            unit=filters.unit,
            award_form=filters.award_form,
            occasion=filters.occasion,
            assignee=_assignee(filters.assignee, viewer),
            lapses=await self.find_lapses(viewer.authorities),
            text=filters.text,
            near=works_for(viewer),
        )


class ListCases(AskWorklist):
    """A page of the worklist: priority first, then what is due first.

    Who names neither a tab nor a state sees what is not finished; who searches, everything that fits.
    """

    async def __call__(
        self, viewer: Viewer, filters: WorklistFilters, *, after: str = "", before: str = "", limit: int
    ) -> WorklistSlice:
        """The page after a cursor, or the one that ends before a cursor."""
        if not (filters.tabs or filters.states or filters.text):
            filters = replace(filters, tabs=frozenset({Tab.UNFINISHED}))
        query = await self.query(viewer, filters)
        page = await self.worklist.page(replace(query, after=after, before=before, limit=limit))
        return replace(page, lapses=query.lapses)


@dataclass(frozen=True)
class CountCases(AskWorklist):
    """How many cases stand under each tab, within the filters other than tab and state; `most` are counted."""

    most: int = MOST_COUNTED

    async def __call__(self, viewer: Viewer, filters: WorklistFilters) -> Counts:
        """The counts by tab."""
        query = replace(await self.query(viewer, filters), tabs=frozenset(), states=frozenset())
        return await self.worklist.counts(query, most=self.most)


@dataclass(frozen=True)
class ShowRows:
    """Some cases as lines, by their keys."""

    worklist: Worklist

    async def __call__(self, viewer: Viewer, keys: Sequence[CaseKey]) -> Mapping[CaseKey, WorklistRow]:
        """Those that belong to the viewer's authorities."""
        viewer.require(*entitlement.READERS)
        return await self.worklist.rows(keys, viewer.authorities)


def soon_after(today: date, calendar: WorkingCalendar, rule_sets: RuleSets) -> date:
    """The last day on which a limit counts as near: as many working days on as the most careful rule set warns."""
    warn = max((rules.limits.warn_before_due_days for rules in rule_sets.entries.values()), default=0)
    return calendar.add(today, warn)


def _assignee(asked: str, viewer: Viewer) -> str | None:
    if not asked:
        return None
    return {"me": viewer.account, "none": ""}.get(asked, asked)
