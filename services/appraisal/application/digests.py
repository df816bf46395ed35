"""The daily digest goes out once to each person and authority, however many processes run and wherever one dies."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Protocol

from services.appraisal.application.lapses import FindLapses
from services.appraisal.application.people import Staff
from services.appraisal.application.ports import Checkpoint, Clock
from services.appraisal.application.worklist import soon_after
from services.appraisal.application.worklist_query import Counts, Tab, WorklistQuery, WorklistRow, lapse_in
from services.appraisal.domain import entitlement
from services.appraisal.domain.digest import MOST_LINES, PressingCase, Workload, choose_readers, is_time, write_digest
from services.appraisal.domain.lapses import Lapses
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import day_of
from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.events.content import AuthorityRef
from shared.events.digests import DigestDue
from shared.events.words import Level
from shared.identity.viewer import Viewer
from shared.nominees.shown import Purpose, Sight, show_called
from shared.observability.logs import get_logger
from shared.rules.loading import RuleSets

_log = get_logger(__name__)
MOST_COUNTED = 100_000  # once a day, so to the last one
# What is counted once for all who work at an authority, and what is counted for each of them.
_EVERYBODYS = (Tab.TODO, Tab.UNASSIGNED, Tab.OVERDUE, Tab.DUE_SOON, Tab.RETURNED, Tab.APPROVED)
_THEIRS = (Tab.ASSIGNED,)


class WaitingCases(Protocol):
    """The part of the cases that a digest tells of."""

    async def waiting_at(self) -> Sequence[AuthorityRef]:
        """The authorities for which some case waits."""

    async def counts(self, query: WorklistQuery, *, most: int, tabs: Sequence[Tab]) -> Counts:
        """How many stand under each of the tabs; counting a tab ends at `most`."""

    async def pressing(self, query: WorklistQuery, *, limit: int) -> Sequence[WorklistRow]:
        """Overdue cases and those due soon, the longest due first: so many of the asker's, and so many of others."""


class Digests(Protocol):
    """The digests of one level."""

    async def add(self, due: DigestDue) -> bool:
        """Store one with its message, in one write; whether it was not there yet."""

    async def is_day_done(self, day: date) -> bool:
        """Whether everybody was told that day."""

    async def end_day(self, day: date, at: datetime) -> None:
        """Everybody was told that day."""


class Deputies(Protocol):
    """The deputies' authorisations."""

    async def of_accounts(self, accounts: Sequence[str]) -> Sequence[Authorisation]:
        """Those of the accounts."""


@dataclass(frozen=True)
class Readers:
    """Who is told of what waits at an authority."""

    staff: Staff
    deputies: Deputies

    async def of(self, authority: str, at: datetime) -> tuple[Account, ...]:
        """The people, by name of their accounts."""
        staff = await self.staff.of(frozenset({authority}))
        deputies = [account.id for account in staff if Role.DEPUTY in account.roles]
        return choose_readers(staff, await self.deputies.of_accounts(deputies), at)


@dataclass(frozen=True)
class DigestOf:
    """What a day's digest says to somebody of an authority."""

    level: Level
    cases: WaitingCases
    find_lapses: FindLapses
    rule_sets: RuleSets
    calendar: WorkingCalendar

    async def all(self, authority: AuthorityRef, accounts: Sequence[str], at: datetime) -> AsyncIterator[DigestDue]:
        """The digests of these accounts; none for whom nothing waits."""
        today = day_of(at)
        soon = soon_after(today, self.calendar, self.rule_sets)
        codes = frozenset({authority.code})
        asked = WorklistQuery("", codes, at, today, soon, lapses=await self.find_lapses(codes))
        counts = await self.cases.counts(asked, most=MOST_COUNTED, tabs=_EVERYBODYS)
        for account in accounts:
            standing = await self._standing(authority, counts, replace(asked, account=account))
            if not standing.is_empty:
                yield write_digest(self.level, standing, account, soon_on=soon, at=at)

    async def _standing(self, authority: AuthorityRef, counts: Counts, query: WorklistQuery) -> Workload:
        theirs = await self.cases.counts(query, most=MOST_COUNTED, tabs=_THEIRS)
        rows = await self.cases.pressing(query, limit=MOST_LINES)
        return Workload(
            authority=authority,
            open=counts[Tab.TODO].number,
            overdue=counts[Tab.OVERDUE].number,
            due_soon=counts[Tab.DUE_SOON].number,
            returned=counts[Tab.RETURNED].number,
            approved=counts[Tab.APPROVED].number,
            theirs=theirs[Tab.ASSIGNED].number,
            unassigned=counts[Tab.UNASSIGNED].number,
            pressing=[_pressing(row, query.lapses) for row in rows],
        )


@dataclass(frozen=True)
class SendDigests:
    """Tell everybody who works at an authority what waits there today; without `due_at`, nobody."""

    digests: Digests
    readers: Readers
    write: DigestOf
    due_at: time | None
    now: Clock
    checkpoint: Checkpoint

    async def __call__(self) -> int:
        """How many digests this process sent."""
        at = self.now()
        if self.due_at is None or not is_time(at, self.due_at, self.write.calendar):
            return 0
        if await self.digests.is_day_done(day_of(at)):
            return 0
        sent = 0
        for authority in await self.write.cases.waiting_at():
            readers = [person.id for person in await self.readers.of(authority.code, at)]
            async for digest in self.write.all(authority, readers, at):
                sent += await self.digests.add(digest)
                self.checkpoint("digest.stored")
        # Only now: a process that died on the way left the day to be gone through again, and what is there stays.
        await self.digests.end_day(day_of(at), at)
        _log.info("digests.day_done", level=self.write.level.value, sent=sent)
        return sent


@dataclass(frozen=True)
class OwnDigest:
    """Whether somebody gets the digest, and what today's would say at this moment."""

    is_reader: bool
    is_wanted: bool
    has_mail: bool
    digests: Sequence[DigestDue]


@dataclass(frozen=True)
class ReadDigest:
    """What the digest would tell the viewer if it went out now; nothing is sent."""

    staff: Staff
    write: DigestOf
    now: Clock

    async def __call__(self, viewer: Viewer) -> OwnDigest:
        """The viewer's own, at each of their authorities for which something waits."""
        viewer.require(*entitlement.READERS)
        at, is_reader = self.now(), viewer.has(*entitlement.WORKERS)
        own = next((each for each in await self.staff.of(viewer.authorities) if each.id == viewer.account), None)
        found = []
        for authority in await self.write.cases.waiting_at() if is_reader else ():
            if authority.code in viewer.authorities:
                found += [digest async for digest in self.write.all(authority, [viewer.account], at)]
        wants, has_mail = own is None or own.wants_digest, own is not None and bool(own.mail)
        return OwnDigest(is_reader, wants, has_mail, found)


def _pressing(row: WorklistRow, lapses: Lapses) -> PressingCase:
    assigned_to = row.assigned_to.account if row.assigned_to and lapse_in(row, lapses) is None else ""
    nominee = show_called(row.nominee, Sight.WORKING, Purpose.DIGEST, is_confidential=row.is_confidential)
    return PressingCase(row.number, nominee, row.award_form, row.due_on, assigned_to)
