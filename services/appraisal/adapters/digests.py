"""The daily digests of one level in MongoDB: each is there once, with its message."""

from dataclasses import dataclass
from datetime import date, datetime

from services.appraisal.adapters.posting import Posting
from services.appraisal.application.ports import Clock
from shared.events.digests import DigestDue
from shared.mongo.client import Collection, Document, translated
from shared.mongo.errors import DuplicateError
from shared.mongo.outbox import outbox_on_insert

NAME = "digests"
SCHEMA = 1


@dataclass(frozen=True)
class MongoDigests:
    """The port `Digests`."""

    collection: Collection
    posting: Posting
    now: Clock

    async def add(self, due: DigestDue) -> bool:
        """Store one with its message, in one write."""
        at = self.now()
        messages = self.posting.messages([due], at)
        document = {"_id": str(due.digest_id), **_to_fields(due), **outbox_on_insert(messages, at)}
        if not await self._insert(document):
            return False
        self.posting.hand_to_relay(NAME, document["_id"], messages)
        return True

    async def is_day_done(self, day: date) -> bool:
        """Whether everybody was told that day."""
        with translated():
            return await self.collection.find_one({"_id": _name(day)}, {"_id": 1}) is not None

    async def end_day(self, day: date, at: datetime) -> None:
        """Everybody was told that day; another process may have said so already."""
        await self._insert({"_id": _name(day), "schema": SCHEMA, "at": at})

    async def _insert(self, document: Document) -> bool:
        try:
            with translated():
                await self.collection.insert_one(document)
        except DuplicateError:
            return False
        return True


def _name(day: date) -> str:
    return f"day/{day.isoformat()}"


def _to_fields(due: DigestDue) -> Document:
    # What it said is in the message; here stands only that it was said.
    return {
        "schema": SCHEMA,
        "account": due.account,
        "authority": due.authority.code,
        "on": due.on.isoformat(),
        "at": due.at,
    }
