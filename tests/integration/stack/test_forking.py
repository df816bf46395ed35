"""A program of the tests that starts by fork is as if it were started as any program is."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ops.stack import process_table
from ops.stack.mail import PROJECT
from ops.stack.processes import ROOT_MARK, Processes, Program
from ops.stack.starting import Child, Start, start_program
from ops.stack.waiting import wait_until
from tests.servers.forking import start_by_fork
from tests.servers.warmed import COMMANDS

ENVIRONMENT = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "THIDUA_ENV": "test", "ONLY": "this"}
CRASHES = ENVIRONMENT | {"THIDUA_CRASH_AT": "here"}
BOTH = pytest.mark.parametrize("start", [start_program, start_by_fork])
PATIENCE_SECONDS = 60


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "tests.servers.mirror", *words]


def run(start: Start, log: Path, *words: str, environment: dict[str, str] = ENVIRONMENT) -> tuple[int, str]:
    with log.open("wb") as output:
        child = start(command(*words), environment, PROJECT, output.fileno())
    return child.wait(PATIENCE_SECONDS), log.read_text(encoding="utf-8")


def begun(start: Start, log: Path) -> Child:
    with log.open("wb") as output:
        child = start(command("wait"), ENVIRONMENT, PROJECT, output.fileno())
    while not log.stat().st_size:
        assert child.poll() is None
    return child


@pytest.mark.parametrize("more", [{}, {"PYTHONUNBUFFERED": "1"}])
def test_a_forked_program_finds_what_any_program_finds(tmp_path: Path, more: dict[str, str]) -> None:
    log = tmp_path / "log"
    seen = [
        json.loads(run(start, log, "exit", "0", environment=ENVIRONMENT | more)[1])
        for start in (start_program, start_by_fork, start_by_fork)
    ]

    assert seen[1]["same"] == seen[0]["same"]
    assert len({each["chance"] for each in seen}) == len(seen)


@BOTH
@pytest.mark.parametrize(("words", "status"), [(("exit", "0"), 0), (("exit", "3"), 3), (("raise",), 1)])
def test_its_end_is_told(start: Start, tmp_path: Path, words: tuple[str, ...], status: int) -> None:
    ended, said = run(start, tmp_path / "log", *words)

    assert ended == status
    assert ("RuntimeError: as told" in said) == (words == ("raise",))


@BOTH
def test_it_dies_at_its_own_crash_point_alone(start: Start, tmp_path: Path) -> None:
    log = tmp_path / "log"

    ends = [
        run(start, log, "checkpoint", name, environment=environment)[0]
        for name, environment in (("here", CRASHES), ("there", CRASHES), ("here", ENVIRONMENT))
    ]

    assert ends == [-signal.SIGKILL, 0, 0]


@BOTH
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(start: Start, tmp_path: Path, sign: signal.Signals) -> None:
    child = begun(start, tmp_path / "log")
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.01)

    process_table.send(child.pid, sign)

    assert child.wait(PATIENCE_SECONDS) == -sign
    assert child.poll() == -sign
    # Whoever was waited for is no more, not even as a zombie.
    assert not Path("/proc", str(child.pid)).exists()


def test_what_was_started_is_found_and_stopped_by_a_successor(tmp_path: Path) -> None:
    processes = Processes(tmp_path, start_by_fork)
    pid = processes.start(Program("mirror", command("wait"), ENVIRONMENT, PROJECT))
    assert process_table.variable(pid, ROOT_MARK) == str(tmp_path)

    Processes(tmp_path).kill("mirror")

    # Between its end and its status it is a zombie: what counts is that the status comes.
    wait_until(lambda: processes.status("mirror") is not None, what="the status", seconds=20, way_out="")
    assert processes.status("mirror") == -signal.SIGKILL


ENDS_WITH_PYTEST = f"""
import os, sys
from pathlib import Path
from ops.stack.mail import PROJECT
from tests.servers.forking import fork
with open(sys.argv[1], "wb") as output:
    child = fork(["tests.servers.mirror", "wait"], {ENVIRONMENT!r}, output.fileno())
while not os.stat(sys.argv[1]).st_size:
    pass
print(child.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def test_a_killed_worker_leaves_nothing_behind(tmp_path: Path) -> None:
    words = [sys.executable, "-c", ENDS_WITH_PYTEST, str(tmp_path / "log")]

    # Read to the end of the pipe, which the process of all forks holds open for as long as it runs.
    killed = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603  our own

    assert killed.returncode == -signal.SIGKILL
    assert not process_table.is_alive(int(killed.stdout)), killed.stderr


def test_all_services_start_by_fork(tmp_path: Path) -> None:
    for name in ("identity", "intake", "appraisal", "notifier"):
        assert f"services.{name}.main" in COMMANDS
        with (tmp_path / name).open("wb") as output:
            start = start_by_fork(
                [sys.executable, "-m", f"services.{name}.main"], ENVIRONMENT, PROJECT, output.fileno()
            )
        status = start.wait(PATIENCE_SECONDS)
        said = (tmp_path / name).read_text(encoding="utf-8")
        # Without its settings each says which it lacks.
        assert status == 1, said
        assert "validation error" in said
