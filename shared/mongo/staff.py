"""The people of an authority, read freshly: whom work may be given to."""

from collections.abc import Sequence

from shared.directory.bodies import Account
from shared.mongo.client import Database, translated
from shared.mongo.directory import to_account

_MAX = 1_000


class MongoStaff:
    """Accounts by the authorities that they belong to."""

    def __init__(self, directory: Database) -> None:
        self._accounts = directory["accounts"]
        self._authorities = directory["authorities"]

    async def of(self, authorities: frozenset[str]) -> Sequence[Account]:
        """The active accounts that work for any of the authorities, or for the body that does its work, by name."""
        codes = authorities | await self._workers_for(authorities)
        with translated():
            cursor = self._accounts.find({"authorities": {"$in": sorted(codes)}, "active": True}).sort("username", 1)
            return [to_account(document) for document in await cursor.to_list(_MAX)]

    async def _workers_for(self, authorities: frozenset[str]) -> frozenset[str]:
        query = {"_id": {"$in": sorted(authorities)}, "worked_by": {"$exists": True}}
        with translated():
            found = await self._authorities.find(query, {"worked_by": 1}).to_list(_MAX)
        return frozenset(document["worked_by"] for document in found)
