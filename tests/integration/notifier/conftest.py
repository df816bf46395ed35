"""A notifier on an empty database, and a mail server of its own."""

from collections.abc import AsyncIterator

import pytest

from shared.mongo.client import connect
from tests.integration.notifier.bureau import Bureau
from tests.integration.notifier.post_office import PostOffice, post_office
from tests.servers.fresh import FreshDatabase


@pytest.fixture
async def bureau(database: FreshDatabase) -> AsyncIterator[Bureau]:
    client = connect(database.url)
    made = Bureau(client, database.name)
    await made.ledger.ensure_indexes()
    yield made
    client.close()


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as opened:
        yield opened
