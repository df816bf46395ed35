"""Lists that wait to be confirmed, in MongoDB: packed, one record each, removed by the database once they end."""

import zlib
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter
from pymongo import ASCENDING

from services.intake.application.importing import Import
from services.intake.domain.lists.preview import ListPreview
from shared.mongo.client import Database, Document, building, translated

IMPORTS = "list_imports"
_PREVIEWS = TypeAdapter(ListPreview)
# The longest list unpacks to some 10 MiB; a record that says more is not believed.
_MOST_UNPACKED = 64 * 1024 * 1024


class MongoImports:
    """The port `Imports`."""

    def __init__(self, database: Database) -> None:
        self._collection = database[IMPORTS]

    async def ensure_indexes(self) -> None:
        """Create the indexes: of what ends, and of the one that an account has for a draft."""
        with building():
            await self._collection.create_index([("ends_at", ASCENDING)], name="ends", expireAfterSeconds=0)
            await self._collection.create_index([("draft", ASCENDING), ("account", ASCENDING)], name="of_draft")

    async def add(self, started: Import) -> None:
        """Keep it; an earlier one of the same draft and account is gone."""
        with translated():
            await self._collection.insert_one(_to_record(started))
            others: Document = {"draft": started.draft, "account": started.account, "_id": {"$ne": started.id}}
            await self._collection.delete_many(others)

    async def find(self, import_id: UUID, unit: str, at: datetime) -> Import | None:
        """The unit's own, if it has not ended: the database removes what has within a minute or so."""
        with translated():
            record = await self._collection.find_one({"_id": import_id, "unit": unit, "ends_at": {"$gt": at}})
        return _to_import(record) if record else None

    async def remove(self, import_id: UUID, unit: str) -> None:
        """Forget it."""
        with translated():
            await self._collection.delete_one({"_id": import_id, "unit": unit})


def _to_record(started: Import) -> Document:
    return {
        "_id": started.id,
        "unit": started.unit,
        "draft": started.draft,
        "account": started.account,
        "movement": started.movement,
        "file_name": started.file_name,
        "preview": zlib.compress(_PREVIEWS.dump_json(started.preview), level=3),
        "read_at": started.read_at,
        "ends_at": started.ends_at,
    }


def _to_import(record: Document) -> Import:
    content = zlib.decompressobj().decompress(record["preview"], _MOST_UNPACKED)
    return Import(
        id=record["_id"],
        unit=record["unit"],
        draft=record["draft"],
        account=record["account"],
        movement=record["movement"],
        file_name=record["file_name"],
        preview=_PREVIEWS.validate_json(content),
        read_at=record["read_at"],
        ends_at=record["ends_at"],
    )
