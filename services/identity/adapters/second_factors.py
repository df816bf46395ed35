"""Second factors, kept in `directory`; the secret sealed, of recovery codes only marks."""

from collections.abc import Sequence

from services.identity.adapters.account_mails import MongoAccountMails
from services.identity.domain.account_mails import AccountMail
from services.identity.domain.one_time_codes import SecondFactor
from shared.audit.entry import Entry
from shared.mongo.audit import MongoAudit
from shared.mongo.client import Database, Document, translated
from shared.mongo.errors import DuplicateError
from shared.mongo.second_factors import NAME
from shared.mongo.transactions import Transaction, together


class MongoSecondFactors:
    """Second factors by account; whatever changes one is recorded with it."""

    def __init__(self, directory: Database) -> None:
        self._client = directory.client
        self._collection = directory[NAME]
        self._audit = MongoAudit(directory)
        self._mails = MongoAccountMails(directory)

    async def find(self, account_id: str) -> SecondFactor | None:
        """The account's, also one that is not on yet."""
        with translated():
            document = await self._collection.find_one({"_id": account_id})
        if document is None:
            return None
        return SecondFactor(document["_id"], bytes(document["sealed"]), document["is_on"], len(document["recovery"]))

    async def begin(self, factor: SecondFactor) -> bool:
        """Keep one that is not on yet, in place of another such one; not where one is on."""
        fields = {"sealed": factor.sealed, "last_step": 0, "recovery": [], "schema": 1}
        try:
            with translated():
                await self._collection.update_one(
                    {"_id": factor.account, "is_on": False}, {"$set": fields}, upsert=True
                )
        except DuplicateError:
            return False
        return True

    async def turn_on(
        self, factor: SecondFactor, step: int, recovery: Sequence[str], entry: Entry, notice: AccountMail | None
    ) -> bool:
        """Let it count from now on, and tell it; whether it was this one that had been begun."""
        begun = {"_id": factor.account, "is_on": False, "sealed": factor.sealed}
        update = {"$set": {"is_on": True, "last_step": step, "recovery": list(recovery)}}
        return await self._changed(begun, update, entry, notice)

    async def accept(self, account_id: str, step: int) -> bool:
        """Take the code of that step; whether none of it, or of a later one, was taken before."""
        earlier = {"_id": account_id, "is_on": True, "last_step": {"$lt": step}}
        with translated():
            result = await self._collection.update_one(earlier, {"$set": {"last_step": step}})
        return result.matched_count == 1

    async def use_recovery(self, account_id: str, mark: str, entry: Entry) -> bool:
        """Take the recovery code; whether it was one, and unused."""
        unused = {"_id": account_id, "is_on": True, "recovery": mark}
        return await self._changed(unused, {"$pull": {"recovery": mark}}, entry)

    async def renew_recovery(self, account_id: str, marks: Sequence[str], entry: Entry) -> bool:
        """Let these be the recovery codes in place of all before; whether the factor is on."""
        return await self._changed({"_id": account_id, "is_on": True}, {"$set": {"recovery": list(marks)}}, entry)

    async def remove(self, account_id: str, entry: Entry, notice: AccountMail | None) -> bool:
        """Let the account have none, and tell it; whether it had one."""

        async def act(transaction: Transaction) -> bool:
            result = await self._collection.delete_one({"_id": account_id}, session=transaction)
            if result.deleted_count:
                await self._audit.append(entry, transaction)
                await self._tell(notice, transaction)
            return result.deleted_count == 1

        return await together(self._client, act)

    async def _changed(
        self, guard: Document, update: Document, entry: Entry, notice: AccountMail | None = None
    ) -> bool:
        async def act(transaction: Transaction) -> bool:
            result = await self._collection.update_one(guard, update, session=transaction)
            if result.matched_count:
                await self._audit.append(entry, transaction)
                await self._tell(notice, transaction)
            return result.matched_count == 1

        return await together(self._client, act)

    async def _tell(self, notice: AccountMail | None, transaction: Transaction) -> None:
        if notice:
            await self._mails.add(notice, transaction)
