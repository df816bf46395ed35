"""The accounts with their password hashes, which no other service can read."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from services.identity.adapters.account_mails import MongoAccountMails
from services.identity.adapters.session_documents import session_fields
from services.identity.domain.account_mails import AccountMail
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
        self._mails = MongoAccountMails(directory)

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

    async def change_password(
        self, account: Account, password_hash: str, kept: Session | None, entry: Entry, notice: AccountMail | None
    ) -> bool:
        """Store another password, end all sessions but the one that is kept as it stands there, record and tell it."""

        async def act(transaction: Transaction) -> bool:
            if not await self._replace_password(account, password_hash, transaction):
                return False
            if kept:
                await self._sessions.insert_one(session_fields(kept), session=transaction)
            await self._record(entry, notice, transaction)
            return True

        return await together(self._client, act)

    async def reset_password(
        self, account: Account, password_hash: str, link: AccountMail, entry: Entry, notice: AccountMail | None
    ) -> bool:
        """The same by the link in a mail, which serves no more after it, and with no session left."""

        async def act(transaction: Transaction) -> bool:
            # The link first: of two people with the same one, one finds it used and changes nothing.
            if not await self._mails.use(link, entry.at, transaction):
                return False
            if not await self._replace_password(account, password_hash, transaction):
                raise _NotDoneError
            await self._record(entry, notice, transaction)
            return True

        return await self._or_not(act)

    async def change_mail(
        self, account: Account, address: str, link: AccountMail, entry: Entry, notice: AccountMail | None
    ) -> bool:
        """Have mails go to another address, by the link in a mail to it."""

        async def act(transaction: Transaction) -> bool:
            if not await self._mails.use(link, entry.at, transaction):
                return False
            change = {"$set": {"mail": address}}
            result = await self._collection.update_one(_as_read(account), change, session=transaction)
            if result.matched_count == 0:
                raise _NotDoneError
            await self._record(entry, notice, transaction)
            return True

        return await self._or_not(act)

    async def ask(self, mail: AccountMail, entry: Entry) -> None:
        """Keep a mail that somebody asked for, to be sent, and record it."""
        await together(self._client, partial(self._record, entry, mail))

    async def _replace_password(self, account: Account, password_hash: str, transaction: Transaction) -> bool:
        result = await self._collection.update_one(
            _as_read(account),
            {
                "$set": {"password_hash": password_hash, "password_is_temporary": False},
                "$inc": {"credential_version": 1},
            },
            session=transaction,
        )
        if result.matched_count:
            await self._sessions.delete_many({"account_id": account.id}, session=transaction)
        return result.matched_count == 1

    async def _record(self, entry: Entry, notice: AccountMail | None, transaction: Transaction) -> None:
        await self._audit.append(entry, transaction)
        if notice:
            await self._mails.add(notice, transaction)

    async def _or_not(self, act: Callable[[Transaction], Coroutine[Any, Any, bool]]) -> bool:
        try:
            return await together(self._client, act)
        except _NotDoneError:
            return False

    async def _found(self, query: Document) -> Account | None:
        with translated():
            document = await self._collection.find_one(query)
        return to_account(document) if document else None


class _NotDoneError(Exception):
    """Ends a transaction without effect."""


def _as_read(account: Account) -> Document:
    # An account that never changed has no number yet, which counts as nought.
    versions = [account.credential_version] if account.credential_version else [0, None]
    return {"_id": account.id, "credential_version": {"$in": versions}, "active": True}
