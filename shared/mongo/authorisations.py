"""The deputies' authorisations, kept in `directory`: recorded once, and changed only to be ended."""

from collections.abc import Sequence
from datetime import date

from shared.directory.authorising import Authorisation, Paper
from shared.mongo.client import Database, Document, translated
from shared.mongo.errors import DuplicateError
from shared.mongo.transactions import Transaction, within

NAME = "authorisations"
# Made by provisioning: whoever may make an index may also make one by which documents expire.
INDEXES = ((("account", 1),),)
_MAX = 1_000


class MongoAuthorisations:
    """Authorisations by the account of the deputy."""

    def __init__(self, directory: Database) -> None:
        self._collection = directory[NAME]

    async def of_accounts(self, accounts: Sequence[str]) -> Sequence[Authorisation]:
        """Those of the accounts, latest first."""
        with translated():
            cursor = self._collection.find({"account": {"$in": list(accounts)}}).sort([("begins_on", -1), ("_id", 1)])
            return [_to_authorisation(document) for document in await cursor.to_list(_MAX)]

    async def find(self, identity: str) -> Authorisation | None:
        """The authorisation."""
        with translated():
            document = await self._collection.find_one({"_id": identity})
        return None if document is None else _to_authorisation(document)

    async def add(self, authorisation: Authorisation, transaction: Transaction | None = None) -> bool:
        """Record it, in the transaction where there is one; whether it was not there yet."""
        try:
            with within(transaction):
                await self._collection.insert_one(authorisation_fields(authorisation), session=transaction)
        except DuplicateError:
            return False
        return True

    async def end(self, authorisation: Authorisation, transaction: Transaction | None = None) -> bool:
        """Record when and by whom it was ended, as `add` does; whether nobody had ended it before."""
        change = {"ended_at": authorisation.ended_at, "ended_by_name": authorisation.ended_by_name}
        with within(transaction):
            result = await self._collection.update_one(
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


def _to_authorisation(document: Document) -> Authorisation:
    paper = document["paper"]
    return Authorisation(
        id=document["_id"],
        account=document["account"],
        authorities=frozenset(document["authorities"]),
        begins_on=date.fromisoformat(document["begins_on"]),
        ends_on=date.fromisoformat(document["ends_on"]),
        paper=Paper(paper["number"], date.fromisoformat(paper["signed_on"])),
        given_by=document["given_by"],
        given_by_name=document["given_by_name"],
        given_at=document["given_at"],
        ended_at=document["ended_at"],
        ended_by_name=document["ended_by_name"],
    )
