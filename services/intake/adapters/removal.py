"""Files go in two steps: marked as leaving, so that nobody hands them in any more, then removed with their bytes.

A process that dies between the two leaves the mark, and another goes on where it has run out.
"""

from datetime import datetime, timedelta
from uuid import UUID

from services.intake.adapters.drafts import DRAFT_ENTRIES, DRAFTS
from services.intake.adapters.gridfs import Bytes
from services.intake.adapters.submissions import NOMINATIONS
from shared.mongo.client import Database, Document, translated
from shared.refusals import ConflictError, NotFoundError

ATTACHMENTS, UPLOADS, DELETED = "attachments", "uploads", "deleted_attachments"
STAYING: Document = {"leaving": {"$exists": False}}
# Removing a file is done within it, or begun anew by another process.
_LEASE = timedelta(minutes=10)
# Longer than the slowest line takes for the largest file; what lies longer was left by a crash.
_LONGEST_UPLOAD = timedelta(days=1)
_BROKEN_AT_ONCE = 1_000
# A file that a draft names is looked at again after this.
_LOOKED_AT = timedelta(days=1)
GONE = "Không có tệp này trong phạm vi của bạn. Kiểm tra lại mã tệp trong hồ sơ."
_IN_USE = "Tệp nằm trong hồ sơ đã nộp nên không xóa được. Cần thay tệp thì gửi bản bổ sung khi cơ quan yêu cầu."
_IN_DRAFT = "Tệp đang có trong một bản nháp của đơn vị. Bỏ tệp khỏi bản nháp đó trước, rồi xóa."
_BEING_HANDED_IN = "Tệp đang được nộp cùng một hồ sơ. Xem lại danh sách tệp sau ít phút."


class Removing:
    """Removes files of one database that neither a nomination nor a draft names."""

    def __init__(self, database: Database, store: Bytes) -> None:
        self._attachments = database[ATTACHMENTS]
        self._uploads = database[UPLOADS]
        self._deleted = database[DELETED]
        self._nominations = database[NOMINATIONS]
        self._drafts = (database[DRAFTS], database[DRAFT_ENTRIES])
        self._bytes = store

    async def delete(self, attachment_id: UUID, unit: str, at: datetime) -> None:
        """Remove the unit's file; one that was deleted before stays so.

        Raises:
            NotFoundError: The unit has, and had, none of this id.
            ConflictError: It is handed in, or is being handed in, or a draft names it.
        """
        own: Document = {"_id": attachment_id, "unit": unit}
        with translated():
            if await self._is_in_draft(attachment_id):
                raise ConflictError(_IN_DRAFT)
            record = await self._begin({**own, "waiting": True}, at)
        if record is None:
            await self._explain(own)
            return
        with translated():
            await self._deleted.replace_one({"_id": attachment_id}, {"unit": unit, "at": at}, upsert=True)
        if not await self._leave(record):
            raise ConflictError(_IN_USE)

    async def sweep(self, at: datetime) -> int:
        """Remove what was kept long enough and never handed in, and what broken uploads left; how many went."""
        # Whoever began to delete a file may have died over it.
        gone, over = 0, [{"kept_until": {"$lt": at}}, {"leaving": {"$lt": at - _LEASE}}]
        ended: Document = {"waiting": True, "$or": over}
        with translated():
            while (record := await self._begin(ended, at)) is not None:
                gone += await self._leave(record)
            old: Document = {"began_at": {"$lt": at - _LONGEST_UPLOAD}}
            broken = await self._uploads.find(old).limit(_BROKEN_AT_ONCE).to_list(None)
        for marker in broken:
            gone += await self._end_upload(marker["_id"])
        return gone

    async def drop(self, bytes_id: UUID) -> None:
        """Remove the bytes of an upload that came to nothing."""
        with translated():
            # An insert whose answer was lost may have happened: then the bytes are somebody's.
            if await self._attachments.find_one({"bytes_id": bytes_id}, {"_id": 1}):
                return
            await self._bytes.remove(bytes_id)
            await self._uploads.delete_one({"_id": bytes_id})

    async def _begin(self, query: Document, at: datetime) -> Document | None:
        unmarked: Document = {"$or": [STAYING, {"leaving": {"$lt": at - _LEASE}}]}
        free: Document = {"held_until": {"$not": {"$gte": at}}}
        asked: Document = {"$and": [query, unmarked, free]}
        return await self._attachments.find_one_and_update(asked, {"$set": {"leaving": at}})

    async def _leave(self, record: Document) -> bool:
        identity = record["_id"]
        with translated():
            handed_in = await self._nominations.find_one({"files": identity}, {"_id": 1})
            if handed_in is not None:
                update = {"$set": {"waiting": False}, "$unset": {"leaving": ""}}
                await self._attachments.update_one({"_id": identity}, update)
                return False
            if await self._is_in_draft(identity):
                # It stays as long as the draft, and is looked at again later.
                update = {"$max": {"kept_until": record["kept_until"] + _LOOKED_AT}, "$unset": {"leaving": ""}}
                await self._attachments.update_one({"_id": identity}, update)
                return False
            await self._bytes.remove(record["bytes_id"])
            await self._attachments.delete_one({"_id": identity})
        return True

    async def _is_in_draft(self, identity: UUID) -> bool:
        for records in self._drafts:
            if await records.find_one({"files": identity}, {"_id": 1}) is not None:
                return True
        return False

    async def _explain(self, own: Document) -> None:
        """Say why the file cannot be deleted, unless it is gone already."""
        with translated():
            record = await self._attachments.find_one(own)
            if record is None and await self._deleted.find_one(own) is None:
                raise NotFoundError(GONE)
            if record is None or "leaving" in record:
                return
            is_handed_in = await self._nominations.find_one({"files": own["_id"]}, {"_id": 1}) is not None
        raise ConflictError(_IN_USE if is_handed_in else _BEING_HANDED_IN)

    async def _end_upload(self, bytes_id: UUID) -> bool:
        with translated():
            is_whole = await self._attachments.find_one({"bytes_id": bytes_id}, {"_id": 1})
            if is_whole:
                await self._uploads.delete_one({"_id": bytes_id})
                return False
        await self.drop(bytes_id)
        return True
