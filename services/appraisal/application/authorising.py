"""The head signs over to a deputy, for days and by a paper; or ends it before its last day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from services.appraisal.application.ports import Clock
from services.appraisal.domain import entitlement
from shared.clock.days import day_of
from shared.directory.authorising import Authorisation, Paper, checked, ended
from shared.directory.bodies import Account
from shared.identity.viewer import Role, Viewer
from shared.refusals import FieldProblem, InvalidError, KeyUsedError, NotFoundError

_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:authorisation")
_NOBODY = "chưa có ai; quản trị viên của tỉnh thêm tài khoản"


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

    async def find(self, identity: str) -> Authorisation | None:
        """The authorisation."""

    async def add(self, authorisation: Authorisation) -> bool:
        """Record it; whether it was not there yet."""

    async def end(self, authorisation: Authorisation) -> bool:
        """Record when and by whom it was ended; whether nobody had ended it before."""


@dataclass(frozen=True)
class Grant:
    """What the head signed: the deputy's account, both days, and the paper."""

    deputy: str
    begins_on: date
    ends_on: date
    paper: Paper


@dataclass(frozen=True)
class People:
    """Who works for the viewer's authorities, and the authorisations of the deputies among them."""

    staff: Sequence[Account]
    authorisations: Mapping[str, Sequence[Authorisation]]


@dataclass(frozen=True)
class ListPeople:
    """Whom the head may give work to, and who may decide in the head's place."""

    staff: Staff
    authorisations: Authorisations

    async def __call__(self, viewer: Viewer) -> People:
        """The viewer's colleagues."""
        viewer.require(*entitlement.READERS)
        staff = await self.staff.of(viewer.authorities)
        deputies = [one.id for one in staff if Role.DEPUTY in one.roles]
        found = [one for one in await self.authorisations.of_accounts(deputies) if _is_theirs(one, viewer.authorities)]
        return People(staff, {key: [one for one in found if one.account == key] for key in deputies})


@dataclass(frozen=True)
class AuthoriseDeputy:
    """The head records the paper by which a deputy decides in their place."""

    staff: Staff
    authorisations: Authorisations
    now: Clock

    async def __call__(self, viewer: Viewer, grant: Grant, key: str) -> Authorisation:
        """The authorisation; the same key and content give the same one again.

        Raises:
            NotAllowedError: The viewer is no head.
            InvalidError: Something must be mended, or the key was used for another authorisation.
        """
        viewer.require(Role.HEAD)
        identity = str(uuid5(_NAMESPACE, f"{viewer.account}/{key}"))
        standing = await self.authorisations.find(identity)
        if standing is not None:
            return _same(standing, grant)
        at = self.now()
        deputy = await self._deputy(viewer, grant.deputy)
        given = Authorisation(
            id=identity,
            account=deputy.id,
            authorities=deputy.authorities & viewer.own,
            begins_on=grant.begins_on,
            ends_on=grant.ends_on,
            paper=grant.paper,
            given_by=viewer.account,
            given_by_name=viewer.name,
            given_at=at,
        )
        if await self.authorisations.add(checked(given, today=day_of(at))):
            return given
        return await self(viewer, grant, key)

    async def _deputy(self, viewer: Viewer, account: str) -> Account:
        deputies = [one for one in await self.staff.of(viewer.own) if Role.DEPUTY in one.roles]
        for one in deputies:
            if one.id == account and one.authorities & viewer.own:
                return one
        message = f"Chọn một cấp phó đang làm việc của cơ quan: {choice_of(deputies)}."
        raise InvalidError([FieldProblem("deputy", message)])


@dataclass(frozen=True)
class EndAuthorisation:
    """A head of the authority ends an authorisation before its last day."""

    authorisations: Authorisations
    now: Clock

    async def __call__(self, viewer: Viewer, identity: UUID) -> Authorisation:
        """The authorisation, ended from this moment on.

        Raises:
            NotAllowedError: The viewer is no head.
            NotFoundError: The viewer's authorities have no such authorisation.
            AuthorisationOverError: It is over already.
        """
        viewer.require(Role.HEAD)
        standing = await self.authorisations.find(str(identity))
        if standing is None or not _is_theirs(standing, viewer.own):
            raise NotFoundError("Cơ quan không có ủy quyền này. Mở lại từ danh sách cán bộ của cơ quan.")
        over = ended(standing, viewer.name, self.now())
        if await self.authorisations.end(over):
            return over
        return await self(viewer, identity)


def choice_of(people: Sequence[Account]) -> str:
    """Who may be named, for the sentence that asks for one of them."""
    return "; ".join(f"{one.name} ({one.id})" for one in people) or _NOBODY


def _is_theirs(authorisation: Authorisation, authorities: frozenset[str]) -> bool:
    # All of it: one that also covers another authority is not this head's alone to see or to end.
    return bool(authorisation.authorities) and authorisation.authorities <= authorities


def _same(standing: Authorisation, grant: Grant) -> Authorisation:
    recorded = Grant(standing.account, standing.begins_on, standing.ends_on, standing.paper)
    if recorded != grant:
        raise KeyUsedError("một ủy quyền khác", "ủy quyền này")
    return standing
