"""Attachments in MongoDB: a document for each, seen only once its bytes lie whole in GridFS."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from pymongo import ASCENDING

from services.intake.adapters.gridfs import Bytes
from services.intake.adapters.inspecting import inspected
from services.intake.adapters.submissions import NOMINATIONS
from services.intake.adapters.viewing import visible
from services.intake.domain.attached import MediaType, StoredFile, attachment_id_of, file_name
from shared.crashpoints import checkpoint
from shared.identity.viewer import Viewer
from shared.mongo.client import Database, Document, translated
from shared.mongo.errors import DuplicateError
from shared.refusals import NotFoundError, UnavailableError

ATTACHMENTS, UPLOADS = "attachments", "uploads"
_LEASE = timedelta(minutes=10)
_GONE = "Không có tệp này trong phạm vi của bạn. Kiểm tra lại mã tệp trong hồ sơ."
_AGAIN = "Tệp chưa được lưu. Hãy tải lên lại."
_STAYING: Document = {"leaving": {"$exists": False}}


class MongoAttachments:
    """The attachments of one database.

    An upload has a marker from before its first byte until its document is there: what a crash leaves is found by it.
    """

    def __init__(self, database: Database) -> None:
        self._attachments = database[ATTACHMENTS]
        self._uploads = database[UPLOADS]
        self._nominations = database[NOMINATIONS]
        self._bytes = Bytes(database)

    async def ensure_indexes(self) -> None:
        """Create the indexes: pieces, files that wait to be handed in, uploads, files of nominations."""
        await self._bytes.ensure_indexes()
        with translated():
            waiting = {"waiting": True}
            await self._attachments.create_index(
                [("touched_at", ASCENDING)], name="waiting", partialFilterExpression=waiting
            )
            await self._attachments.create_index([("bytes_id", ASCENDING)], name="bytes")
            await self._uploads.create_index([("began_at", ASCENDING)], name="began")
            await self._nominations.create_index([("files", ASCENDING)], name="files", sparse=True)

    async def store(self, unit: str, name: str, pieces: AsyncIterator[bytes], at: datetime) -> StoredFile:
        """Keep what comes in; the same content of the same unit is the file that is there already."""
        bytes_id = uuid4()
        with translated():
            await self._uploads.insert_one({"_id": bytes_id, "began_at": at})
        try:
            return await self._stored(bytes_id, unit, name, pieces, at)
        except Exception:
            with suppress(UnavailableError):
                await self._drop(bytes_id)
            raise

    async def take(self, ids: Collection[UUID], unit: str, at: datetime) -> Mapping[UUID, StoredFile]:
        """Those of `ids` that are the unit's, kept for another day from `at` on."""
        query: Document = {"_id": {"$in": list(ids)}, "unit": unit, **_STAYING}
        with translated():
            await self._attachments.update_many(query, {"$max": {"touched_at": at}})
            found = await self._attachments.find(query).to_list(None)
        return {one["_id"]: _to_file(one) for one in found}

    async def get(self, attachment_id: UUID, viewer: Viewer) -> StoredFile:
        """The file, if it is the viewer's unit's or goes with a nomination that the viewer may see."""
        with translated():
            document = await self._attachments.find_one({"_id": attachment_id})
        if document is None or not await self._may_see(document, viewer):
            raise NotFoundError(_GONE)
        return _to_file(document)

    def content(self, file: StoredFile, first: int, last: int) -> AsyncIterator[bytes]:
        """Its bytes from `first` to `last`, both included, piece by piece."""
        return self._bytes.read(file.bytes_id, first, last)

    async def sweep(self, before: datetime, at: datetime) -> int:
        """Remove what was uploaded before then and never handed in, and what broken uploads left; how many went."""
        gone = 0
        while (document := await self._next_leaving(before, at)) is not None:
            gone += await self._leave(document)
        with translated():
            broken = await self._uploads.find({"began_at": {"$lt": before}}).limit(1000).to_list(None)
        for marker in broken:
            gone += await self._end_upload(marker["_id"])
        return gone

    async def _stored(
        self, bytes_id: UUID, unit: str, name: str, pieces: AsyncIterator[bytes], at: datetime
    ) -> StoredFile:
        written = await self._bytes.write(bytes_id, pieces, at)
        media_type = await asyncio.to_thread(inspected, self._bytes.opened(bytes_id, written.size), written.size)
        file = StoredFile(
            id=attachment_id_of(unit, written.sha256),
            bytes_id=bytes_id,
            unit=unit,
            name=file_name(name, media_type),
            size=written.size,
            sha256=written.sha256,
            media_type=media_type,
            uploaded_at=at,
        )
        checkpoint("intake.attachment_written")
        return await self._entered(file, at)

    async def _entered(self, file: StoredFile, at: datetime) -> StoredFile:
        with translated():
            # The marker also tells that no sweep has taken the bytes of an upload that lasted too long.
            begun = await self._uploads.update_one({"_id": file.bytes_id}, {"$set": {"began_at": at}})
        if not begun.matched_count:
            raise UnavailableError(_AGAIN)
        try:
            with translated():
                await self._attachments.insert_one(_to_document(file))
        except DuplicateError:
            known = (await self.take([file.id], file.unit, at)).get(file.id)
            if known is None:
                raise UnavailableError(_AGAIN) from None
            if known.bytes_id != file.bytes_id:
                await self._drop(file.bytes_id)
            return known
        checkpoint("intake.attachment_entered")
        with translated():
            await self._uploads.delete_one({"_id": file.bytes_id})
        return file

    async def _may_see(self, document: Document, viewer: Viewer) -> bool:
        if viewer.unit is not None and viewer.unit == document["unit"]:
            return True
        with translated():
            seen = await self._nominations.find_one({"files": document["_id"], **visible(viewer)}, {"_id": 1})
        return seen is not None

    async def _next_leaving(self, before: datetime, at: datetime) -> Document | None:
        query: Document = {
            "waiting": True,
            "touched_at": {"$lt": before},
            "$or": [_STAYING, {"leaving": {"$lt": at - _LEASE}}],
        }
        with translated():
            return await self._attachments.find_one_and_update(query, {"$set": {"leaving": at}})

    async def _leave(self, document: Document) -> bool:
        identity = document["_id"]
        with translated():
            handed_in = await self._nominations.find_one({"files": identity}, {"_id": 1})
            if handed_in is not None:
                update = {"$set": {"waiting": False}, "$unset": {"leaving": ""}}
                await self._attachments.update_one({"_id": identity}, update)
                return False
            await self._bytes.remove(document["bytes_id"])
            await self._attachments.delete_one({"_id": identity})
        return True

    async def _end_upload(self, bytes_id: UUID) -> bool:
        with translated():
            is_whole = await self._attachments.find_one({"bytes_id": bytes_id}, {"_id": 1})
            if is_whole:
                await self._uploads.delete_one({"_id": bytes_id})
                return False
        await self._drop(bytes_id)
        return True

    async def _drop(self, bytes_id: UUID) -> None:
        with translated():
            # An insert whose answer was lost may have happened: then the bytes are somebody's.
            if await self._attachments.find_one({"bytes_id": bytes_id}, {"_id": 1}):
                return
            await self._bytes.remove(bytes_id)
            await self._uploads.delete_one({"_id": bytes_id})


def _to_document(file: StoredFile) -> Document:
    return {
        "_id": file.id,
        "schema": 1,
        "bytes_id": file.bytes_id,
        "unit": file.unit,
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
        "media_type": file.media_type.value,
        "uploaded_at": file.uploaded_at,
        "touched_at": file.uploaded_at,
        "waiting": True,
    }


def _to_file(document: Document) -> StoredFile:
    return StoredFile(
        id=document["_id"],
        bytes_id=document["bytes_id"],
        unit=document["unit"],
        name=document["name"],
        size=document["size"],
        sha256=document["sha256"],
        media_type=MediaType(document["media_type"]),
        uploaded_at=document["uploaded_at"],
    )
