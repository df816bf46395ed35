"""Histories as they are verified: a view of each database that shows a record's number and chain, nothing else."""

from collections.abc import AsyncIterator, Mapping

from shared.mongo.client import Database, Document, translated

NAME = "histories"
_SHOWN = ("key", "number", "version", "history")
# A marker in the place of a case has no history yet.
PIPELINE: tuple[Mapping[str, object], ...] = (
    {"$match": {"version": {"$exists": True}, "marker": {"$exists": False}}},
    {"$project": dict.fromkeys(_SHOWN, 1)},
)
_BATCH = 500


async def read_histories(database: Database) -> AsyncIterator[Document]:
    """Each record's `_id`, `key` where it has one, `number`, `version` and `history`, in the order of their ids.

    Raises:
        UnavailableError: The database is away.
    """
    with translated():
        async for document in database[NAME].find({}, batch_size=_BATCH).sort("_id", 1):
            yield document
