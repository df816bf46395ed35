"""What data files bring into the directory: added where it is missing, counted, and recorded as one act."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

from pymongo import UpdateOne

from shared.audit.entry import Actor, Detail, Entry, Kind
from shared.clock import utc_now
from shared.mongo.client import Collection, Document
from shared.mongo.transactions import Transaction


@dataclass(frozen=True)
class Written:
    """How many documents a write added and how many it changed."""

    added: int = 0
    changed: int = 0


async def insert_missing(collection: Collection, documents: Iterable[Document], transaction: Transaction) -> Written:
    """Add those of which the id is not there yet; what is there stays as it is."""
    writes = [UpdateOne({"_id": document["_id"]}, {"$setOnInsert": document}, upsert=True) for document in documents]
    if not writes:
        return Written()
    result = await collection.bulk_write(writes, ordered=False, session=transaction)
    return Written(added=result.upserted_count)


def describe_filling(written: Mapping[str, Written], by: Actor) -> tuple[Entry, ...]:
    """What the record says of it: one entry, or none where nothing was written."""
    details: dict[str, Detail] = {
        name: each.added + each.changed for name, each in written.items() if any(astuple(each))
    }
    return (Entry(utc_now(), Kind.DIRECTORY_FILLED, by, details=details),) if details else ()
