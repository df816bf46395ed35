"""The system under attack, as far as messages go."""

import pytest

from ops.demo.people import Office
from tests.attack.messages.siege import Siege
from tests.running import System


@pytest.fixture(scope="session")
def siege(system: System, office: Office) -> Siege:
    """Where messages are put in and looked for."""
    return Siege(system, office)
