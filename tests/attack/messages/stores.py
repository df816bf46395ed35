"""Everything that the databases hold, document by document, to tell what an attack has changed and what it has not."""

import asyncio
from collections.abc import Iterable, Mapping

from pymongo import MongoClient

from ops.stack import Stack

Place = tuple[str, str, str]  # database, collection, _id
_SYSTEM = frozenset({"admin", "config", "local"})
# Whoever looks at the system signs in, and is noted there.
_ATTENDANCE = frozenset({"sessions", "sign_ins"})


async def held(stack: Stack) -> Mapping[Place, str]:
    """The text of every document."""
    return await asyncio.to_thread(_held, stack.mongo_url("root"))


async def is_held(stack: Stack, place: Place) -> bool:
    """Whether there is a document in that place."""
    database, collection, key = place

    def look() -> bool:
        with MongoClient[dict[str, object]](stack.mongo_url("root")) as client:
            return client[database][collection].count_documents({"_id": key}) > 0

    return await asyncio.to_thread(look)


def changed(before: Mapping[Place, str], after: Mapping[Place, str], *, but: Iterable[str] = ()) -> list[Place]:
    """Where something came, went or became another, leaving out what is about one of these."""
    ours = tuple(but)
    different = [place for place in sorted({*before, *after}) if before.get(place) != after.get(place)]
    return [place for place in different if not any(one in _texts(place, before, after) for one in ours)]


def _texts(place: Place, *looks: Mapping[Place, str]) -> str:
    return " ".join((*place, *(look.get(place, "") for look in looks)))


def _held(url: str) -> Mapping[Place, str]:
    with MongoClient[dict[str, object]](url, uuidRepresentation="standard") as client:
        return {
            (database, collection, str(document["_id"])): repr(document)
            for database in client.list_database_names()
            if database not in _SYSTEM
            # A view shows what another collection holds.
            for collection in client[database].list_collection_names(filter={"type": "collection"})
            if collection not in _ATTENDANCE and not collection.startswith("system.")
            for document in client[database][collection].find()
        }
