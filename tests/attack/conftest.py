"""What the attacks share: a system of their own, since what they leave in its queues is nobody else's business."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import pytest
from pymongo import MongoClient

from tests.running import HASTY, System, started, whole_system

Mongo = MongoClient[dict[str, Any]]
State = Mapping[str, tuple[int, int]]
# What somebody did, as against what services keep for themselves: sessions, counters, marks of sweeps.
_WATCHED = ("dossiers", "nominations", "cases", "decisions", "windows", "mails", "accounts", "units", "authorities")


# A change that names one before it which nobody ever tells waits for that: not for minutes, in a fuzz_run of such.
_SETTINGS = {**HASTY, "THIDUA_MAIL_ORDER_WAIT_SECONDS": "5"}
system, office = whole_system("attacked", partial(started, settings=_SETTINGS))


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
