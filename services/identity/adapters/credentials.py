"""The accounts with their password hashes, which no other service can read."""

from shared.directory.bodies import Account
from shared.mongo.client import Database, translated
from shared.mongo.directory import ACCOUNTS, to_account


class MongoCredentials:
    """Accounts by the name under which people sign in."""

    def __init__(self, directory: Database) -> None:
        self._collection = directory[ACCOUNTS]

    async def account_named(self, username: str) -> Account | None:
        """The account with this name, also a locked one."""
        with translated():
            document = await self._collection.find_one({"username": username})
        return to_account(document) if document else None
