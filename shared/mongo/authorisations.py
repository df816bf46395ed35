"""The deputies' authorisations as everybody reads them; identity alone writes them."""

from collections.abc import Sequence
from datetime import date

from shared.directory.authorising import Authorisation, Paper
from shared.mongo.client import Database, Document, translated

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
