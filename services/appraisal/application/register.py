"""The register: every nomination at the level that the viewer may see, slice by slice or whole for taking away."""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

from services.appraisal.application.ports import Clock
from services.appraisal.application.register_query import (
    RegisterFilters,
    RegisterPage,
    RegisterQuery,
    RegisterRow,
    RegisterSlice,
)
from services.appraisal.application.worklist_query import Count
from services.appraisal.domain import entitlement
from shared.clock.days import day_of
from shared.identity.seeing import works_for
from shared.identity.viewer import Viewer
from shared.refusals import TooManyError

MOST_COUNTED = 10_000
MOST_UNITS = 200
# Lines that are in memory at once while a register is taken away.
_SLICE = 500
_MOST_EXPORTS = 2


class Register(Protocol):
    """The cases of one level as lines of the register."""

    async def page(self, query: RegisterQuery) -> RegisterSlice:
        """One slice, latest receipt first."""

    async def whole(self, query: RegisterQuery) -> RegisterSlice:
        """As `page`, reading in the order of the register whatever is asked for: each slice goes on from the last."""

    async def count(self, query: RegisterQuery, *, most: int) -> Count:
        """How many there are; counting ends at `most`."""

    async def units(self, authorities: frozenset[str], *, most: int) -> Mapping[str, str]:
        """The units from which the authorities have cases, by code: at most so many names."""

    async def unit_names(self, authorities: frozenset[str], codes: Sequence[str]) -> Mapping[str, str]:
        """What these units are called in the authorities' cases; by their code where they have none."""


@dataclass(frozen=True)
class ListRegister:
    """A slice of the register, and how many lines the filters leave."""

    register: Register
    now: Clock
    most_units: int = MOST_UNITS

    async def __call__(self, viewer: Viewer, filters: RegisterFilters, *, after: str, limit: int) -> RegisterPage:
        """The slice.

        Raises:
            NotAllowedError: The viewer does not work for an authority.
            InvalidError: No slice ended at `after`.
        """
        at = self.now()
        query = replace(_query(viewer, filters, self.now), after=after, limit=limit)
        found = await self.register.page(query)
        return RegisterPage(found.rows, found.next, await self.register.count(query, most=MOST_COUNTED), at)

    async def units(self, viewer: Viewer, chosen: str) -> Mapping[str, str]:
        """The units that a viewer can choose from, by code; where there are too many, the chosen one alone."""
        viewer.require(*entitlement.READERS)
        found = await self.register.units(viewer.authorities, most=self.most_units + 1)
        if len(found) <= self.most_units:
            return found
        return await self.register.unit_names(viewer.authorities, [chosen]) if chosen else {}


@dataclass
class Turns:
    """Who takes a register away just now: one at a time for each account, and so many in all."""

    most: int = _MOST_EXPORTS
    _accounts: set[str] = field(default_factory=set)

    @contextmanager
    def take(self, account: str) -> Iterator[None]:
        """A turn for the account, until the block ends.

        Raises:
            TooManyError: The account has one, or too many others have.
        """
        if account in self._accounts:
            raise TooManyError("Đang có một lần tải sổ của bạn. Chờ tải xong rồi tải tiếp.", retry_after=30)
        if len(self._accounts) >= self.most:
            raise TooManyError("Nhiều người đang tải sổ cùng lúc. Thử lại sau một phút.", retry_after=60)
        self._accounts.add(account)
        try:
            yield
        finally:
            self._accounts.discard(account)


@dataclass(frozen=True)
class ExportRegister:
    """The whole register as the filters leave it, in slices of a few hundred lines."""

    register: Register
    now: Clock
    turns: Turns
    slice: int = _SLICE

    async def __call__(self, viewer: Viewer, filters: RegisterFilters) -> AsyncGenerator[list[RegisterRow], None]:
        """Each nomination once, latest receipt first, also while cases change; what comes meanwhile stands before all.

        A line stands in its order for ever, by its receipt; of its other values it has those of the moment at which
        its slice is read.

        Raises:
            NotAllowedError: The viewer does not work for an authority.
            TooManyError: They are taking one away already, or too many others are.
        """
        query = replace(_query(viewer, filters, self.now), limit=self.slice)
        with self.turns.take(viewer.account):
            while True:
                found = await self.register.whole(query)
                yield list(found.rows)
                if found.next is None:
                    return
                query = replace(query, after=found.next)


def _query(viewer: Viewer, filters: RegisterFilters, now: Clock) -> RegisterQuery:
    viewer.require(*entitlement.READERS)
    return RegisterQuery(viewer.authorities, works_for(viewer), day_of(now()), filters)
