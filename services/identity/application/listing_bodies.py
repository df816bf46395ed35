"""Units and authorities as administrators look them up: who works there, what becomes of one, which commands keep it.

The command line alone writes them (decisions 0042 and 0062); these pages say which command does it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from services.identity.application.account_ports import FindAccounts, ReadCatalogue
from services.identity.domain.accounts import AccountFilter
from services.identity.domain.catalogue import Catalogue
from shared.directory.bodies import Account, Authority, Unit
from shared.events.words import Level
from shared.identity.viewer import Role, Viewer
from shared.refusals import NotFoundError
from shared.text.folding import fold

_MOST_PEOPLE = 200
_Body = TypeVar("_Body", Unit, Authority)


class ReadBodies(ReadCatalogue, Protocol):
    """The units and authorities whole."""

    async def units(self) -> Sequence[Unit]:
        """All units, by code."""
        ...

    async def authorities(self) -> Sequence[Authority]:
        """All authorities, by code, with all names that they had."""
        ...


@dataclass(frozen=True)
class BodyFilter:
    """Which bodies are asked for; what is left out does not matter."""

    text: str = ""
    level: Level | None = None
    managed_by: str = ""


@dataclass(frozen=True)
class BodyList(Generic[_Body]):
    """A part of the list; `next` is where the following begins, `total` how many are found."""

    bodies: Sequence[_Body]
    catalogue: Catalogue
    total: int
    next: str | None


@dataclass(frozen=True)
class ShownBody(Generic[_Body]):
    """One body with the accounts that belong to it."""

    body: _Body
    catalogue: Catalogue
    people: Sequence[Account]


@dataclass(frozen=True)
class ListBodies:
    """Units and authorities, by code."""

    bodies: ReadBodies
    accounts: FindAccounts

    async def units(self, viewer: Viewer, wanted: BodyFilter, *, most: int, after: str = "") -> BodyList[Unit]:
        """A part of the units.

        Raises:
            NotAllowedError: The viewer is no administrator.
        """
        viewer.require(Role.ADMINISTRATOR)
        found = [
            unit
            for unit in await self.bodies.units()
            if (not wanted.managed_by or unit.managed_by == wanted.managed_by)
            and _is_meant(wanted.text, unit.name, unit.code)
        ]
        return _part(found, await self.bodies.catalogue(), most, after)

    async def authorities(
        self, viewer: Viewer, wanted: BodyFilter, *, most: int, after: str = ""
    ) -> BodyList[Authority]:
        """A part of the authorities.

        Raises:
            NotAllowedError: The viewer is no administrator.
        """
        viewer.require(Role.ADMINISTRATOR)
        found = [
            authority
            for authority in await self.bodies.authorities()
            if (wanted.level is None or wanted.level in authority.levels)
            and _is_meant(wanted.text, authority.name, authority.code, *(each.name for each in authority.former))
        ]
        return _part(found, await self.bodies.catalogue(), most, after)

    async def unit(self, viewer: Viewer, code: str) -> ShownBody[Unit]:
        """One unit.

        Raises:
            NotAllowedError: The viewer is no administrator.
            NotFoundError: There is none with this code.
        """
        viewer.require(Role.ADMINISTRATOR)
        return await self._shown(await self.bodies.units(), code, "đơn vị")

    async def authority(self, viewer: Viewer, code: str) -> ShownBody[Authority]:
        """One authority; raises as `unit` does."""
        viewer.require(Role.ADMINISTRATOR)
        return await self._shown(await self.bodies.authorities(), code, "cơ quan")

    async def _shown(self, bodies: Sequence[_Body], code: str, noun: str) -> ShownBody[_Body]:
        for body in bodies:
            if body.code == code:
                people = await self.accounts.find(AccountFilter(body=code), most=_MOST_PEOPLE)
                return ShownBody(body, await self.bodies.catalogue(), people)
        raise NotFoundError(f"Không có {noun} mã này. Tìm trong danh sách {noun}.")


def _is_meant(text: str, *names: str) -> bool:
    searched = fold(" ".join(names))
    return all(word in searched for word in fold(text).split())


def _part(found: Sequence[_Body], catalogue: Catalogue, most: int, after: str) -> BodyList[_Body]:
    rest = [body for body in found if body.code > after]
    return BodyList(rest[:most], catalogue, len(found), rest[most - 1].code if len(rest) > most else None)
