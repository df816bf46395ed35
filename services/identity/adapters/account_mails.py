"""The mails about accounts, kept in `directory` as the outbox of identity: written with the act that they tell of."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pymongo import ReturnDocument

from services.identity.domain.account_mails import AccountMail, MailKind, State
from shared.audit.entry import Entry
from shared.mongo.account_mails import NAME
from shared.mongo.audit import MongoAudit
from shared.mongo.client import Database, Document, translated
from shared.mongo.transactions import Transaction, together, within

_KEPT_FOR = timedelta(days=30)


class MongoAccountMails:
    """Mails by id. One that is due is taken by one process at a time, by moving the moment at which it is due."""

    def __init__(self, directory: Database) -> None:
        self._client = directory.client
        self._collection = directory[NAME]
        self._audit = MongoAudit(directory)

    async def ensure_indexes(self) -> None:
        """What is due, the links, an account's mails; and nothing is kept longer than a month."""
        with translated():
            await self._collection.create_index("due_at", sparse=True)
            await self._collection.create_index("token_hash", unique=True, partialFilterExpression=_HAS_LINK)
            await self._collection.create_index([("account", 1), ("created_at", -1)])
            await self._collection.create_index("kept_until", expireAfterSeconds=0)

    async def add(self, mail: AccountMail, transaction: Transaction | None = None) -> None:
        """Keep it, to be sent; in the transaction where there is one."""
        with within(transaction):
            await self._collection.insert_one(_to_record(mail), session=transaction)

    async def add_all(self, mails: Sequence[AccountMail], transaction: Transaction) -> None:
        """Keep all of them, to be sent, in the transaction."""
        if mails:
            await self._collection.insert_many(map(_to_record, mails), session=transaction)

    async def take(self, at: datetime, until: datetime) -> AccountMail | None:
        """The one that is due first, which nobody else takes until then; its attempt is counted."""
        with translated():
            found: Document | None = await self._collection.find_one_and_update(
                {"due_at": {"$lte": at}},
                {"$set": {"due_at": until}, "$inc": {"attempts": 1}},
                sort=[("due_at", 1)],
                return_document=ReturnDocument.AFTER,
            )
        return _to_mail(found) if found else None

    async def extend(self, mail: AccountMail, until: datetime) -> None:
        """Nobody else takes it until then."""
        with translated():
            await self._collection.update_one(_held(mail), {"$set": {"due_at": until}})

    async def save(self, before: AccountMail, after: AccountMail, entry: Entry | None = None) -> bool:
        """Store how it stands now, with the entry; whether it was still as it was before."""
        fields = _to_fields(after)
        # How often it was tried, and until when it is held, is not told by what is saved in between.
        left_out = ("_id", "attempts", *(("due_at",) if after.due_at == before.due_at else ()))
        update = {"$set": {name: value for name, value in fields.items() if name not in left_out and value is not None}}
        gone = {name: "" for name, value in fields.items() if value is None and name != "_id"}
        if gone:
            update["$unset"] = gone

        async def act(transaction: Transaction) -> bool:
            query = _held(before) | {"state": before.state.value}
            result = await self._collection.update_one(query, update, session=transaction)
            if result.matched_count and entry:
                await self._audit.append(entry, transaction)
            return result.matched_count == 1

        return await together(self._client, act)

    async def count_since(self, account_id: str, kind: MailKind, at: datetime) -> int:
        """How many mails of that kind were for that account since then."""
        query = {"account": account_id, "kind": kind.value, "created_at": {"$gte": at}}
        with translated():
            return await self._collection.count_documents(query)

    async def with_link(self, token_hash: str) -> AccountMail | None:
        """The one whose link that is, unless it was used."""
        with translated():
            found = await self._collection.find_one({"token_hash": token_hash, "used_at": None})
        return _to_mail(found) if found else None

    async def use(self, mail: AccountMail, at: datetime, transaction: Transaction) -> bool:
        """Let its link serve no more; whether it still did."""
        query = {"_id": mail.id, "token_hash": mail.token_hash, "used_at": None, "ends_at": {"$gt": at}}
        result = await self._collection.update_one(query, {"$set": {"used_at": at}}, session=transaction)
        return result.matched_count == 1


_HAS_LINK: Document = {"token_hash": {"$type": "string"}}


def _held(mail: AccountMail) -> Document:
    return {"_id": mail.id, "attempts": mail.attempts}


def _to_record(mail: AccountMail) -> Document:
    return {name: value for name, value in _to_fields(mail).items() if value is not None}


def _to_fields(mail: AccountMail) -> Document:
    return {
        "_id": mail.id,
        "kind": mail.kind.value,
        "created_at": mail.created_at,
        "due_at": mail.due_at,
        "account": mail.account or None,
        "address": mail.address or None,
        "name": mail.name or None,
        "username": mail.username or None,
        "credential_version": mail.credential_version,
        "former": mail.former or None,
        "network": mail.network,
        "sealed_name": mail.sealed_name or None,
        "state": mail.state.value,
        "attempts": mail.attempts,
        "reason": mail.reason,
        "token_hash": mail.token_hash or None,
        "ends_at": mail.ends_at,
        "kept_until": mail.created_at + _KEPT_FOR,
        "schema": 1,
    }


def _to_mail(record: Document) -> AccountMail:
    return AccountMail(
        id=record["_id"],
        kind=MailKind(record["kind"]),
        created_at=record["created_at"],
        due_at=record.get("due_at"),
        account=record.get("account") or "",
        address=record.get("address") or "",
        name=record.get("name") or "",
        username=record.get("username") or "",
        credential_version=record["credential_version"],
        former=record.get("former") or "",
        network=record["network"],
        sealed_name=bytes(record.get("sealed_name") or b""),
        state=State(record["state"]),
        attempts=record["attempts"],
        reason=record["reason"],
        token_hash=record.get("token_hash") or "",
        ends_at=record.get("ends_at"),
    )
