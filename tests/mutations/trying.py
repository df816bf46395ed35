"""Running chosen tests on a copy of the tree, and reading from pytest whether they noticed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.mutations.copying import written
from tests.mutations.mutation import Mutation

RUN_SECONDS = 420
_PASSED, _SOME_FAILED = 0, 1


class Result(StrEnum):
    """What the tests said."""

    GREEN = "green"
    RED = "red"
    BROKEN = "broken"  # they did not run, or not to their end: that proves nothing


@dataclass(frozen=True)
class Run:
    """One run of pytest: `failed` names the first test that failed."""

    result: Result
    seconds: float
    failed: str
    output: str


def run_tests(tree: Path, tests: Sequence[str]) -> Run:
    """Run them until the first fails."""
    command = [sys.executable, "-m", "pytest", "-x", "-rf", "--no-header", "-o", "timeout=100", *tests]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(tree)}
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: S603  the command is pytest and the names that the data has
        command,
        cwd=tree,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=RUN_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
    return _read(process.returncode, output, time.monotonic() - began)


def run_mutated(tree: Path, mutation: Mutation) -> Run:
    """Run its tests while the tree is broken in its way.

    Raises:
        StaleMutationError: The mutation no longer fits the tree.
    """
    with written(tree, mutation.texts(tree)):
        return run_tests(tree, mutation.caught_by)


def _read(code: int, output: str, seconds: float) -> Run:
    failed = [line.split()[1] for line in output.splitlines() if line.startswith("FAILED ")]
    if code == _PASSED:
        return Run(Result.GREEN, seconds, "", output)
    if code == _SOME_FAILED and failed:
        return Run(Result.RED, seconds, failed[0], output)
    return Run(Result.BROKEN, seconds, "", output)
