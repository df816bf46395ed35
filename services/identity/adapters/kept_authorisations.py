"""The deputies' authorisations, kept in `directory`: recorded once, and changed only to be ended."""

from shared.directory.authorising import Authorisation
from shared.mongo.authorisations import NAME, MongoAuthorisations
from shared.mongo.client import Database, Document
from shared.mongo.errors import DuplicateError
from shared.mongo.transactions import Transaction, within


class KeptAuthorisations(MongoAuthorisations):
    """Authorisations by the account of the deputy, as identity's user may write them."""

    def __init__(self, directory: Database) -> None:
        super().__init__(directory)
        self._written = directory[NAME]

    async def add(self, authorisation: Authorisation, transaction: Transaction | None = None) -> bool:
        """Record it, in the transaction where there is one; whether it was not there yet."""
        try:
            with within(transaction):
                await self._written.insert_one(authorisation_fields(authorisation), session=transaction)
        except DuplicateError:
            return False
        return True

    async def end(self, authorisation: Authorisation, transaction: Transaction | None = None) -> bool:
        """Record when and by whom it was ended, as `add` does; whether nobody had ended it before."""
        change = {"ended_at": authorisation.ended_at, "ended_by_name": authorisation.ended_by_name}
        with within(transaction):
            result = await self._written.update_one(
                {"_id": authorisation.id, "ended_at": None}, {"$set": change}, session=transaction
            )
        return result.matched_count == 1


def authorisation_fields(authorisation: Authorisation) -> Document:
    """All fields of an authorisation."""
    return {
        "_id": authorisation.id,
        "account": authorisation.account,
        "authorities": sorted(authorisation.authorities),
        "begins_on": authorisation.begins_on.isoformat(),
        "ends_on": authorisation.ends_on.isoformat(),
        "paper": {"number": authorisation.paper.number, "signed_on": authorisation.paper.signed_on.isoformat()},
        "given_by": authorisation.given_by,
        "given_by_name": authorisation.given_by_name,
        "given_at": authorisation.given_at,
        "ended_at": authorisation.ended_at,
        "ended_by_name": authorisation.ended_by_name,
        "schema": 1,
    }
