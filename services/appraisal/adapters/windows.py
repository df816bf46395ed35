"""The windows of a level in MongoDB, with their facts in the same write."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter
from pymongo import DESCENDING

from services.appraisal.adapters.posting import Posting
from services.appraisal.application.ports import AlreadyThereError, Clock
from services.appraisal.domain.window import Window
from shared.events.decided import Decided
from shared.mongo.client import Collection, Document, translated
from shared.mongo.errors import DuplicateError
from shared.mongo.outbox import merge_update, outbox_on_insert, outbox_on_update
from shared.refusals import NotFoundError, StaleError

NAME = "windows"
SCHEMA = 1
_WINDOW = TypeAdapter(Window)


@dataclass(frozen=True)
class MongoWindows:
    """The port `Windows`."""

    collection: Collection
    posting: Posting
    now: Clock

    async def find(self, identity: UUID) -> Window | None:
        """The window."""
        with translated():
            document = await self.collection.find_one({"_id": str(identity)}, {"outbox": 0})
        return None if document is None else to_window(document)

    async def get(self, identity: UUID) -> Window:
        """The window; a refusal when there is none."""
        window = await self.find(identity)
        if window is None:
            raise NotFoundError("Không có đợt xét này. Mở lại từ danh sách các đợt.")
        return window

    async def insert(self, decided: Decided[Window]) -> None:
        """Store a new one with its fact."""
        at = self.now()
        messages = self.posting.messages(decided.events, at)
        document = {"_id": str(decided.after.id), **to_fields(decided.after), **outbox_on_insert(messages, at)}
        try:
            with translated():
                await self.collection.insert_one(document)
        except DuplicateError:
            raise AlreadyThereError from None
        self.posting.hand_to_relay(NAME, str(decided.after.id), messages)

    async def save(self, decided: Decided[Window]) -> None:
        """Store the change with its fact, guarded by the version before it."""
        before = decided.before
        if before is None:
            raise ValueError("a change without a window before it is an insert")
        at = self.now()
        messages = self.posting.messages(decided.events, at)
        guard = {"_id": str(before.id), "version": before.version}
        update = merge_update({"$set": to_fields(decided.after)}, outbox_on_update(messages, at))
        with translated():
            result = await self.collection.update_one(guard, update)
        if result.matched_count == 0:
            raise StaleError("Đợt xét này vừa được cập nhật. Tải lại trang để xem.")
        self.posting.hand_to_relay(NAME, str(before.id), messages)

    async def latest(self, limit: int) -> Sequence[Window]:
        """The windows, latest first; there are a few a year, so no index."""
        order = [("opened_at", DESCENDING), ("_id", DESCENDING)]
        with translated():
            found = await self.collection.find({}, {"outbox": 0}).sort(order).limit(limit).to_list(limit)
        return [to_window(document) for document in found]


def to_fields(window: Window) -> Document:
    """All fields of a window."""
    fields: Document = _WINDOW.dump_python(window, mode="json")
    return fields | {"schema": SCHEMA, "opened_at": window.opened_at}


def to_window(document: Document) -> Window:
    """The window of a document."""
    return _WINDOW.validate_python(document)
