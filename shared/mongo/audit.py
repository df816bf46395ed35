"""The audit record in `directory`: appended to by services, read by identity and administration, changed by nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.audit.entry import Actor, Detail, Entry, Kind
from shared.mongo.client import Database, Document, translated
from shared.mongo.errors import DuplicateError
from shared.mongo.transactions import Transaction, within
from shared.refusals import NotFoundError

NAME = "audit_entries"
# What provisioning makes: whoever may make an index may also have old entries cleared away by it.
INDEXES: tuple[tuple[tuple[str, int], ...], ...] = (
    (("at", -1), ("_id", 1)),
    (("subject", 1), ("at", -1)),
    (("actor.account", 1), ("at", -1)),
    (("kind", 1), ("at", -1)),
)


@dataclass(frozen=True)
class Filter:
    """Which entries are asked for; what is left out does not matter. `actor` is an account or an operator."""

    since: datetime | None = None
    before: datetime | None = None
    kinds: tuple[Kind, ...] = ()
    actor: str = ""
    subject: str = ""


class MongoAudit:
    """Entries by their ids."""

    def __init__(self, directory: Database) -> None:
        self._collection = directory[NAME]

    async def append(self, entry: Entry, transaction: Transaction | None = None) -> None:
        """Keep it for good, together with the rest of the transaction; alone, the same entry again adds nothing."""
        try:
            with within(transaction):
                await self._collection.insert_one(_to_fields(entry), session=transaction)
        except DuplicateError:
            return

    async def append_all(self, entries: Sequence[Entry], transaction: Transaction) -> None:
        """Keep all of them for good, together with the rest of the transaction."""
        await self._collection.insert_many(map(_to_fields, entries), session=transaction)

    async def find(self, wanted: Filter, *, most: int, after: str | None = None) -> Sequence[Entry]:
        """The entries, latest first, at most so many; those that follow the entry `after`.

        Raises:
            NotFoundError: There is no entry `after`.
        """
        query = _query(wanted)
        with translated():
            if after:
                last = await self._collection.find_one({"_id": after}, {"at": 1})
                if last is None:
                    raise NotFoundError(f"Không có mục “{after}” trong nhật ký. Lấy mã từ lần liệt kê trước.")
                later = [{"at": {"$lt": last["at"]}}, {"at": last["at"], "_id": {"$gt": after}}]
                query = {"$and": [query, {"$or": later}]}
            cursor = self._collection.find(query).sort([("at", -1), ("_id", 1)]).limit(most)
            documents = await cursor.to_list(most)
        return [_to_entry(document) for document in documents]


def _query(wanted: Filter) -> Document:
    query: Document = {}
    span = {"$gte": wanted.since, "$lt": wanted.before}
    if held := {name: moment for name, moment in span.items() if moment}:
        query["at"] = held
    if wanted.kinds:
        query["kind"] = {"$in": [kind.value for kind in wanted.kinds]}
    if wanted.actor:
        query["$or"] = [{"actor.account": wanted.actor}, {"actor.operator": wanted.actor}]
    if wanted.subject:
        query["subject"] = wanted.subject
    return query


def _to_fields(entry: Entry) -> Document:
    return {
        "_id": entry.id,
        "at": entry.at,
        "kind": entry.kind.value,
        "actor": {"account": entry.actor.account, "name": entry.actor.name, "operator": entry.actor.operator},
        "subject": entry.subject,
        "reason": entry.reason,
        "details": {name: list(each) if isinstance(each, tuple) else each for name, each in entry.details.items()},
        "schema": 1,
    }


def _to_entry(document: Document) -> Entry:
    details: Mapping[str, Detail | list[str]] = document["details"]
    return Entry(
        id=document["_id"],
        at=document["at"],
        kind=Kind(document["kind"]),
        actor=Actor(**document["actor"]),
        subject=document["subject"],
        reason=document["reason"],
        details={name: tuple(each) if isinstance(each, list) else each for name, each in details.items()},
    )
