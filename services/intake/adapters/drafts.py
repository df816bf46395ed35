"""Drafts in MongoDB: a record for the draft, one for each nominee; changes of both in one transaction."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from pymongo import ASCENDING, DESCENDING, ReplaceOne

from services.intake.adapters.draft_mapping import to_draft, to_draft_record, to_entry, to_entry_record
from services.intake.domain.drafts.draft import Draft, DraftState, Entry, Rewritten
from shared.events.envelope import Outgoing
from shared.messaging.relay.offering import Offer
from shared.mongo.client import Client, Database, Document, building, translated
from shared.mongo.outbox import merge_update, outbox_on_update
from shared.mongo.transactions import Transaction, together

DRAFTS, DRAFT_ENTRIES = "drafts", "draft_entries"
_MOST = 500
_WAITING = [DraftState.OPEN.value, DraftState.SUBMITTING.value]


class MongoDrafts:
    """The port `Drafts`."""

    def __init__(self, database: Database, offer: Offer) -> None:
        self._client: Client = database.client
        self._offer = offer
        self._drafts = database[DRAFTS]
        self._entries = database[DRAFT_ENTRIES]

    async def ensure_indexes(self) -> None:
        """Create the indexes of a unit's list, of a draft's nominees, of their files, and of what ends."""
        with building():
            await self._drafts.create_index([("unit", ASCENDING), ("changed.at", DESCENDING)], name="of_unit")
            await self._drafts.create_index([("ends_at", ASCENDING)], name="ends")
            await self._drafts.create_index([("files", ASCENDING)], name="files")
            await self._entries.create_index([("draft", ASCENDING), ("place", ASCENDING)], name="of_draft")
            await self._entries.create_index([("files", ASCENDING)], name="files")

    async def add(self, draft: Draft) -> None:
        """Store a new draft; one that is there stays as it is."""
        with translated():
            await self._drafts.update_one({"_id": draft.id}, {"$setOnInsert": to_draft_record(draft)}, upsert=True)

    async def find(self, draft_id: UUID, units: AbstractSet[str]) -> Draft | None:
        """The draft, if it is one of these units' and there."""
        with translated():
            record = await self._drafts.find_one({"_id": draft_id, "unit": {"$in": sorted(units)}})
        return to_draft(record) if record else None

    async def of_units(self, units: AbstractSet[str]) -> Sequence[Draft]:
        """The drafts that are not handed in, latest change first."""
        query: Document = {"unit": {"$in": sorted(units)}, "state": {"$in": _WAITING}}
        with translated():
            found = await self._drafts.find(query).sort("changed.at", DESCENDING).limit(_MOST).to_list(_MOST)
        return [to_draft(record) for record in found]

    async def save(self, changed: Rewritten) -> bool:
        """Store a changed draft with the nominees that changed with it, all or nothing."""
        draft, put, removed = changed.draft, changed.put, list(changed.removed)
        if not put and not removed:
            with translated():
                return await self._replace(draft)

        async def write(transaction: Transaction) -> bool:
            if not await self._replace(draft, transaction):
                return False
            if put:
                records = [ReplaceOne({"_id": one.id}, to_entry_record(one, draft.id), upsert=True) for one in put]
                await self._entries.bulk_write(records, ordered=False, session=transaction)
            if removed:
                gone: Document = {"draft": draft.id, "_id": {"$in": removed}}
                await self._entries.delete_many(gone, session=transaction)
            return True

        return await together(self._client, write)

    async def close(self, draft: Draft) -> bool:
        """Store a draft that is handed in, and remove its nominees."""

        async def write(transaction: Transaction) -> bool:
            if not await self._replace(draft, transaction):
                return False
            await self._entries.delete_many({"draft": draft.id}, session=transaction)
            return True

        return await together(self._client, write)

    async def entries(self, draft_id: UUID) -> Sequence[Entry]:
        """The nominees, in order."""
        with translated():
            found = await self._entries.find({"draft": draft_id}).sort("place", ASCENDING).to_list(None)
        return [to_entry(record) for record in found]

    async def entry(self, draft_id: UUID, entry_id: UUID) -> Entry | None:
        """One nominee."""
        with translated():
            record = await self._entries.find_one({"_id": entry_id, "draft": draft_id})
        return to_entry(record) if record else None

    async def remove(self, draft_id: UUID, version: int) -> bool:
        """Remove the draft at this version with its nominees, all or nothing."""
        query: Document = {"_id": draft_id, "version": version, "state": {"$ne": DraftState.SUBMITTING.value}}

        async def write(transaction: Transaction) -> bool:
            done = await self._drafts.delete_one(query, session=transaction)
            if not done.deleted_count:
                return False
            await self._entries.delete_many({"draft": draft_id}, session=transaction)
            return True

        return await together(self._client, write)

    async def ending(self, at: datetime, until: datetime, limit: int) -> Sequence[Draft]:
        """Open drafts that end from then until then, of which nobody was told since their last change."""
        query: Document = {"ends_at": {"$gte": at, "$lt": until}, "state": DraftState.OPEN.value, "reminded_at": None}
        with translated():
            found = await self._drafts.find(query).limit(limit).to_list(limit)
        return [to_draft(record) for record in found]

    async def remind(self, draft: Draft, at: datetime, message: Outgoing) -> bool:
        """Store that the draft was told of, with what tells, in one write; its version stays, since nobody typed."""
        query: Document = {"_id": draft.id, "version": draft.version, "reminded_at": None}
        update = merge_update({"$set": {"reminded_at": at}}, outbox_on_update((message,), at))
        with translated():
            done = await self._drafts.update_one(query, update)
        if done.matched_count:
            self._offer(DRAFTS, draft.id, (message,))
        return bool(done.matched_count)

    async def ended(self, at: datetime, limit: int) -> Sequence[Draft]:
        """Drafts past their end, none of them being handed in."""
        query: Document = {"ends_at": {"$lt": at}, "state": {"$ne": DraftState.SUBMITTING.value}}
        with translated():
            found = await self._drafts.find(query).limit(limit).to_list(limit)
        return [to_draft(record) for record in found]

    async def _replace(self, draft: Draft, transaction: Transaction | None = None) -> bool:
        before: Document = {"_id": draft.id, "version": draft.version - 1}
        # Not replaced: what waits in its outbox stays.
        done = await self._drafts.update_one(before, {"$set": to_draft_record(draft)}, session=transaction)
        return bool(done.matched_count)
