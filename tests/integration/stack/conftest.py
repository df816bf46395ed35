"""What the tests of the stack share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.stack.processes import Processes


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Processes of a folder of the test's own, ended with it."""
    running = Processes(tmp_path)
    yield running
    running.end_strays()
