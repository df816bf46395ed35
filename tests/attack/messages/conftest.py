"""A system of its own for hostile messages: what they leave in its queues is nobody else's business."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.attack.messages.siege import Siege
from tests.running import System, started


@pytest.fixture(scope="session")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with started(tmp_path_factory.mktemp("besieged")) as running:
        yield running


@pytest.fixture(scope="session")
async def siege(besieged: System) -> AsyncIterator[Siege]:
    async with besieged.office() as office:
        yield Siege(besieged, office)
