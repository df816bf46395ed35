"""Attachments in MongoDB: a document for each, seen only once its bytes lie whole in GridFS."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from pymongo import ASCENDING, ReturnDocument

from services.intake.adapters.file_checks import FileChecks
from services.intake.adapters.gridfs import Bytes
from services.intake.adapters.nomination_mapping import to_nomination
from services.intake.adapters.quotas import Quotas
from services.intake.adapters.removal import ATTACHMENTS, DELETED, GONE, STAYING, UPLOADS, Removing
from services.intake.adapters.submissions import NOMINATIONS
from services.intake.adapters.visibility import seen_by
from services.intake.application.visibility import may_see
from services.intake.domain.attachments import Quota, StoredFile, Usage, draw_id
from services.intake.domain.nomination import Nomination
from shared.crashpoints import checkpoint
from shared.files.names import file_name
from shared.files.verdicts import MediaType
from shared.identity.viewer import Viewer
from shared.mongo.client import Database, Document, translated
from shared.mongo.errors import DuplicateError
from shared.nominees.shown import FieldClass
from shared.refusals import NotFoundError, UnavailableError

# As long as a client may ask again whether its file was deleted.
_DELETED_SECONDS = 30 * 24 * 3600
# What was uploaded before files said how long they are kept.
_KEPT_OF_OLD = 30 * 24 * 3600 * 1000
_AGAIN = "Tệp chưa được lưu. Hãy tải lên lại."


class MongoAttachments:
    """The attachments of one database.

    An upload has a marker from before its first byte until its document is there: what a crash leaves is found by it.
    """

    def __init__(self, database: Database, quota: Quota, new_id: Callable[[str, str], UUID] = draw_id) -> None:
        self._attachments = database[ATTACHMENTS]
        self._uploads = database[UPLOADS]
        self._deleted = database[DELETED]
        self._nominations = database[NOMINATIONS]
        self._bytes = Bytes(database)
        self._looking = FileChecks(self._bytes)
        self._removing = Removing(database, self._bytes)
        self._quotas = Quotas(database, self._usage, quota)
        self._new_id = new_id
        self._holds_contents_apart = False

    async def ensure_indexes(self) -> None:
        """Create the indexes: pieces, files that wait to be handed in, uploads, files of nominations."""
        await self._bytes.ensure_indexes()
        waiting = {"waiting": True}
        await self._hold_contents_apart()
        with translated():
            await self._attachments.create_index(
                [("kept_until", ASCENDING)], name="kept", partialFilterExpression=waiting
            )
            await self._attachments.create_index([("unit", ASCENDING)], name="unit", partialFilterExpression=waiting)
            await self._attachments.create_index([("bytes_id", ASCENDING)], name="bytes")
            await self._uploads.create_index([("began_at", ASCENDING)], name="began")
            await self._deleted.create_index([("at", ASCENDING)], name="at", expireAfterSeconds=_DELETED_SECONDS)
            await self._nominations.create_index([("files", ASCENDING)], name="files", sparse=True)
            old: Document = {"waiting": True, "kept_until": {"$exists": False}}
            ends = {"$add": ["$touched_at", _KEPT_OF_OLD]}
            await self._attachments.update_many(old, [{"$set": {"kept_until": ends}}])

    async def start_checks(self) -> None:
        """Have what looks at files run before the first one comes."""
        await self._looking.begin()

    async def store(
        self, unit: str, name: str, pieces: AsyncIterator[bytes], at: datetime, kept_until: datetime
    ) -> StoredFile:
        """Keep what comes in; the same content of the same unit is the file that is there already, renamed."""
        bytes_id = uuid4()
        with translated():
            await self._uploads.insert_one({"_id": bytes_id, "began_at": at})
        try:
            return await self._stored(bytes_id, unit, name, pieces, at, kept_until)
        except Exception:
            with suppress(UnavailableError):
                await self._removing.drop(bytes_id)
                await self._quotas.release(unit, bytes_id)
            raise

    async def take(
        self, ids: Collection[UUID], units: AbstractSet[str], kept_until: datetime
    ) -> Mapping[UUID, StoredFile]:
        """Those of `ids` that are of these units, kept at least until then."""
        query: Document = {"_id": {"$in": list(ids)}, "unit": {"$in": sorted(units)}, **STAYING}
        with translated():
            await self._attachments.update_many(query, {"$max": {"kept_until": kept_until}})
            found = await self._attachments.find(query).to_list(None)
        return {record["_id"]: _to_file(record) for record in found}

    async def hold(self, ids: Collection[UUID], unit: str, until: datetime) -> frozenset[UUID]:
        """Those of `ids` that are there and that nobody removes before then."""
        query: Document = {"_id": {"$in": list(ids)}, "unit": unit, **STAYING}
        with translated():
            await self._attachments.update_many(query, {"$max": {"held_until": until}})
            found = await self._attachments.find({**query, "held_until": {"$gte": until}}, {"_id": 1}).to_list(None)
        return frozenset(record["_id"] for record in found)

    async def get(self, attachment_id: UUID, viewer: Viewer) -> StoredFile:
        """The file, if it is the viewer's unit's or goes with a nomination that the viewer may see."""
        # Who may see it is part of each query: a file of another unit is looked for as long as one that is nowhere.
        with translated():
            record = await self._attachments.find_one({"_id": attachment_id, "unit": {"$in": sorted(viewer.units)}})
        return await self._as_handed_in(attachment_id, viewer) if record is None else _to_file(record)

    def content(self, file: StoredFile, first: int, last: int) -> AsyncIterator[bytes]:
        """Its bytes from `first` to `last`, both included, piece by piece."""
        return self._bytes.read(file.bytes_id, first, last)

    async def unused(self, unit: str) -> Sequence[StoredFile]:
        """The unit's files that no nomination names, the newest first."""
        query: Document = {"unit": unit, "waiting": True, **STAYING}
        with translated():
            found = await self._attachments.find(query).sort("uploaded_at", -1).to_list(None)
            ids = [record["_id"] for record in found]
            used = set(await self._nominations.distinct("files", {"files": {"$in": ids}})) if ids else set()
            if used:
                await self._attachments.update_many({"_id": {"$in": list(used)}}, {"$set": {"waiting": False}})
        return [_to_file(record) for record in found if record["_id"] not in used]

    async def delete(self, attachment_id: UUID, unit: str, at: datetime) -> None:
        """Remove the unit's file that nobody handed in; one that was deleted before is gone."""
        await self._removing.delete(attachment_id, unit, at)

    async def sweep(self, at: datetime) -> int:
        """Remove what was kept long enough and never handed in, and what broken uploads left; how many went."""
        return await self._removing.sweep(at)

    async def _hold_contents_apart(self) -> None:
        """See to it that a unit has each content once; also before the first file, which may come before the rest."""
        if not self._holds_contents_apart:
            with translated():
                await self._attachments.create_index(
                    [("unit", ASCENDING), ("sha256", ASCENDING)], name="content", unique=True
                )
            self._holds_contents_apart = True

    async def _usage(self, unit: str) -> Usage:
        files = await self.unused(unit)
        return Usage(len(files), sum(file.size for file in files))

    async def _stored(
        self, bytes_id: UUID, unit: str, name: str, pieces: AsyncIterator[bytes], at: datetime, kept_until: datetime
    ) -> StoredFile:
        written = await self._bytes.write(bytes_id, pieces, at)
        media_type = await self._looking.kind_of(bytes_id, written.size)
        file = StoredFile(
            id=self._new_id(unit, written.sha256),
            bytes_id=bytes_id,
            unit=unit,
            name=file_name(name, media_type),
            size=written.size,
            sha256=written.sha256,
            media_type=media_type,
            uploaded_at=at,
            kept_until=kept_until,
        )
        known = await self._renamed(file)
        if known is not None:
            await self._removing.drop(bytes_id)
            return known
        await self._quotas.claim(unit, bytes_id, file.size, at)
        checkpoint("intake.attachment_written")
        return await self._entered(file, at)

    async def _entered(self, file: StoredFile, at: datetime) -> StoredFile:
        with translated():
            # The marker also tells that no sweep has taken the bytes of an upload that lasted too long.
            begun = await self._uploads.update_one({"_id": file.bytes_id}, {"$set": {"began_at": at}})
        if not begun.matched_count:
            raise UnavailableError(_AGAIN)
        await self._hold_contents_apart()
        try:
            with translated():
                await self._attachments.insert_one(_to_document(file))
        except DuplicateError:
            known = await self._renamed(file)
            if known is None:
                raise UnavailableError(_AGAIN) from None
            if known.bytes_id != file.bytes_id:
                await self._removing.drop(file.bytes_id)
            await self._quotas.release(file.unit, file.bytes_id)
            return known
        checkpoint("intake.attachment_entered")
        await self._quotas.release(file.unit, file.bytes_id)
        with translated():
            await self._uploads.delete_one({"_id": file.bytes_id})
        return file

    async def _renamed(self, file: StoredFile) -> StoredFile | None:
        """The file of this content that is there, by its newest name: what was handed in has a name of its own."""
        query: Document = {"unit": file.unit, "sha256": file.sha256, **STAYING}
        update: Document = {"$set": {"name": file.name}, "$max": {"kept_until": file.kept_until}}
        with translated():
            record = await self._attachments.find_one_and_update(query, update, return_document=ReturnDocument.AFTER)
        return None if record is None else _to_file(record)

    async def _as_handed_in(self, attachment_id: UUID, viewer: Viewer) -> StoredFile:
        """The file by the name that it bears in a nomination of which the viewer may be told everything."""
        with translated():
            nomination = await self._told_of(attachment_id, viewer)
            record = None if nomination is None else await self._attachments.find_one({"_id": attachment_id})
        if nomination is None or record is None:
            raise NotFoundError(GONE)
        file = _to_file(record)
        named = (*nomination.content.attachments, *nomination.dossier.petition.attachments)
        return replace(
            file, name=next((attachment.name for attachment in named if attachment.id == file.id), file.name)
        )

    async def _told_of(self, attachment_id: UUID, viewer: Viewer) -> Nomination | None:
        async for record in self._nominations.find({"files": attachment_id, **seen_by(viewer)}, {"outbox": 0}):
            nomination = to_nomination(record)
            if may_see(nomination, viewer, FieldClass.PERSONAL):
                return nomination
        return None


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
        # Asked for by processes of the version before.
        "touched_at": file.uploaded_at,
        "kept_until": file.kept_until,
        "waiting": True,
    }


def _to_file(record: Document) -> StoredFile:
    return StoredFile(
        id=record["_id"],
        bytes_id=record["bytes_id"],
        unit=record["unit"],
        name=record["name"],
        size=record["size"],
        sha256=record["sha256"],
        media_type=MediaType(record["media_type"]),
        uploaded_at=record["uploaded_at"],
        kept_until=record["kept_until"] if "kept_until" in record else record["touched_at"],
    )
