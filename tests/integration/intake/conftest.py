"""Intake's use cases on a database that is empty at the start of each test."""

from collections.abc import AsyncIterator

import pytest

from shared.mongo.client import Database, connect
from tests.integration.intake.office import Office
from tests.integration.intake.served import Served, serving
from tests.servers.servers import Servers


@pytest.fixture(scope="module")
async def shelves(servers: Servers) -> AsyncIterator[Database]:
    """A database with intake's indexes; making one takes longer than most tests."""
    client = connect(servers.database.url())
    database = client["t_intake"]
    await Office(database).prepare()
    yield database
    await client.drop_database("t_intake")
    client.close()


@pytest.fixture
async def office(shelves: Database) -> AsyncIterator[Office]:
    for name in ("dossiers", "nominations", "windows", "messages", "roll"):
        await shelves[name].delete_many({})
    made = Office(shelves)
    yield made
    made.close()


@pytest.fixture(scope="session")
async def served(servers: Servers) -> AsyncIterator[Served]:
    """Intake as it is served; shared, so a test looks only at what it made itself."""
    async with serving(servers) as running:
        yield running
