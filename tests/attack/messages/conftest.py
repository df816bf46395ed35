"""The system under attack, as far as messages go."""

import pytest

from ops.demo.people import Office
from tests.attack.messages.attacked import AttackedSystem
from tests.running import System


@pytest.fixture(scope="session")
def attacked(system: System, office: Office) -> AttackedSystem:
    """Where messages are put in and looked for."""
    return AttackedSystem(system, office)
