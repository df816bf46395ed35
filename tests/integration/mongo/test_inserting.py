"""Inserts that share a round trip, on a real database."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.mongo.client import Collection, connect
from shared.mongo.errors import DuplicateError
from shared.mongo.round_trips import Inserts
from tests.servers.fresh import FreshDatabase


@pytest.fixture
async def letters(database: FreshDatabase) -> AsyncIterator[Collection]:
    client = connect(database.url)
    collection = client[database.name]["letters"]
    await collection.create_index("number", unique=True)
    yield collection
    client.close()


async def fates_of(inserts: Inserts, numbers: list[int]) -> list[BaseException | None]:
    given = ({"_id": f"{place}/{number}", "number": number} for place, number in enumerate(numbers))
    return await asyncio.gather(*(inserts(one) for one in given), return_exceptions=True)


async def test_documents_inserted_side_by_side_are_all_stored(letters: Collection) -> None:
    fates = await fates_of(Inserts(letters), list(range(250)))

    assert fates == [None] * 250
    assert await letters.count_documents({}) == 250


async def test_an_existing_record_is_reported_and_others_are_stored(letters: Collection) -> None:
    await letters.insert_one({"_id": "before", "number": 7})

    fates = await fates_of(Inserts(letters), list(range(20)))

    assert [place for place, fate in enumerate(fates) if isinstance(fate, DuplicateError)] == [7]
    assert await letters.count_documents({}) == 20


async def test_of_two_with_one_key_in_one_batch_one_is_stored(letters: Collection) -> None:
    fates = await fates_of(Inserts(letters), [1, 2, 2, 3])

    assert sum(isinstance(fate, DuplicateError) for fate in fates) == 1
    assert await letters.distinct("number") == [1, 2, 3]
