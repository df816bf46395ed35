"""What the attacks share: the databases as only the administrator sees them, to tell whether anything changed."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pymongo import MongoClient

from tests.running import System

Mongo = MongoClient[dict[str, Any]]
State = Mapping[str, tuple[int, int]]
# What somebody did, as against what services keep for themselves: sessions, counters, marks of sweeps.
_WATCHED = ("dossiers", "nominations", "cases", "decisions", "windows", "mails", "accounts", "units", "authorities")


@pytest.fixture(scope="session")
def mongo(system: System) -> Iterator[Mongo]:
    """The system's databases, with all rights."""
    with MongoClient[dict[str, Any]](
        system.stack.mongo_url("root"), uuidRepresentation="standard", tz_aware=True
    ) as it:
        yield it


def state(mongo: Mongo) -> State:
    """How many documents there are of each kind, and how often they were changed."""
    found: dict[str, tuple[int, int]] = {}
    for name in mongo.list_database_names():
        for collection in set(mongo[name].list_collection_names()) & set(_WATCHED):
            group: list[dict[str, Any]] = [
                {"$group": {"_id": None, "count": {"$sum": 1}, "versions": {"$sum": "$version"}}}
            ]
            for row in mongo[name][collection].aggregate(group):
                found[f"{name}.{collection}"] = (row["count"], row["versions"])
    return found
