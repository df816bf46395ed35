"""Who works at a level: the people of its authorities, by which papers deputies decide, and who is a stranger to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.appraisal.application.ports import Authorities
from services.appraisal.domain import entitlement
from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account, Authority
from shared.events.names import LEVELS
from shared.events.words import Level
from shared.identity.viewer import Role, Viewer
from shared.refusals import NotFoundError

_MOST_NAMED = 3


class Staff(Protocol):
    """The people of authorities."""

    async def of(self, authorities: frozenset[str]) -> Sequence[Account]:
        """The active accounts that work for any of the authorities, by name."""

    async def of_each(self, authorities: frozenset[str]) -> Mapping[str, Sequence[Account]]:
        """The active accounts that work for each of the authorities, by name."""

    async def accounts_of(self, ids: Collection[str]) -> Sequence[Account]:
        """The accounts with these ids, also locked ones."""


class Authorisations(Protocol):
    """The deputies' authorisations."""

    async def of_accounts(self, accounts: Sequence[str]) -> Sequence[Authorisation]:
        """Those of the accounts, latest first."""


@dataclass(frozen=True)
class Colleagues:
    """Who works for the viewer's authorities, and the authorisations of the deputies among them."""

    staff: Sequence[Account]
    authorisations: Mapping[str, Sequence[Authorisation]]


@dataclass(frozen=True)
class ListPeople:
    """Whom the head may give work to, and who may decide in the head's place."""

    staff: Staff
    authorisations: Authorisations

    async def __call__(self, viewer: Viewer) -> Colleagues:
        """The viewer's colleagues."""
        viewer.require(*entitlement.READERS)
        staff = await self.staff.of(viewer.authorities)
        deputies = [account.id for account in staff if Role.DEPUTY in account.roles]
        found = await self.authorisations.of_accounts(deputies)
        seen = [authorisation for authorisation in found if authorisation.is_within(viewer.authorities)]
        return Colleagues(
            staff, {key: [authorisation for authorisation in seen if authorisation.account == key] for key in deputies}
        )


class NamedAuthorities(Protocol):
    """The names of authorities."""

    async def authority(self, code: str) -> Authority:
        """The authority; `NotFoundError` where the directory has no such code."""


@dataclass(frozen=True)
class NameAuthorities:
    """What the viewer's authorities at a level are called."""

    level: Level
    authorities: NamedAuthorities

    async def __call__(self, viewer: Viewer) -> Sequence[str]:
        """Their short names, the viewer's own first; nothing where they have too many to be named."""
        codes = [*sorted(viewer.own), *sorted(viewer.lent)]
        if len(codes) > _MOST_NAMED:
            return []
        found = [await self._find(code) for code in codes]
        return [authority.short_name for authority in found if authority and self.level in authority.levels]

    async def _find(self, code: str) -> Authority | None:
        # A name is only for the heading: whose authority the directory does not know has their list all the same.
        try:
            return await self.authorities.authority(code)
        except NotFoundError:
            return None


@dataclass(frozen=True)
class RefuseStrangers:
    """Keeps people of other levels from taking this level's lists, empty for them, for their own."""

    level: Level
    authorities: Authorities

    async def __call__(self, viewer: Viewer, address: str = "/api/v1/levels/{level}/…") -> None:
        """Pass when the viewer works at the level, or at none that the directory knows; `address` is that of theirs.

        Raises:
            NotFoundError: They work at others, which the message names.
        """
        theirs = await self.authorities.levels_of(viewer.authorities)
        if theirs and self.level not in theirs:
            own = [level for level in Level if level in theirs]
            names = ", ".join(LEVELS[level] for level in own)
            addresses = ", ".join(address.format(level=level) for level in own)
            raise NotFoundError(
                f"Địa chỉ này là của {LEVELS[self.level]}; cơ quan của bạn làm việc ở {names}. Dùng {addresses}."
            )
