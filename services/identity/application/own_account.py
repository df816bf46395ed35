"""One's own account, seen whole, and whether the daily digest comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.identity.application.ports import Clock, Credentials
from services.identity.application.proving import account_of
from shared.audit.entry import Actor, AuditRecord, Entry, Kind
from shared.directory.bodies import Account, Authority, Unit
from shared.identity.viewer import Viewer
from shared.refusals import NotFoundError


class Bodies(Protocol):
    """Units and authorities by code."""

    async def authority(self, code: str) -> Authority:
        """The authority."""
        ...

    async def unit(self, code: str) -> Unit:
        """The unit."""
        ...


class Digests(Protocol):
    """Who wants the daily digest."""

    async def wants(self, account: Account) -> bool:
        """Whether the account does."""
        ...

    async def choose(self, account_id: str, *, wanted: bool) -> None:
        """Keep it."""
        ...


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account as its owner sees it; `works_for` are names of its unit or authorities."""

    account: Account
    works_for: Sequence[str]
    wants_digest: bool


@dataclass(frozen=True)
class ShowOwnAccount:
    """The account of whoever asks."""

    credentials: Credentials
    bodies: Bodies
    digests: Digests

    async def __call__(self, viewer: Viewer) -> OwnAccount:
        """It, read freshly.

        Raises:
            NotSignedInError: It is there no more.
        """
        account = await account_of(self.credentials, viewer)
        names = [await self._unit(account.unit)] if account.unit else []
        names += [await self._authority(code) for code in sorted(account.authorities)]
        return OwnAccount(account, names, await self.digests.wants(account))

    async def _unit(self, code: str) -> str:
        try:
            return (await self.bodies.unit(code)).name
        except NotFoundError:
            return code

    async def _authority(self, code: str) -> str:
        try:
            return (await self.bodies.authority(code)).name
        except NotFoundError:
            return code


@dataclass(frozen=True)
class ChooseDigest:
    """Have the daily digest come, or not."""

    digests: Digests
    audit: AuditRecord
    now: Clock

    async def __call__(self, viewer: Viewer, *, wanted: bool) -> None:
        """Kept and recorded; the same again changes nothing."""
        actor = Actor(viewer.account, viewer.name)
        entry = Entry(self.now(), Kind.DIGEST_CHOSEN, actor, subject=viewer.account, details={"wanted": wanted})
        await self.audit.append(entry)
        await self.digests.choose(viewer.account, wanted=wanted)
