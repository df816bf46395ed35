"""`make run` in the foreground: what it prints, what it leaves, what it finds."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from ops.stack import Ports
from ops.stack.mail import PROJECT
from ops.stack.parts import MAIL, MONGOD
from ops.stack.precedence import niceness_of
from ops.stack.processes import Processes
from ops.stack.waiting import accepts_connections, wait_until
from tests.integration.stack.test_processes import marked
from tests.servers.quick import quick

SECONDS = 90


@contextmanager
def supervisor(root: Path, ports: Ports) -> Iterator[subprocess.Popen[str]]:
    """One in a group of its own, as a terminal would have it; killed if the test forgets it."""
    chosen = {f"THIDUA_PORT_{name.upper()}": str(port) for name, port in ports.by_name().items()}
    environment = {**os.environ, **chosen, "THIDUA_DATA": str(root)}
    command = [sys.executable, "-m", "ops.stack", "run", "--servers-only"]
    with subprocess.Popen(  # noqa: S603 the command stands above
        command,
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


@dataclass(frozen=True)
class Running:
    """One that is ready: its data, its ports, what it printed, and the processes that a killed one had left to it."""

    root: Path
    ports: Ports
    process: subprocess.Popen[str]
    lines: tuple[str, ...]
    left: frozenset[int]


def read_until_ready(running: subprocess.Popen[str]) -> list[str]:
    assert running.stdout is not None
    lines: list[str] = []
    for line in running.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("Ctrl-C stops"):
            return lines
    raise AssertionError(f"not ready: {running.stderr.read() if running.stderr else ''}")


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    with quick(tmp_path):
        yield tmp_path
        Processes(tmp_path).end_strays()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The start after a kill, for tests that change nothing lasting; the last of them ends it."""
    ports = Ports.free()
    with quick(tmp_path_factory.mktemp("supervisor")) as root:
        try:
            with supervisor(root, ports) as first:
                read_until_ready(first)
                first.kill()
                first.wait(SECONDS)
            left = frozenset(marked(root))
            with supervisor(root, ports) as second:
                yield Running(root, ports, second, tuple(read_until_ready(second)), left)
        finally:
            Processes(root).end_strays()


def test_prints_the_address_first_and_the_accounts(running: Running) -> None:
    assert running.lines[0] == f"Address: http://127.0.0.1:{running.ports.caddy}"
    assert any("nop.ttyt-yen-my" in line for line in running.lines)


def test_a_second_one_on_the_same_data_is_told_so(running: Running) -> None:
    with supervisor(running.root, running.ports) as second:
        _, message = second.communicate(timeout=SECONDS)

    assert second.returncode == 1
    assert "runs already" in message
    assert "Traceback" not in message


def test_mails_give_way_to_the_servers(running: Running) -> None:
    pids = {part: int((running.root / "run" / f"{part}.pid").read_text()) for part in (MONGOD, MAIL)}

    niceness = {
        part: os.getpriority(os.PRIO_PROCESS, pid) - os.getpriority(os.PRIO_PROCESS, 0) for part, pid in pids.items()
    }

    assert niceness == {part: niceness_of(part) for part in (MONGOD, MAIL)}


def test_nobody_else_on_the_machine_reads_what_is_kept(running: Running) -> None:
    # The servers' data are links into memory, here alone.
    below = os.walk(running.root, followlinks=True)
    everything = [path for folder, _, names in below for name in names if not (path := Path(folder, name)).is_symlink()]
    # Public keys are for everybody; nobody else enters the folder anyway.
    kept = [path for path in everything if path != running.root / "public-keys"]

    assert any(path.suffix == ".log" for path in kept)
    assert any("quorum" in path.parts or path.suffix == ".wt" for path in kept)
    assert stat.S_IMODE(running.root.stat().st_mode) == 0o700
    assert [path for path in kept if not path.is_socket() and path.stat().st_mode & 0o077] == []


def test_a_part_that_ends_unasked_starts_again(running: Running) -> None:
    pid_file = running.root / "run" / "mail.pid"
    before = pid_file.read_text()

    os.kill(int(before), signal.SIGKILL)

    wait_until(lambda: pid_file.read_text() != before, what="the new process", seconds=30, way_out="")


def test_the_start_after_a_kill_ended_what_was_left(running: Running) -> None:
    assert running.left
    assert running.left.isdisjoint(marked(running.root))


def test_ctrl_c_leaves_nothing(running: Running) -> None:
    running.process.send_signal(signal.SIGINT)

    assert running.process.wait(SECONDS) == 0
    assert marked(running.root) == []


def test_ctrl_c_twice_during_the_start_ends_everything_at_once(root: Path) -> None:
    ports = Ports.free()

    with supervisor(root, ports) as starting:
        wait_until(lambda: accepts_connections(ports.epmd), what="the start", seconds=SECONDS, way_out="")
        starting.send_signal(signal.SIGINT)
        starting.send_signal(signal.SIGINT)
        starting.wait(SECONDS)

    assert marked(root) == []
