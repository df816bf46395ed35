"""The parts on a real database, emptied before each test."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.appraisal.parts import AppraisalParts, parts_at
from tests.servers.servers import Servers


@pytest.fixture(scope="module")
async def prepared_parts(servers: Servers) -> AsyncIterator[AppraisalParts]:
    """The parts with their indexes; making one takes longer than most tests."""
    async with parts_at(servers.database.url(), "t_appraisal") as made:
        yield made


@pytest.fixture
async def parts(prepared_parts: AppraisalParts) -> AppraisalParts:
    await prepared_parts.empty()
    return prepared_parts
