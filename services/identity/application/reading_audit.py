"""The audit record as administrators read it: who did what to whom, when and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.identity.application.account_ports import FindAccounts, ReadCatalogue
from shared.audit.entry import Entry, Kind
from shared.identity.viewer import Role, Viewer

# What concerns accounts, authorisations and bodies; the others tell of signing in, of mails and of personal data.
ADMINISTERING: Sequence[Kind] = (
    *(Kind.ACCOUNT_ADDED, Kind.ACCOUNT_CHANGED, Kind.ROLES_CHANGED, Kind.ACCOUNT_LOCKED, Kind.ACCOUNT_UNLOCKED),
    *(Kind.ACCOUNTS_REMOVED, Kind.PASSWORD_SET, Kind.PASSWORD_RESET_ASKED, Kind.SESSION_ENDED),
    *(Kind.SECOND_FACTOR_OFF, Kind.AUTHORISATION_GIVEN, Kind.AUTHORISATION_ENDED, Kind.DIGEST_CHOSEN),
    *(Kind.BODY_ADDED, Kind.BODY_CHANGED, Kind.BODY_ENDED, Kind.BODY_REOPENED),
    *(Kind.UNITS_IMPORTED, Kind.DIRECTORY_FILLED),
)


class ReadRecord(Protocol):
    """The record, latest first."""

    async def look(
        self,
        *,
        since: datetime | None,
        before: datetime | None,
        kinds: Sequence[Kind],
        actor: str,
        subject: str,
        most: int,
        after: str | None,
    ) -> Sequence[Entry]:
        """At most so many entries, those that follow the entry `after`; what is left out does not matter.

        Raises:
            NotFoundError: There is no entry `after`.
        """
        ...


@dataclass(frozen=True)
class Wanted:
    """Which entries are asked for; `actor` and `subject` by username, by code or by number."""

    since: datetime | None = None
    before: datetime | None = None
    kinds: Sequence[Kind] = ()
    actor: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Recorded:
    """A part of the record; `subjects` are the names behind the ids of accounts and the codes of bodies."""

    entries: Sequence[Entry]
    subjects: Mapping[str, str]
    next: str | None


@dataclass(frozen=True)
class ReadAudit:
    """Reads the record."""

    record: ReadRecord
    accounts: FindAccounts
    catalogue: ReadCatalogue

    async def __call__(self, viewer: Viewer, wanted: Wanted, *, most: int, after: str | None) -> Recorded:
        """A part of it.

        Raises:
            NotAllowedError: The viewer is no administrator.
            NotFoundError: There is no entry `after`.
        """
        viewer.require(Role.ADMINISTRATOR)
        found = await self.record.look(
            since=wanted.since,
            before=wanted.before,
            kinds=wanted.kinds,
            actor=await self._identify(wanted.actor),
            subject=await self._identify(wanted.subject),
            most=most + 1,
            after=after,
        )
        shown = found[:most]
        return Recorded(shown, await self._names(shown), shown[-1].id if len(found) > most else None)

    async def _identify(self, named: str) -> str:
        known = await self.accounts.named([named.casefold()]) if named else ()
        return known[0].id if known else named

    async def _names(self, entries: Sequence[Entry]) -> Mapping[str, str]:
        ids = {entry.subject for entry in entries if entry.subject}
        catalogue = await self.catalogue.catalogue()
        bodies = {each: catalogue.name(each) for each in ids if catalogue.name(each) != each}
        accounts = await self.accounts.of_ids(sorted(ids - bodies.keys()))
        return bodies | {each.id: f"{each.name} ({each.username})" for each in accounts}
