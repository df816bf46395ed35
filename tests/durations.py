"""How long each part of `make test` took, said at the end of the last."""

import os
import time
from pathlib import Path

import pytest

_PARTS_VARIABLE = "THIDUA_TEST_PARTS"


class Durations:
    """A plugin that prints the parts that ended before this run, then this run."""

    def __init__(self, parts: Path) -> None:
        self._parts = parts
        self._began = time.monotonic()

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print a line for each part."""
        lines = self._parts.read_text(encoding="utf-8").splitlines()
        if lines:
            terminalreporter.section("seconds of each part")
        for line in lines:
            seconds, name = line.split("\t")
            terminalreporter.line(f"{seconds:>5}  {name}")
        if lines:
            terminalreporter.line(f"{time.monotonic() - self._began:5.0f}  all other tests")


def register_durations(config: pytest.Config) -> None:
    """Print durations where `make test` runs its parts and this process is the one that prints."""
    parts = os.environ.get(_PARTS_VARIABLE)
    if parts and "PYTEST_XDIST_WORKER" not in os.environ:
        config.pluginmanager.register(Durations(Path(parts)))
