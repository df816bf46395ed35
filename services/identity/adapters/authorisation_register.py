"""The deputies' authorisations as administrators record and end them."""

from collections.abc import Awaitable, Callable, Sequence

from services.identity.adapters.kept_authorisations import KeptAuthorisations
from shared.audit.accounts import describe_authorisation
from shared.audit.entry import Actor, Kind
from shared.clock import utc_now
from shared.directory.authorising import Authorisation
from shared.mongo.audit import MongoAudit
from shared.mongo.client import Database
from shared.mongo.transactions import Transaction, together


class AuthorisationRegister:
    """Authorisations by the account of the deputy; what `by` does to them is recorded in the same transaction."""

    def __init__(self, directory: Database, by: Actor) -> None:
        self._client = directory.client
        self._kept = KeptAuthorisations(directory)
        self._audit = MongoAudit(directory)
        self._by = by

    async def of_accounts(self, accounts: Sequence[str]) -> Sequence[Authorisation]:
        """Those of the accounts, latest first."""
        return await self._kept.of_accounts(accounts)

    async def give(self, given: Sequence[Authorisation]) -> None:
        """Record authorisations that a deputy is given."""
        await self._settle(given, Kind.AUTHORISATION_GIVEN, self._kept.add)

    async def end(self, over: Sequence[Authorisation]) -> None:
        """Record that authorisations end before their last day."""
        await self._settle(over, Kind.AUTHORISATION_ENDED, self._kept.end)

    async def _settle(
        self,
        changed: Sequence[Authorisation],
        kind: Kind,
        save: Callable[[Authorisation, Transaction], Awaitable[bool]],
    ) -> None:
        async def act(transaction: Transaction) -> None:
            for one in changed:
                if await save(one, transaction):
                    await self._audit.append(describe_authorisation(one, kind, self._by, utc_now()), transaction)

        await together(self._client, act)
