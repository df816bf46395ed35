"""Correspondence in MongoDB: each note is written once, with what tells of it."""

from collections.abc import Sequence
from uuid import UUID

from pymongo import ASCENDING

from services.intake.domain.correspondence import Note
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


class MongoCorrespondence:
    """The port `Correspondence`."""

    def __init__(self, database: Database, offer: Offer) -> None:
        self._collection = database[MESSAGES]
        self._offer = offer

    async def ensure_indexes(self) -> None:
        """Create the index by which a nomination's notes are read in order."""
        with translated():
            await self._collection.create_index(
                [("nomination_id", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)], name="of_nomination"
            )

    async def add(self, note: Note, messages: tuple[Outgoing, ...]) -> bool:
        """Store a note with what tells of it, in one write; whether it was not there yet."""
        try:
            with translated():
                await self._collection.insert_one(
                    {"_id": note.id, **_to_fields(note), **outbox_on_insert(messages, messages[0].at)}
                )
        except DuplicateError:
            return False
        self._offer(MESSAGES, note.id, messages)
        return True

    async def find(self, identity: UUID) -> Note | None:
        """The note."""
        with translated():
            record = await self._collection.find_one({"_id": identity}, _UNSENT)
        return None if record is None else _to_note(record)

    async def of_nomination(self, nomination_id: UUID) -> Sequence[Note]:
        """The nomination's notes, oldest first."""
        order = [("at", ASCENDING), ("_id", ASCENDING)]
        with translated():
            found = self._collection.find({"nomination_id": nomination_id}, _UNSENT).sort(order).limit(_MOST)
            return [_to_note(record) for record in await found.to_list(_MOST)]


def _to_fields(note: Note) -> Document:
    return {
        "schema": SCHEMA,
        "nomination_id": note.nomination_id,
        "step": note.step,
        "authority": note.authority.model_dump(mode="json"),
        "unit": note.unit,
        "is_from_unit": note.is_from_unit,
        "written_by": note.written_by.model_dump(),
        "text": note.text,
        "at": note.at,
    }


def _to_note(record: Document) -> Note:
    return Note(
        id=record["_id"],
        nomination_id=record["nomination_id"],
        step=record["step"],
        authority=AuthorityRef.model_validate(record["authority"]),
        unit=record["unit"],
        is_from_unit=record["is_from_unit"],
        written_by=Writer.model_validate(record["written_by"]),
        text=record["text"],
        at=record["at"],
    )
