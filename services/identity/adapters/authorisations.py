"""Authorisations as identity writes them, kept in `directory`, each together with its entry in the record."""

from collections.abc import Sequence

from services.identity.adapters.kept_authorisations import KeptAuthorisations
from shared.audit.entry import Entry
from shared.directory.authorising import Authorisation
from shared.mongo.audit import MongoAudit
from shared.mongo.client import Database
from shared.mongo.errors import DuplicateError
from shared.mongo.transactions import Transaction, together


class RecordedAuthorisations:
    """Gives and ends authorisations; neither happens without its entry."""

    def __init__(self, directory: Database) -> None:
        self._client = directory.client
        self._kept = KeptAuthorisations(directory)
        self._audit = MongoAudit(directory)

    async def find(self, identity: str) -> Authorisation | None:
        """The authorisation."""
        return await self._kept.find(identity)

    async def of_accounts(self, accounts: Sequence[str]) -> Sequence[Authorisation]:
        """Those of the accounts, latest first."""
        return await self._kept.of_accounts(accounts)

    async def add(self, authorisation: Authorisation, entry: Entry) -> bool:
        """Keep it, and record it; whether it was not there yet."""

        async def act(transaction: Transaction) -> bool:
            await self._kept.add(authorisation, transaction)
            await self._audit.append(entry, transaction)
            return True

        try:
            return await together(self._client, act)
        except DuplicateError:
            return False

    async def end(self, authorisation: Authorisation, entry: Entry) -> bool:
        """Keep when and by whom it was ended, and record it; whether nobody had ended it before."""

        async def act(transaction: Transaction) -> bool:
            is_first = await self._kept.end(authorisation, transaction)
            if is_first:
                await self._audit.append(entry, transaction)
            return is_first

        return await together(self._client, act)
