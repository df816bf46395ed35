"""Work of people who are no more at the authority, or locked: found at the moment of asking, however they went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.appraisal.application.people import Staff
from services.appraisal.application.ports import Clock
from services.appraisal.domain.case import UNDECIDED, Case
from services.appraisal.domain.lapses import Lapse, Lapses, lapse_of
from shared.directory.roles import WORKERS


class GivenCases(Protocol):
    """The part of the cases that tells to whom work was given."""

    async def assignees(self, authorities: frozenset[str]) -> Mapping[str, frozenset[str]]:
        """The accounts that some case of each authority was ever given to."""


class HeldCases(Protocol):
    """The part of the cases that tells who holds them."""

    async def holders(self, now: datetime) -> Mapping[str, frozenset[str]]:
        """The accounts that hold a case of each authority."""

    async def end_claims_of(self, authority: str, accounts: Sequence[str]) -> int:
        """Let go of the authority's cases that these accounts hold; how many there were."""


@dataclass(frozen=True)
class FindLapses:
    """Whose work at these authorities is nobody's any more, and why."""

    cases: GivenCases
    staff: Staff

    async def __call__(self, authorities: frozenset[str]) -> Lapses:
        """By authority and account; nothing where everybody is still there."""
        return await self._find(await self.cases.assignees(authorities)) if authorities else {}

    async def of_case(self, case: Case) -> Lapse | None:
        """Why the case is not its officer's any more; none while it is, or where it was given to nobody."""
        if case.assignment is None or case.state not in UNDECIDED:
            return None
        key = (case.authority.code, case.assignment.to.account)
        return (await self._find({key[0]: frozenset({key[1]})})).get(key)

    async def _find(self, given: Mapping[str, frozenset[str]]) -> Lapses:
        if not any(given.values()):
            return {}
        staff = await self.staff.of_each(frozenset(given))
        ids = frozenset[str]().union(*given.values())
        found = {account.id: account for account in await self.staff.accounts_of(ids)}
        lapses = {
            (authority, account): lapse_of(found.get(account), staff.get(authority, ()))
            for authority, accounts in given.items()
            for account in accounts
        }
        return {key: lapse for key, lapse in lapses.items() if lapse is not None}


@dataclass(frozen=True)
class EndClaimsOfLeavers:
    """Let go of cases whose holder works at the authority no more, so that colleagues need not wait."""

    cases: HeldCases
    staff: Staff
    now: Clock

    async def __call__(self) -> int:
        """How many there were."""
        held = await self.cases.holders(self.now())
        if not held:
            return 0
        staff = await self.staff.of_each(frozenset(held))
        ended = 0
        for authority, accounts in held.items():
            there = {account.id for account in staff.get(authority, ()) if account.roles & WORKERS}
            left = sorted(accounts - there)
            ended += await self.cases.end_claims_of(authority, left) if left else 0
        return ended
