"""Messages about nominations in MongoDB: each is written once, with what tells of it."""

from collections.abc import Sequence
from uuid import UUID

from pymongo import ASCENDING

from services.intake.domain.messages import Message
from shared.events.content import AuthorityRef
from shared.events.correspondence import Writer
from shared.events.envelope import Outgoing
from shared.messaging.relay.offering import Offer
from shared.mongo.client import Database, Document, translated
from shared.mongo.errors import DuplicateError
from shared.mongo.outbox import outbox_on_insert

MESSAGES = "messages"
SCHEMA = 1
_MOST = 1_000
_UNSENT = {"outbox": 0}


class MongoMessages:
    """The port `Messages`."""

    def __init__(self, database: Database, offer: Offer) -> None:
        self._collection = database[MESSAGES]
        self._offer = offer

    async def ensure_indexes(self) -> None:
        """Create the index by which a nomination's messages are read in order."""
        with translated():
            await self._collection.create_index(
                [("nomination_id", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)], name="of_nomination"
            )

    async def add(self, message: Message, messages: tuple[Outgoing, ...]) -> bool:
        """Store one with what tells of it, in one write."""
        try:
            with translated():
                await self._collection.insert_one(
                    {"_id": message.id, **_to_fields(message), **outbox_on_insert(messages, messages[0].at)}
                )
        except DuplicateError:
            return False
        self._offer(MESSAGES, message.id, messages)
        return True

    async def find(self, identity: UUID) -> Message | None:
        """The message."""
        with translated():
            document = await self._collection.find_one({"_id": identity}, _UNSENT)
        return None if document is None else _to_message(document)

    async def of_nomination(self, nomination_id: UUID) -> Sequence[Message]:
        """The nomination's messages, oldest first."""
        order = [("at", ASCENDING), ("_id", ASCENDING)]
        with translated():
            found = self._collection.find({"nomination_id": nomination_id}, _UNSENT).sort(order).limit(_MOST)
            return [_to_message(document) for document in await found.to_list(_MOST)]


def _to_fields(message: Message) -> Document:
    return {
        "schema": SCHEMA,
        "nomination_id": message.nomination_id,
        "step": message.step,
        "authority": message.authority.model_dump(mode="json"),
        "unit": message.unit,
        "is_from_unit": message.is_from_unit,
        "written_by": message.written_by.model_dump(),
        "text": message.text,
        "at": message.at,
    }


def _to_message(document: Document) -> Message:
    return Message(
        id=document["_id"],
        nomination_id=document["nomination_id"],
        step=document["step"],
        authority=AuthorityRef.model_validate(document["authority"]),
        unit=document["unit"],
        is_from_unit=document["is_from_unit"],
        written_by=Writer.model_validate(document["written_by"]),
        text=document["text"],
        at=document["at"],
    )
