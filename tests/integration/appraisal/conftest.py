"""A bureau on a real database, emptied before each test."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.appraisal.bureau import Bureau, bureau_at
from tests.servers.servers import Servers


@pytest.fixture(scope="module")
async def building(servers: Servers) -> AsyncIterator[Bureau]:
    """A bureau with its indexes; making one takes longer than most tests."""
    async with bureau_at(servers.database.url(), "t_appraisal") as made:
        yield made


@pytest.fixture
async def bureau(building: Bureau) -> Bureau:
    await building.empty()
    return building
