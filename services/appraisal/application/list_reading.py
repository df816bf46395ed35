"""Reads the list that an address asks for, with the units and people that the viewer's authorities know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.appraisal.application.asked_list import AskedList, Places, read_list
from services.appraisal.application.neighbours import FindNeighbours, Neighbours
from services.appraisal.application.people import Staff
from services.appraisal.application.ports import Clock, Worklist
from services.appraisal.application.worklist_search import Known, known_of
from services.appraisal.domain import entitlement
from services.appraisal.domain.case import CaseKey
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import day_of
from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.identity.viewer import Viewer
from shared.rules.loading import RuleSets
from shared.text.folding import fold

MOST_UNITS = 500


@dataclass(frozen=True)
class ReadList:
    """What the query of an address asks of the viewer's worklist."""

    worklist: Worklist
    staff: Staff
    rule_sets: RuleSets
    calendar: WorkingCalendar
    now: Clock

    async def __call__(self, viewer: Viewer, query: str) -> tuple[AskedList, Known]:
        """The list, and what can be chosen in its filters."""
        viewer.require(*entitlement.READERS)
        units = await self.worklist.units(viewer.authorities, most=MOST_UNITS)
        officers = await self.officers(viewer)
        people: Mapping[str, str] = {each.username: each.name for each in officers}
        known = known_of(self.rule_sets, units, people)
        accounts = {each.username: each.id for each in officers}
        return read_list(query, known, Places(day_of(self.now()), self.calendar, accounts)), known

    async def officers(self, viewer: Viewer) -> Sequence[Account]:
        """Whom the cases of the viewer's authorities may be given to, by name."""
        staff = await self.staff.of(viewer.authorities)
        return sorted((each for each in staff if Role.OFFICER in each.roles), key=lambda each: fold(each.name))


@dataclass(frozen=True)
class FindNeighboursInList:
    """The neighbours of a case in the list that a query asks for."""

    read: ReadList
    find: FindNeighbours

    async def __call__(self, viewer: Viewer, query: str, key: CaseKey) -> Neighbours:
        """The neighbours; none where the query cannot be read.

        Raises:
            NotFoundError: It is no case of the viewer's authorities.
        """
        asked, _ = await self.read(viewer, query)
        return Neighbours() if asked.problems else await self.find(viewer, asked.filters, key)
