"""The bulk acts of one level in MongoDB; results are added without undoing what another process noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter
from pymongo import ASCENDING, ReturnDocument

from services.appraisal.application.ports import AlreadyThereError
from services.appraisal.domain.bulk import LEASE, BulkAct, BulkEffect, BulkRefusal, BulkResult
from shared.mongo.client import Collection, Document, translated
from shared.mongo.errors import DuplicateError
from shared.refusals import NotFoundError

NAME = "bulk_acts"
SCHEMA = 1
_ACT = TypeAdapter(BulkAct)
_EFFECTS = TypeAdapter(dict[str, BulkEffect])
_REFUSALS = TypeAdapter(dict[str, BulkRefusal])


@dataclass(frozen=True)
class MongoBulkActs:
    """The port `BulkActs`."""

    collection: Collection

    async def ensure_indexes(self) -> None:
        """Create what the timer finds acts by that were left half-way."""
        with translated():
            await self.collection.create_index(
                [("lease_until", ASCENDING)], name="half_way", partialFilterExpression={"is_complete": False}
            )

    async def find(self, identity: UUID) -> BulkAct | None:
        """The act."""
        with translated():
            document = await self.collection.find_one({"_id": str(identity)})
        return None if document is None else to_act(document)

    async def get(self, identity: UUID, authorities: frozenset[str]) -> BulkAct:
        """The act, if none of the authorities that it was done for is foreign to these."""
        foreign = {"$elemMatch": {"$nin": sorted(authorities)}}
        theirs = {"_id": str(identity), "viewer.authorities": {"$not": foreign, "$ne": []}}
        with translated():
            document = await self.collection.find_one(theirs)
        if document is None:
            raise NotFoundError("Cơ quan không có lượt xử lý này. Kiểm tra lại mã của lượt xử lý.")
        return to_act(document)

    async def insert(self, act: BulkAct) -> None:
        """Store a new one."""
        try:
            with translated():
                await self.collection.insert_one({"_id": str(act.id), **to_fields(act)})
        except DuplicateError:
            raise AlreadyThereError from None

    async def note(self, identity: UUID, results: Mapping[int, BulkResult], now: datetime) -> None:
        """Add results to those that are known, and prolong the lease."""
        effects = {str(at): result for at, result in results.items() if isinstance(result, BulkEffect)}
        refusals = {str(at): result for at, result in results.items() if isinstance(result, BulkRefusal)}
        done = _EFFECTS.dump_python(effects, mode="json")
        refused = _REFUSALS.dump_python(refusals, mode="json")
        change = {"done": _beneath(done, "$done"), "refused": _beneath(refused, "$refused"), "lease_until": now + LEASE}
        with translated():
            await self.collection.update_one({"_id": str(identity)}, [{"$set": change}])

    async def complete(self, identity: UUID) -> None:
        """Every case has its result."""
        with translated():
            await self.collection.update_one({"_id": str(identity)}, {"$set": {"is_complete": True}})

    async def take_half_way(self, now: datetime) -> BulkAct | None:
        """One that is not complete and whose lease is over, leased anew."""
        with translated():
            document = await self.collection.find_one_and_update(
                {"is_complete": False, "lease_until": {"$lte": now}},
                {"$set": {"lease_until": now + LEASE}},
                return_document=ReturnDocument.AFTER,
            )
        return None if document is None else to_act(document)


def to_fields(act: BulkAct) -> Document:
    """All fields of an act."""
    fields: Document = _ACT.dump_python(act, mode="json")
    return fields | {"schema": SCHEMA, "recorded_at": act.recorded_at, "lease_until": act.lease_until}


def to_act(document: Document) -> BulkAct:
    """The act of a document."""
    return _ACT.validate_python(document)


def _beneath(added: Document, known: str) -> Document:
    # What is known wins; literal, because what people typed may begin with a dollar sign.
    return {"$mergeObjects": [{"$literal": added}, known]}
