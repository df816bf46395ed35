"""The outbox inside the document: state and outgoing messages are one write, so neither exists without the other.

A document with unpublished messages has `outbox` (oldest first) and `outbox_due`; the latter is absent when none wait,
so that the partial index holds only documents with something to publish.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from pymongo import ASCENDING, DESCENDING, UpdateOne
from pymongo.write_concern import WriteConcern

from shared.events.envelope import Outgoing
from shared.messaging.relay.pending import Backlog, Pending, Settlement
from shared.mongo.client import Collection, Document, translated

GRACE = timedelta(seconds=2)  # within which the process that wrote publishes; then any sweep may
LEASE = timedelta(seconds=30)
COUNT_LIMIT = 100_000
ENTRY_FIELDS = frozenset(
    {"id", "exchange", "key", "type", "source", "subject", "sequence", "body", "at", "correlation_id", "trace"}
)
_SAMPLE = 50
_EVER = {"$gte": datetime(1970, 1, 2, tzinfo=UTC)}


def outbox_entries(messages: Sequence[Outgoing]) -> list[Document]:
    """The messages as they are stored in `outbox`."""
    return [_to_entry(message) for message in messages]


def outbox_on_insert(messages: Sequence[Outgoing], at: datetime) -> Document:
    """The fields to insert with the document; none without messages."""
    if not messages:
        return {}
    return {"outbox": outbox_entries(messages), "outbox_due": at + GRACE}


def outbox_on_update(messages: Sequence[Outgoing], at: datetime) -> Document:
    """The operators to `merge_update` into the guarded update; none without messages."""
    if not messages:
        return {}
    # $min: an overdue outbox stays overdue, one that was put off comes sooner.
    return {"$push": {"outbox": {"$each": outbox_entries(messages)}}, "$min": {"outbox_due": at + GRACE}}


def merge_update(first: Mapping[str, Any], second: Mapping[str, Any]) -> Document:
    """One update of both; where the two name the same field under one operator, that is an error of the caller."""
    merged: Document = {operator: dict(fields) for operator, fields in first.items()}
    for operator, fields in second.items():
        target = merged.setdefault(operator, {})
        clash = target.keys() & fields.keys()
        if clash:
            raise ValueError(f"{operator} names {sorted(clash)} twice")
        target.update(fields)
    return merged


class Outbox:
    """The outboxes of one collection, as the relay sees them. What a dead relay had leased waits for `lease` to end."""

    def __init__(self, collection: Collection, *, lease: timedelta = LEASE) -> None:
        self._collection = collection
        self._lease = lease
        # A lost settlement only means that a message is published twice, so it need not wait for a majority.
        self._relaxed = collection.with_options(write_concern=WriteConcern(w=1))

    async def ensure_indexes(self) -> None:
        """Create the partial index over documents with something to publish."""
        with translated():
            await self._collection.create_index(
                [("outbox_due", ASCENDING)],
                name="outbox_due",
                partialFilterExpression={"outbox_due": {"$exists": True}},
            )

    async def take_due(self, now: datetime, limit: int) -> Sequence[Pending]:
        """Due documents, leased by compare-and-set.

        Their messages are read after the lease and with majority: what a fail-over may undo is not told to others.
        """
        due = {"outbox_due": {"$lte": now}}
        with translated():
            found = (
                await self._collection.find(due, {"_id": 1}).sort("outbox_due", ASCENDING).limit(limit).to_list(limit)
            )
            if not found:
                return ()
            mine = {"_id": {"$in": [document["_id"] for document in found]}}
            token = uuid4()
            lease = {"$set": {"outbox_due": now + self._lease, "outbox_lease": token}}
            await self._collection.update_many(mine | due, lease)
            leased = await self._collection.find(mine | {"outbox_lease": token}, {"outbox": 1}).to_list(None)
        order = {document["_id"]: place for place, document in enumerate(found)}
        return [_to_pending(document) for document in sorted(leased, key=lambda document: order[document["_id"]])]

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Take confirmed messages out and put the rest off, in one bulk write."""
        if not settlements:
            return
        writes = [UpdateOne({"_id": settlement.document_id}, _settling(settlement)) for settlement in settlements]
        with translated():
            await self._relaxed.bulk_write(writes, ordered=False)

    async def backlog(self) -> Backlog:
        """How many documents wait, and the oldest message among the first and last due."""
        waiting = {"outbox_due": _EVER}
        oldest: list[datetime] = []
        with translated():
            pending = await self._collection.count_documents(waiting, limit=COUNT_LIMIT)
            # Leases and back-off move `outbox_due` ahead, so an old message may stand at either end.
            for direction in (ASCENDING, DESCENDING) if pending else ():
                cursor = self._collection.find(waiting, {"_id": 0, "outbox.at": 1})
                ends = await cursor.sort("outbox_due", direction).limit(_SAMPLE).to_list(_SAMPLE)
                oldest += [entry["at"] for document in ends for entry in document.get("outbox", ())[:1]]
        return Backlog(pending=pending, oldest=min(oldest, default=None))


def _settling(settlement: Settlement) -> list[Document]:
    rest = {"$not": {"$in": ["$$this.id", list(settlement.confirmed)]}}
    due: object = settlement.due or "$outbox_due"
    is_empty = {"$eq": [{"$size": "$outbox"}, 0]}
    return [
        {"$set": {"outbox": {"$filter": {"input": {"$ifNull": ["$outbox", []]}, "cond": rest}}}},
        {"$set": {"outbox_due": {"$cond": [is_empty, "$$REMOVE", due]}}},
        {"$unset": "outbox_lease"},
    ]


def _to_pending(document: Document) -> Pending:
    return Pending(document["_id"], tuple(_to_message(entry) for entry in document.get("outbox", ())))


def _to_entry(message: Outgoing) -> Document:
    return {
        "id": message.id,
        "exchange": message.exchange,
        "key": message.key,
        "type": message.type,
        "source": message.source,
        "subject": message.subject,
        "sequence": message.sequence,
        "body": message.body,
        "at": message.at,
        "correlation_id": message.correlation_id,
        "trace": dict(message.trace),
    }


def _to_message(entry: Document) -> Outgoing:
    return Outgoing(
        id=UUID(str(entry["id"])),
        exchange=entry["exchange"],
        key=entry["key"],
        type=entry["type"],
        source=entry["source"],
        subject=entry["subject"],
        sequence=entry["sequence"],
        body=bytes(entry["body"]),
        at=entry["at"],
        correlation_id=entry["correlation_id"],
        trace=dict(entry["trace"]),
    )
