"""A case with all that stands around it: what its page shows to whoever may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.appraisal.application.cases import ShowCase
from services.appraisal.application.correspondence import ReadCorrespondence
from services.appraisal.application.lapses import FindLapses
from services.appraisal.application.offers import Act, Offers, offers
from services.appraisal.application.people import Staff
from services.appraisal.application.ports import Clock
from services.appraisal.application.showing import ShownCase, cover_case
from services.appraisal.domain import entitlement
from services.appraisal.domain.case import Case, CaseKey
from services.appraisal.domain.correspondence import Note
from services.appraisal.domain.lapses import Lapse
from shared.audit.chain import Break, find_break
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import day_of
from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account, Commune
from shared.directory.roles import Role
from shared.identity.viewer import Viewer
from shared.refusals import NotFoundError
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet

_NO_ACCOUNTS = frozenset({"", "intake", "clock"})


class Communes(Protocol):
    """The names of places."""

    async def commune(self, code: str) -> Commune:
        """The xã, phường or thị trấn; `NotFoundError` where there is none."""


@dataclass(frozen=True)
class Overview:
    """A case as its page tells of it at a moment.

    `names` are people's by account, `communes` by code, `officers` those whom the viewer may give the case to.
    `mandate` is the paper by which the viewer, a deputy, decides. `broken` is where the history is not as it was
    written.
    """

    shown: ShownCase
    at: datetime
    offers: Offers
    rules: RuleSet | None
    notes: Sequence[Note]
    names: Mapping[str, str]
    communes: Mapping[str, str]
    officers: Sequence[Account]
    lapse: Lapse | None
    mandate: Authorisation | None
    broken: Break | None

    @property
    def case(self) -> Case:
        """The case as the viewer may be told of it."""
        return self.shown.case


@dataclass(frozen=True)
class ReadOverview:
    """Gathers what the page of a case shows."""

    show: ShowCase
    correspondence: ReadCorrespondence
    find_lapses: FindLapses
    staff: Staff
    places: Communes
    rule_sets: RuleSets
    calendar: WorkingCalendar
    now: Clock

    async def __call__(self, viewer: Viewer, key: CaseKey) -> Overview:
        """The case and what stands around it.

        Raises:
            NotAllowedError: The viewer has no work at authorities.
            NotFoundError: It is no case of the viewer's authorities.
        """
        found = await self.show(viewer, key)
        case, at = replace(found.case, findings=found.findings), self.now()
        duties = self.rule_sets.duties.at(case.level, day_of(at))
        offered, shown = offers(case, viewer, duties, at), cover_case(case, viewer, self.calendar, at)
        return Overview(
            shown=shown,
            at=at,
            offers=offered,
            rules=self.rule_sets.entries.get(case.dossier.rule_set),
            notes=await self.correspondence(viewer, key),
            names=await self._names(case),
            communes=await self._communes(shown.case),
            officers=() if offered[Act.ASSIGN] else await self._officers(case),
            lapse=await self.find_lapses.of_case(case),
            mandate=_mandate(viewer, case, at),
            broken=find_break(case.history, record=case.key.record, version=case.version),
        )

    async def _names(self, case: Case) -> Mapping[str, str]:
        accounts = {entry.by for entry in case.history} - _NO_ACCOUNTS
        return {account.id: account.name for account in await self.staff.accounts_of(accounts)}

    async def _communes(self, case: Case) -> Mapping[str, str]:
        content = case.content
        codes = {place.commune for place in (content.nominee.place, content.achievement.place) if place.commune}
        return {code: name for code in sorted(codes) if (name := await self._commune(code))}

    async def _commune(self, code: str) -> str:
        try:
            return (await self.places.commune(code)).name
        except NotFoundError:
            return ""

    async def _officers(self, case: Case) -> Sequence[Account]:
        staff = await self.staff.of(frozenset({case.authority.code}))
        return [each for each in staff if Role.OFFICER in each.roles and entitlement.is_free_of(each.name, case)]


def _mandate(viewer: Viewer, case: Case, at: datetime) -> Authorisation | None:
    if not viewer.has(Role.DEPUTY) or viewer.has(Role.HEAD):
        return None
    held = (paper for paper in viewer.authorisations if case.authority.code in paper.authorities and paper.holds(at))
    return next(held, None)
