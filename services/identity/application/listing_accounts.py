"""The accounts in a list, and one of them whole: for administrators all, for heads those of their own authority."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.identity.application.account_ports import (
    FindAccounts,
    ReadAuthorisations,
    ReadCatalogue,
    ReadFactors,
    ReadSessions,
)
from services.identity.application.administering import FindKept
from services.identity.application.ports import Clock
from services.identity.domain.accounts import AccountFilter
from services.identity.domain.catalogue import Catalogue
from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account
from shared.directory.roles import Role, role_name
from shared.identity.viewer import Viewer


@dataclass(frozen=True)
class AccountLine:
    """An account as a list shows it: its roles as they hold today, and for whom it works."""

    account: Account
    roles: Sequence[str]
    works_for: Sequence[str]


@dataclass(frozen=True)
class AccountList:
    """A part of the list; `next` is where the following begins, `total` how many there are whatever is searched."""

    lines: Sequence[AccountLine]
    total: int
    next: str | None


@dataclass(frozen=True)
class ShownAccount:
    """One account whole, with what can be done about it."""

    line: AccountLine
    authorisations: Sequence[Authorisation]
    open_sessions: int
    has_factor: bool
    is_own: bool
    is_kept_by_viewer: bool

    @property
    def account(self) -> Account:
        """The account."""
        return self.line.account

    @property
    def has_password(self) -> bool:
        """Whether its owner has ever set one."""
        return bool(self.account.password_hash)


@dataclass(frozen=True)
class DescribeAccounts:
    """Says what accounts are: a deputy is called authorised only while a paper says so."""

    authorisations: ReadAuthorisations
    now: Clock

    async def __call__(self, accounts: Sequence[Account], catalogue: Catalogue) -> Sequence[AccountLine]:
        """A line for each."""
        given = await self.papers(accounts)
        at = self.now()
        return [
            AccountLine(
                each,
                [
                    role_name(role, is_authorised=any(paper.holds(at) for paper in given.get(each.id, ())))
                    for role in Role
                    if role in each.roles
                ],
                catalogue.works_for(each),
            )
            for each in accounts
        ]

    async def papers(self, accounts: Sequence[Account]) -> Mapping[str, Sequence[Authorisation]]:
        """The authorisations of the deputies among them, by account."""
        deputies = [each.id for each in accounts if Role.DEPUTY in each.roles]
        found = await self.authorisations.of_accounts(deputies) if deputies else []
        return {key: [paper for paper in found if paper.account == key] for key in deputies}


@dataclass(frozen=True)
class ListAccounts:
    """The accounts that the viewer may see, by username."""

    accounts: FindAccounts
    catalogue: ReadCatalogue
    describe: DescribeAccounts

    async def __call__(self, viewer: Viewer, wanted: AccountFilter, *, most: int, after: str = "") -> AccountList:
        """A part of the list.

        Raises:
            NotAllowedError: The viewer is neither administrator nor head.
        """
        viewer.require(Role.ADMINISTRATOR, Role.HEAD)
        within = wanted if viewer.has(Role.ADMINISTRATOR) else replace(wanted, within=viewer.own)
        found = await self.accounts.find(within, most=most + 1, after=after)
        shown = found[:most]
        lines = await self.describe(shown, await self.catalogue.catalogue())
        return AccountList(lines, await self.accounts.count(within), shown[-1].username if len(found) > most else None)


@dataclass(frozen=True)
class ShowAccount:
    """One account whole."""

    find: FindKept
    catalogue: ReadCatalogue
    describe: DescribeAccounts
    sessions: ReadSessions
    factors: ReadFactors
    now: Clock

    async def __call__(self, viewer: Viewer, account_id: str) -> ShownAccount:
        """It; how it signs in is for administrators alone.

        Raises:
            NotAllowedError: The viewer is neither administrator nor head.
            NotFoundError: There is no such account, or none that the head may see.
        """
        account = await self.find.visible(viewer, account_id)
        [line] = await self.describe([account], await self.catalogue.catalogue())
        papers = (await self.describe.papers([account])).get(account.id, ())
        is_kept = viewer.has(Role.ADMINISTRATOR)
        now = self.now()
        sessions = [one for one in await self.sessions.of_account(account.id) if one.believed(now)] if is_kept else []
        factor = await self.factors.find(account.id) if is_kept else None
        return ShownAccount(
            line,
            papers if is_kept else [paper for paper in papers if paper.is_within(viewer.own)],
            len(sessions),
            factor is not None and factor.is_on,
            account.id == viewer.account,
            is_kept,
        )
