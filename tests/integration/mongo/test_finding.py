"""Documents by their ids: each asker gets the own one, and many at once cost a few round trips."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.mongo.client import Collection, connect
from shared.mongo.round_trips import ById
from tests.integration.mongo.reading import Profiler
from tests.servers.fresh import FreshDatabase


@pytest.fixture
async def shelf(database: FreshDatabase) -> AsyncIterator[Collection]:
    client = connect(database.url)
    yield client[database.name]["shelf"]
    client.close()


async def test_many_at_once_share_round_trips_and_each_gets_its_own(shelf: Collection) -> None:
    await shelf.insert_many([{"_id": f"{number}"} for number in range(250)])
    find, profiler = ById(shelf), Profiler(shelf.database)
    wanted = [f"{number % 300}" for number in range(500)]
    await profiler.begin()

    found = await asyncio.gather(*(find(each) for each in wanted))

    await profiler.end(shelf.name)
    assert [one and one["_id"] for one in found] == [each if int(each) < 250 else None for each in wanted]
    assert await shelf.database["system.profile"].count_documents({"ns": shelf.full_name}) < 10


async def test_what_was_changed_is_read_anew(shelf: Collection) -> None:
    find = ById(shelf)
    before = await find("a")
    await shelf.insert_one({"_id": "a"})

    after = await find("a")

    assert (before, after) == (None, {"_id": "a"})
