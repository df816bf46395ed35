"""The accounts with their password hashes, which no other service can read."""

from services.identity.adapters.session_documents import session_fields
from shared.audit.entry import Entry
from shared.directory.bodies import Account
from shared.identity.open_sessions import NAME as SESSIONS
from shared.identity.recognising import Session
from shared.mongo.audit import MongoAudit
from shared.mongo.client import Database, Document, translated
from shared.mongo.directory import ACCOUNTS, to_account
from shared.mongo.transactions import Transaction, together


class MongoCredentials:
    """Accounts by the name under which people sign in, and by id."""

    def __init__(self, directory: Database) -> None:
        self._client = directory.client
        self._collection = directory[ACCOUNTS]
        self._sessions = directory[SESSIONS]
        self._audit = MongoAudit(directory)

    async def account_named(self, username: str) -> Account | None:
        """The account with this name, also a locked one."""
        return await self._found({"username": username})

    async def account(self, account_id: str) -> Account | None:
        """The account with this id, also a locked one."""
        return await self._found({"_id": account_id})

    async def rehash(self, account: Account, password_hash: str) -> None:
        """Store another hash of the same password, unless the password was changed meanwhile."""
        unchanged = {"_id": account.id, "password_hash": account.password_hash}
        with translated():
            await self._collection.update_one(unchanged, {"$set": {"password_hash": password_hash}})

    async def change_password(self, account: Account, password_hash: str, kept: Session | None, entry: Entry) -> bool:
        """Store another password, end all sessions but the one that is kept as it stands there, and record it."""
        # An account that never changed has no number yet, which counts as nought.
        versions = [account.credential_version] if account.credential_version else [0, None]

        async def act(transaction: Transaction) -> bool:
            result = await self._collection.update_one(
                {"_id": account.id, "credential_version": {"$in": versions}, "active": True},
                {
                    "$set": {"password_hash": password_hash, "password_is_temporary": False},
                    "$inc": {"credential_version": 1},
                },
                session=transaction,
            )
            if result.matched_count == 0:
                return False
            await self._sessions.delete_many({"account_id": account.id}, session=transaction)
            if kept:
                await self._sessions.insert_one(session_fields(kept), session=transaction)
            await self._audit.append(entry, transaction)
            return True

        return await together(self._client, act)

    async def _found(self, query: Document) -> Account | None:
        with translated():
            document = await self._collection.find_one(query)
        return to_account(document) if document else None
