"""The people of authorities and the deputies' authorisations in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account
from shared.directory.roles import Role
from tests.unit.appraisal.samples import CLERK, DEPUTY, HEAD, OFFICER


def account(identity: str, name: str, *roles: Role, authority: str) -> Account:
    """An account of an authority."""
    return Account(identity, identity, name, frozenset(roles), authorities=frozenset({authority}))


@dataclass
class FakeStaff:
    """Accounts in the order in which they were added."""

    accounts: list[Account] = field(default_factory=list)

    async def of(self, authorities: frozenset[str]) -> Sequence[Account]:
        return [account for account in self.accounts if account.active and account.authorities & authorities]

    async def of_each(self, authorities: frozenset[str]) -> Mapping[str, Sequence[Account]]:
        return {code: await self.of(frozenset({code})) for code in authorities}

    async def accounts_of(self, ids: Collection[str]) -> Sequence[Account]:
        return [account for account in self.accounts if account.id in ids]


@dataclass
class FakeAuthorisations:
    """Authorisations by id, guarded as the real ones are."""

    held: dict[str, Authorisation] = field(default_factory=dict)

    async def of_accounts(self, accounts: Sequence[str]) -> Sequence[Authorisation]:
        return [each for each in self.held.values() if each.account in accounts]


def colleagues() -> FakeStaff:
    """The commune's people, as accounts of the directory."""
    return FakeStaff(
        [
            Account(each.account, each.account, each.name, each.roles, authorities=each.authorities)
            for each in (HEAD, DEPUTY, OFFICER, CLERK)
        ]
    )
