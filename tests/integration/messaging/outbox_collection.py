"""A service's side of the outbox: documents with messages in them, and a look at what is still waiting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from shared.events.envelope import Outgoing
from shared.messaging.relay.relay import Relay
from shared.mongo.client import Client, Collection, Document, connect
from shared.mongo.outbox import LEASE, Outbox, merge_update, outbox_on_insert, outbox_on_update
from tests.integration.messaging.facts import now
from tests.servers.fresh import FreshDatabase

NAME = "nominations"


@dataclass(frozen=True)
class OutboxCollection:
    """One collection with outboxes."""

    client: Client
    collection: Collection
    outbox: Outbox

    @classmethod
    async def open(cls, database: FreshDatabase, lease: timedelta = LEASE) -> "OutboxCollection":
        """Over that database."""
        client = connect(database.url)
        collection = client[database.name][NAME]
        outbox_collection = cls(client, collection, Outbox(collection, lease=lease))
        await outbox_collection.outbox.ensure_indexes()
        return outbox_collection

    def relay(self, url: str) -> Relay:
        """A relay over this collection."""
        return Relay(url, {NAME: self.outbox}, clock=now)

    async def store(
        self, messages: Sequence[Outgoing], relay: Relay | None = None, *, written: datetime | None = None
    ) -> UUID:
        """A new document with these messages, offered to the relay if one is given; `written` now, or then."""
        document_id = uuid4()
        await self.collection.insert_one({"_id": document_id, **outbox_on_insert(messages, written or now())})
        if relay:
            relay.offer(NAME, document_id, messages)
        return document_id

    async def add(self, document_id: UUID, messages: Sequence[Outgoing], relay: Relay) -> None:
        """More messages of that document."""
        update = merge_update({"$inc": {"version": 1}}, outbox_on_update(messages, now()))
        await self.collection.update_one({"_id": document_id}, update)
        relay.offer(NAME, document_id, messages)

    async def document(self, document_id: UUID) -> Document:
        """What is stored."""
        found = await self.collection.find_one({"_id": document_id})
        assert found is not None
        return found

    async def is_empty(self) -> bool:
        """Nothing waits to be published."""
        return (await self.outbox.backlog()).pending == 0
