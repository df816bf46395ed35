"""The head signs over to a deputy, for days and by a paper; or ends it before its last day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from services.identity.application.ports import Clock
from shared.audit.accounts import describe_authorisation
from shared.audit.entry import Actor, Entry, Kind
from shared.clock.days import day_of
from shared.directory.authorising import Authorisation, Paper, checked, ended
from shared.directory.bodies import Account, choice_of
from shared.identity.viewer import Role, Viewer
from shared.refusals import FieldProblem, InvalidError, KeyUsedError, NotFoundError

_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:authorisation")
_NO_PAPER = "Cơ quan không có ủy quyền này. Mở lại từ danh sách cán bộ của cơ quan."


class Staff(Protocol):
    """The people of authorities."""

    async def of(self, authorities: frozenset[str]) -> Sequence[Account]:
        """The active accounts that work for any of the authorities, by name."""
        ...


class Authorisations(Protocol):
    """The deputies' authorisations; what changes one is recorded with it."""

    async def find(self, identity: str) -> Authorisation | None:
        """The authorisation."""
        ...

    async def of_accounts(self, accounts: Sequence[str]) -> Sequence[Authorisation]:
        """Those of the accounts, latest first."""
        ...

    async def add(self, authorisation: Authorisation, entry: Entry) -> bool:
        """Keep it with its entry in the record; whether it was not there yet."""
        ...

    async def end(self, authorisation: Authorisation, entry: Entry) -> bool:
        """Keep when and by whom it was ended, with the entry; whether nobody had ended it before."""
        ...


@dataclass(frozen=True)
class Papers:
    """The deputies of the head's authorities, and what was ever signed over to them there, latest first."""

    deputies: Sequence[Account]
    given: Sequence[Authorisation]

    def deputy(self, authorisation: Authorisation) -> Account:
        """Whom it was given to."""
        return next(one for one in self.deputies if one.id == authorisation.account)


@dataclass(frozen=True)
class ListAuthorisations:
    """What heads of the viewer's authorities signed over to deputies."""

    staff: Staff
    authorisations: Authorisations

    async def __call__(self, viewer: Viewer) -> Papers:
        """The deputies who are there today, with their authorisations for the viewer's authorities alone.

        Raises:
            NotAllowedError: The viewer is no head.
        """
        viewer.require(Role.HEAD)
        deputies = [
            one for one in await self.staff.of(viewer.own) if Role.DEPUTY in one.roles and one.authorities & viewer.own
        ]
        found = await self.authorisations.of_accounts([one.id for one in deputies])
        return Papers(deputies, [one for one in found if one.is_within(viewer.own)])

    async def find(self, viewer: Viewer, identity: UUID) -> tuple[Papers, Authorisation]:
        """One of them, beside all.

        Raises:
            NotAllowedError: The viewer is no head.
            NotFoundError: The viewer's authorities have no such authorisation.
        """
        papers = await self(viewer)
        for one in papers.given:
            if one.id == str(identity):
                return papers, one
        raise NotFoundError(_NO_PAPER)


@dataclass(frozen=True)
class Grant:
    """What the head signed: the deputy's account, both days, and the paper."""

    deputy: str
    begins_on: date
    ends_on: date
    paper: Paper


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
        entry = describe_authorisation(given, Kind.AUTHORISATION_GIVEN, _by(viewer), at)
        if await self.authorisations.add(checked(given, today=day_of(at)), entry):
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
        if standing is None or not standing.is_within(viewer.own):
            raise NotFoundError(_NO_PAPER)
        at = self.now()
        over = ended(standing, viewer.name, at)
        entry = describe_authorisation(over, Kind.AUTHORISATION_ENDED, _by(viewer), at)
        if await self.authorisations.end(over, entry):
            return over
        return await self(viewer, identity)


def _by(viewer: Viewer) -> Actor:
    return Actor(viewer.account, viewer.name)


def _same(standing: Authorisation, grant: Grant) -> Authorisation:
    recorded = Grant(standing.account, standing.begins_on, standing.ends_on, standing.paper)
    if recorded != grant:
        raise KeyUsedError("một ủy quyền khác", "ủy quyền này")
    return standing
