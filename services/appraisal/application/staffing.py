"""Who works at the viewer's authorities, how much open work each has, and whose work somebody must take over."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.appraisal.application.lapses import FindLapses
from services.appraisal.application.people import ListPeople
from services.appraisal.application.ports import Clock
from services.appraisal.application.worklist_query import Counts, Tab, WorklistQuery, WorklistSlice
from services.appraisal.domain import entitlement
from services.appraisal.domain.lapses import Lapse, Lapses
from shared.clock.days import day_of
from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account
from shared.identity.seeing import works_for
from shared.identity.viewer import Viewer
from shared.refusals import NotFoundError

MOST_COUNTED = 1_000
_AT_ONCE = 6
_HELD_AT_ONCE = 50
_NOT_HERE = "Không có người này trong các cơ quan của ông/bà. Mở mục “Phân công” để chọn."


class Accounts(Protocol):
    """Accounts of the directory, also those that left."""

    async def accounts_of(self, ids: Collection[str]) -> Sequence[Account]:
        """The accounts with these ids."""


class CountedCases(Protocol):
    """The part of the cases that workloads are counted from."""

    async def counts(self, query: WorklistQuery, *, most: int, tabs: Sequence[Tab] = ()) -> Counts:
        """How many stand under each of the tabs; counting a tab ends at `most`."""

    async def page(self, query: WorklistQuery) -> WorklistSlice:
        """A slice of the worklist."""


@dataclass(frozen=True)
class Load:
    """How much open work somebody has: held at this moment, given to them, and of that overdue."""

    held: int = 0
    assigned: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Colleague:
    """Somebody who works at the viewer's authorities; a deputy with their authorisations, latest first."""

    account: Account
    load: Load
    authorisations: Sequence[Authorisation] = ()


@dataclass(frozen=True)
class Leaver:
    """Somebody whose work is nobody's any more: `name` is empty where the account is gone."""

    account: str
    name: str
    lapse: Lapse
    left: int


@dataclass(frozen=True)
class Staffing:
    """The people of the viewer's authorities at a moment; `unassigned` counts what is nobody's, leavers' work too."""

    at: datetime
    colleagues: Sequence[Colleague]
    leavers: Sequence[Leaver]
    unassigned: int


@dataclass(frozen=True)
class ShowStaffing:
    """Everybody's open work, and the work of those who left first."""

    list_people: ListPeople
    accounts: Accounts
    cases: CountedCases
    find_lapses: FindLapses
    now: Clock

    async def __call__(self, viewer: Viewer) -> Staffing:
        """The people with their loads."""
        found = await self.list_people(viewer)
        at, lapses = self.now(), await self.find_lapses(viewer.authorities)
        asked = self._asked(viewer, at, lapses)
        limit = asyncio.Semaphore(_AT_ONCE)

        async def show(account: Account) -> Colleague:
            async with limit:
                load = await self._load(asked, account)
            return Colleague(account, load, found.authorisations.get(account.id, ()))

        colleagues = await asyncio.gather(*(show(account) for account in found.staff))
        counts = await self.cases.counts(asked, most=MOST_COUNTED, tabs=(Tab.UNASSIGNED,))
        return Staffing(at, colleagues, await self._leavers(asked, lapses), counts[Tab.UNASSIGNED].number)

    async def colleague(self, viewer: Viewer, account: str) -> Colleague:
        """One of them.

        Raises:
            NotFoundError: Nobody of that id works at the viewer's authorities.
        """
        found = await self.list_people(viewer)
        for each in found.staff:
            if each.id == account:
                asked = self._asked(viewer, self.now(), await self.find_lapses(viewer.authorities))
                return Colleague(each, await self._load(asked, each), found.authorisations.get(each.id, ()))
        raise NotFoundError(_NOT_HERE)

    async def held_by(self, viewer: Viewer, account: str) -> WorklistSlice:
        """What the colleague holds at this moment, the first fifty."""
        await self.colleague(viewer, account)
        asked = replace(self._asked(viewer, self.now(), {}), account=account)
        return await self.cases.page(replace(asked, tabs=frozenset({Tab.MINE}), limit=_HELD_AT_ONCE))

    async def _load(self, asked: WorklistQuery, account: Account) -> Load:
        if account.roles.isdisjoint(entitlement.WORKERS):
            return Load()
        theirs = replace(asked, account=account.id)
        own = await self.cases.counts(theirs, most=MOST_COUNTED, tabs=(Tab.MINE, Tab.ASSIGNED))
        given = replace(theirs, assignee=account.id)
        late = await self.cases.counts(given, most=MOST_COUNTED, tabs=(Tab.OVERDUE,))
        return Load(own[Tab.MINE].number, own[Tab.ASSIGNED].number, late[Tab.OVERDUE].number)

    async def _leavers(self, asked: WorklistQuery, lapses: Lapses) -> Sequence[Leaver]:
        ids = {account for _, account in lapses}
        names = {account.id: account.name for account in await self.accounts.accounts_of(ids)} if ids else {}
        left = []
        for account, lapse in _by_account(lapses).items():
            given = replace(asked, assignee=account)
            counts = await self.cases.counts(given, most=MOST_COUNTED, tabs=(Tab.TODO, Tab.RETURNED))
            number = counts[Tab.TODO].number + counts[Tab.RETURNED].number
            if number:
                left.append(Leaver(account, names.get(account, ""), lapse, number))
        return left

    def _asked(self, viewer: Viewer, at: datetime, lapses: Lapses) -> WorklistQuery:
        today = day_of(at)
        return WorklistQuery(
            viewer.account, viewer.authorities, at, today, today, lapses=lapses, near=works_for(viewer)
        )


def _by_account(lapses: Lapses) -> Mapping[str, Lapse]:
    return {account: lapse for (_, account), lapse in sorted(lapses.items())}
