"""The accounts as lists show them: found by what is indexed, searched without accents in the order of their names."""

from collections.abc import AsyncIterator, Sequence

from services.identity.domain.accounts import AccountFilter, State
from shared.directory.bodies import Account
from shared.mongo.client import Database, Document, translated
from shared.mongo.directory import ACCOUNTS, to_account
from shared.text.folding import fold

_AT_ONCE = 500
_MOST_COLLEAGUES = 200


class MongoAccountLists:
    """Accounts of one directory.

    A province has some thousands. What is typed into the search is compared here with each of them in turn, until the
    page is full: a field for it beside names would have to be kept by everybody who writes an account.
    """

    def __init__(self, directory: Database) -> None:
        self._accounts = directory[ACCOUNTS]

    async def find(self, wanted: AccountFilter, *, most: int, after: str = "") -> Sequence[Account]:
        """At most so many of them by username, from the one after that name."""
        query = _query(wanted) | ({"username": {"$gt": after}} if after else {})
        words, found = fold(wanted.text).split(), []
        with translated():
            async for account in self._read(query, most if not words else 0):
                if all(word in _searched(account) for word in words):
                    found.append(account)
                if len(found) == most:
                    break
        return found

    async def count(self, wanted: AccountFilter) -> int:
        """How many there are, whatever text is searched for."""
        with translated():
            return await self._accounts.count_documents(_query(wanted))

    async def named(self, usernames: Sequence[str]) -> Sequence[Account]:
        """Those with one of these names."""
        with translated():
            found = await self._accounts.find({"username": {"$in": list(usernames)}}).to_list(None)
        return [to_account(document) for document in found]

    async def of_ids(self, ids: Sequence[str]) -> Sequence[Account]:
        """Those with one of these ids."""
        with translated():
            found = await self._accounts.find({"_id": {"$in": list(ids)}}).to_list(None)
        return [to_account(document) for document in found]

    async def colleagues(self, account: Account) -> Sequence[Account]:
        """The other active accounts of the same unit or of one of the same authorities, by name."""
        same: list[Document] = [{"authorities": {"$in": sorted(account.authorities)}}]
        same += [{"unit": account.unit}] if account.unit else []
        query = {"$or": same, "active": True, "_id": {"$ne": account.id}}
        with translated():
            found = await self._accounts.find(query).sort("username", 1).to_list(_MOST_COLLEAGUES)
        return [to_account(document) for document in found]

    async def _read(self, query: Document, most: int) -> AsyncIterator[Account]:
        async for document in self._accounts.find(query).sort("username", 1).limit(most).batch_size(_AT_ONCE):
            yield to_account(document)


def _query(wanted: AccountFilter) -> Document:
    query: Document = {}
    if wanted.role:
        query["roles"] = wanted.role.value
    if wanted.state:
        query["active"] = wanted.state is State.ACTIVE
    parts: list[Document] = []
    if wanted.body:
        parts.append({"$or": [{"authorities": wanted.body}, {"unit": wanted.body}]})
    if wanted.within is not None:
        parts.append({"authorities": {"$in": sorted(wanted.within)}})
    return query | ({"$and": parts} if parts else {})


def _searched(account: Account) -> str:
    return fold(f"{account.name} {account.username} {account.mail or ''}")
