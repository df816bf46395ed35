"""The correspondence of one level in MongoDB: each is written once, with what tells of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter
from pymongo import ASCENDING

from services.appraisal.adapters.posting import Posting
from services.appraisal.application.ports import Clock
from services.appraisal.domain.case import CaseKey
from services.appraisal.domain.correspondence import Note
from shared.events.decided import Decided
from shared.mongo.client import Collection, Document, translated
from shared.mongo.errors import DuplicateError
from shared.mongo.outbox import outbox_on_insert

NAME = "messages"
SCHEMA = 1
_MOST = 1_000
_UNSENT = {"outbox": 0}
_NOTE = TypeAdapter(Note)


@dataclass(frozen=True)
class MongoCorrespondence:
    """The port `Correspondence`."""

    collection: Collection
    posting: Posting
    now: Clock

    async def ensure_indexes(self) -> None:
        """Create the index by which a case's notes are read in order."""
        with translated():
            await self.collection.create_index(
                [("case", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)], name="of_case"
            )

    async def add(self, decided: Decided[Note]) -> bool:
        """Store one with what tells of it, in one write."""
        at = self.now()
        messages = self.posting.messages(decided.events, at)
        document = {"_id": str(decided.after.id), **_to_fields(decided.after), **outbox_on_insert(messages, at)}
        try:
            with translated():
                await self.collection.insert_one(document)
        except DuplicateError:
            return False
        self.posting.hand_to_relay(NAME, document["_id"], messages)
        return True

    async def find(self, identity: UUID) -> Note | None:
        """The note."""
        with translated():
            document = await self.collection.find_one({"_id": str(identity)}, _UNSENT)
        return None if document is None else _NOTE.validate_python(document)

    async def of_case(self, key: CaseKey) -> Sequence[Note]:
        """The notes beside a case, oldest first."""
        order = [("at", ASCENDING), ("_id", ASCENDING)]
        with translated():
            found = self.collection.find({"case": str(key)}, _UNSENT).sort(order).limit(_MOST)
            return [_NOTE.validate_python(document) for document in await found.to_list(_MOST)]


def _to_fields(note: Note) -> Document:
    fields: Document = _NOTE.dump_python(note, mode="json")
    # Sorted by, so kept as a moment rather than as text.
    return fields | {"schema": SCHEMA, "case": str(note.key), "at": note.at}
