"""Sessions as identity alone writes them, kept in `directory`."""

from collections.abc import Sequence

from services.identity.adapters.account_mails import MongoAccountMails
from services.identity.adapters.session_documents import session_fields
from services.identity.domain.account_mails import AccountMail
from shared.audit.entry import Entry
from shared.identity.open_sessions import NAME, to_session
from shared.identity.recognising import Session
from shared.mongo.audit import MongoAudit
from shared.mongo.client import Database, translated
from shared.mongo.transactions import Transaction, together

_MOST = 1_000


class MongoSessions:
    """Opens and closes sessions by the hash of their token, each together with its entry in the record."""

    def __init__(self, directory: Database) -> None:
        self._client = directory.client
        self._collection = directory[NAME]
        self._audit = MongoAudit(directory)
        self._mails = MongoAccountMails(directory)

    async def open(self, session: Session, entry: Entry, notice: AccountMail | None = None) -> None:
        """Store it, record it, and tell it where there is something to tell."""

        async def act(transaction: Transaction) -> None:
            await self._collection.insert_one(session_fields(session), session=transaction)
            await self._audit.append(entry, transaction)
            if notice:
                await self._mails.add(notice, transaction)

        await together(self._client, act)

    async def of_account(self, account_id: str) -> Sequence[Session]:
        """Those of one account, latest first."""
        with translated():
            found = await self._collection.find({"account_id": account_id}).sort("created_at", -1).to_list(_MOST)
        return [to_session(document) for document in found]

    async def change(self, session: Session) -> None:
        """Store what it is bound to now."""
        bound_to = session.bound_to.value if session.bound_to else None
        with translated():
            await self._collection.update_one({"_id": session.token_hash}, {"$set": {"bound_to": bound_to}})

    async def close(self, session: Session, entry: Entry) -> None:
        """Forget it, and record it; it may be forgotten already."""

        async def act(transaction: Transaction) -> None:
            result = await self._collection.delete_one({"_id": session.token_hash}, session=transaction)
            if result.deleted_count:
                await self._audit.append(entry, transaction)

        await together(self._client, act)
