"""The system of the fault matrix: two instances of each service, on one database and one set of queues."""

from functools import partial

import pytest

from ops.demo.people import Office
from tests.chaos.load_runs import SETTINGS, LoadedSystem, shown
from tests.running import System, started, whole_system

# A row that breaks a part makes it whole again.
pair, people = whole_system("pair", partial(started, replicas=2, settings=SETTINGS), names=("pair", "people"))


@pytest.fixture(scope="session")
def loaded(pair: System, people: Office, pytestconfig: pytest.Config) -> LoadedSystem:
    """Loads on the pair."""
    return LoadedSystem(pair, people, shown(pytestconfig))
