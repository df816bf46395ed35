"""The system of the fault matrix: two instances of each service, on one database and one set of queues."""

from collections.abc import AsyncIterator, Iterator

import pytest

from ops.demo.people import Office
from tests.chaos.undergoing import SETTINGS, Trial, shown
from tests.running import System, started


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system with two instances of each service. A row that breaks a part makes it whole again."""
    with started(tmp_path_factory.mktemp("pair"), replicas=2, settings=SETTINGS) as running:
        yield running


@pytest.fixture(scope="session")
async def people(pair: System) -> AsyncIterator[Office]:
    """Everybody who works with it."""
    async with pair.office() as everybody:
        yield everybody


@pytest.fixture
def trial(pair: System, people: Office, capsys: pytest.CaptureFixture[str]) -> Trial:
    """Loads on the pair."""
    return Trial(pair, people, shown(capsys))
