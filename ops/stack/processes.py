"""Child processes in sessions of their own: started with a pid file and a log, found again, stopped for certain."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.stack import process_table
from ops.stack.starting import Child, Start, start_program
from ops.troubles import TroubleError, from_os_error

# In the environment of every process of a stack: one found later is then known for certain to be one of its own,
# although pid numbers come round again.
ROOT_MARK = "THIDUA_STACK_ROOT"
SUPERVISOR_MARK = "THIDUA_STACK_SUPERVISOR"
_PAUSE_SECONDS = 0.02
_PATIENCE_AFTER_KILL = 10.0
_SHOWN_LINES = 8


@dataclass(frozen=True)
class Program:
    """What to run as one part of the stack."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path


class Processes:
    """The processes of the stack under `root`: those started here, and those that an earlier supervisor left behind."""

    def __init__(self, root: Path, start: Start = start_program) -> None:
        self._root = root.resolve()
        self._start = start
        self._children: dict[str, Child] = {}

    def log(self, name: str) -> Path:
        """Where the part writes what it has to say; appended to from run to run."""
        return self._root / "logs" / f"{name}.log"

    def start(self, program: Program) -> int:
        """Start it in a session of its own, so that a Ctrl-C in the terminal reaches the supervisor alone.

        Raises:
            TroubleError: The program is missing, or its log or pid file cannot be written.
        """
        try:
            child = self._spawn(program)
            self._children[program.name] = child
            self._pid_file(program.name).parent.mkdir(parents=True, exist_ok=True)
            self._pid_file(program.name).write_text(f"{child.pid}\n", encoding="ascii")
        except OSError as error:
            raise from_os_error(error, program.command[0]) from error
        return child.pid

    def run(self, program: Program, *, seconds: float) -> None:
        """Start a command and wait for its end.

        Raises:
            TroubleError: It failed, with the last lines of its log, or took too long and was killed.
        """
        self.start(program)
        child = self._children.pop(program.name)
        try:
            status = child.wait(seconds)
        except subprocess.TimeoutExpired:
            status = -signal.SIGKILL
        finally:
            self._end_session(child, child.pid)
            self._pid_file(program.name).unlink(missing_ok=True)
        if status:
            words = " ".join(program.command[1:])
            raise TroubleError(
                f"`{words}` failed with status {status}:\n{self._last_lines(program.name)}",
                "Mend what it tells and start again.",
            )

    def pid(self, name: str) -> int | None:
        """The part's process, where it runs."""
        child = self._children.get(name)
        return child.pid if child is not None and child.poll() is None else None

    def status(self, name: str) -> int | None:
        """How a part that was started here ended (negative: by that signal); None while it runs."""
        child = self._children.get(name)
        return None if child is None else child.poll()

    def ended(self) -> tuple[str, ...]:
        """The parts that were started here and are no more, though nobody here stopped them."""
        return tuple(name for name, child in self._children.items() if child.poll() is not None)

    def require_running(self, name: str) -> None:
        """Check that the part has not ended.

        Raises:
            TroubleError: It has; the last lines of its log say why.
        """
        status = self.status(name)
        if status is not None:
            raise TroubleError(
                f"{name} ended with status {status}. Its last lines:\n{self._last_lines(name)}",
                f"Mend what they tell; the whole log is {self.log(name)}.",
            )

    def stop(self, name: str, *, patience: float, sign: signal.Signals = signal.SIGTERM) -> None:
        """Ask the part to end, wait, and after `patience` seconds end it; what it started ends with it."""
        child = self._children.pop(name, None)
        pid = child.pid if child is not None else self._written_pid(name)
        if pid is not None:
            if self._is_ours(pid):
                process_table.send(pid, sign)
                _await_end(child, pid, patience)
            self._end_session(child, pid)
        self._pid_file(name).unlink(missing_ok=True)

    def send(self, name: str, sign: signal.Signals) -> None:
        """Signal every process of the part, such as SIGSTOP, and leave it at that."""
        pid = self.pid(name)
        for member in process_table.session_of(pid) if pid else ():
            process_table.send(member, sign)

    def kill(self, name: str) -> None:
        """SIGKILL the part and everything in its session, at once."""
        self.stop(name, patience=0, sign=signal.SIGKILL)

    def left_behind(self) -> frozenset[str]:
        """The parts with a pid file that were not started here: an earlier supervisor had no time to stop them."""
        return frozenset(file.stem for file in (self._root / "run").glob("*.pid")) - self._children.keys()

    def end_strays(self) -> int:
        """SIGKILL whatever else carries this root's mark, such as a daemon that left its session; how many."""
        strays = [pid for pid in process_table.all_pids() if self._is_ours(pid) and process_table.is_alive(pid)]
        for pid in strays:
            process_table.send(pid, signal.SIGKILL)
        return len(strays)

    def _spawn(self, program: Program) -> Child:
        marks = {ROOT_MARK: str(self._root), SUPERVISOR_MARK: str(os.getpid())}
        self.log(program.name).parent.mkdir(parents=True, exist_ok=True)
        with self.log(program.name).open("ab") as log:
            os.fchmod(log.fileno(), 0o600)
            return self._start(program.command, {**program.environment, **marks}, program.folder, log.fileno())

    def _is_ours(self, pid: int) -> bool:
        return process_table.variable(pid, ROOT_MARK) == str(self._root)

    def _end_session(self, child: Child | None, pid: int) -> None:
        for member in process_table.session_of(pid):
            if self._is_ours(member):
                process_table.send(member, signal.SIGKILL)
                _await_end(child if member == pid else None, member, _PATIENCE_AFTER_KILL)

    def _written_pid(self, name: str) -> int | None:
        try:
            return int(self._pid_file(name).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def _pid_file(self, name: str) -> Path:
        return self._root / "run" / f"{name}.pid"

    def _last_lines(self, name: str) -> str:
        text = self.log(name).read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.rstrip().splitlines()[-_SHOWN_LINES:])


def _await_end(child: Child | None, pid: int, patience: float) -> None:
    """Wait for the end, and count it where it is a child of this process; a leftover is init's to count."""
    deadline = time.monotonic() + patience
    while process_table.is_alive(pid) and time.monotonic() < deadline:
        time.sleep(_PAUSE_SECONDS)
    if child is not None and not process_table.is_alive(pid):
        child.wait()


def end_orphans() -> int:
    """SIGKILL the processes of test stacks whose test run was itself killed; how many there were.

    A stack under a temporary folder is a test's; that of `make run` is found by its own next start.
    """
    ended = 0
    for pid in process_table.all_pids():
        root, supervisor = (process_table.variable(pid, name) for name in (ROOT_MARK, SUPERVISOR_MARK))
        if root and supervisor and _is_temporary(root) and not process_table.is_alive(int(supervisor)):
            process_table.send(pid, signal.SIGKILL)
            ended += 1
    return ended


def _is_temporary(root: str) -> bool:
    return any(part.startswith("pytest-of-") for part in Path(root).parts)
