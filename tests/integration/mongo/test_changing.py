"""Guarded updates that share a round trip, on a real database."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.mongo.client import Collection, connect
from shared.mongo.round_trips import Changes
from tests.servers.fresh import FreshDatabase


@pytest.fixture
async def cases(database: FreshDatabase) -> AsyncIterator[Collection]:
    client = connect(database.url)
    collection = client[database.name]["cases"]
    await collection.insert_many([{"_id": number, "version": 1} for number in range(150)])
    yield collection
    client.close()


async def advanced(changes: Changes, number: int, version: int, note: str = "") -> bool:
    return await changes({"_id": number, "version": version}, {"$set": {"version": version + 1, "note": note}})


async def test_all_that_match_are_changed(cases: Collection) -> None:
    changes = Changes(cases)

    done = await asyncio.gather(*(advanced(changes, number, 1) for number in range(150)))

    assert all(done)
    assert await cases.count_documents({"version": 2}) == 150


async def test_only_those_whose_guard_did_not_match_are_denied(cases: Collection) -> None:
    await cases.update_many({"_id": {"$in": [3, 5]}}, {"$set": {"version": 9}})
    changes = Changes(cases)

    done = await asyncio.gather(*(advanced(changes, number, 1) for number in range(10)))

    assert [number for number, is_done in enumerate(done) if not is_done] == [3, 5]


async def test_of_many_changes_to_one_record_exactly_one_wins(cases: Collection) -> None:
    rivals = [Changes(cases), Changes(cases)]

    done = await asyncio.gather(*(advanced(rivals[turn % 2], 7, 1, str(turn)) for turn in range(30)))

    document = await cases.find_one({"_id": 7})
    assert sum(done) == 1
    assert document is not None
    assert document["note"] == str(done.index(True))


async def test_a_missing_document_is_denied(cases: Collection) -> None:
    changes = Changes(cases)

    assert await asyncio.gather(advanced(changes, 999, 1), advanced(changes, 1, 1)) == [False, True]
