"""Services of tests start by fork from a process that has imported them all, which spares each start the imports.

What starts is the same module, run as `__main__` with the same environment, folder and output as by `start_program`,
and whoever waits for it, signals it, kills it or looks for it in the table of processes sees no difference. One such
process belongs to each process of pytest; it begins when it is first needed, and ends with pytest, as does all that
it started (`tests.servers.warmed`).
"""

import asyncio
import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock

from ops.stack.mail import PROJECT
from ops.stack.starting import Child, start_program
from tests.servers.warmed import COMMANDS, LARGEST, ROOM_FOR_COMMAND, ROOM_FOR_ENVIRONMENT


class Forked:
    """A process that was started by fork, with what the tests use of `subprocess.Popen`."""

    def __init__(self, warm: "_Warm", pid: int) -> None:
        self.pid = pid
        self._warm = warm
        self._status: int | None = None

    @property
    def returncode(self) -> int | None:
        """How it ended (negative: by that signal); None while it runs."""
        return self.poll()

    def poll(self) -> int | None:
        """How it ended (negative: by that signal); None while it runs."""
        if self._status is None:
            self._status = self._warm.status(self.pid)
        return self._status

    def wait(self, timeout: float | None = None) -> int:
        """How it ended, as soon as it has.

        Raises:
            subprocess.TimeoutExpired: It still runs after so many seconds.
        """
        if self.poll() is None:
            # Its number is its own until its end was looked at, as by poll().
            end = os.pidfd_open(self.pid)
            try:
                select.select([end], [], [], timeout)
            finally:
                os.close(end)
        status = self.poll()
        if status is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return status

    async def ended(self) -> int:
        """How it ended, as soon as it has, while the loop runs on."""
        return await asyncio.to_thread(self.wait)

    def send_signal(self, sign: signal.Signals) -> None:
        """Signal it, unless it ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, sign)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def start_by_fork(command: Sequence[str], environment: Mapping[str, str], folder: Path, output: int) -> Child:
    """As `start_program`, by fork where the command is one of ours.

    Raises:
        OSError: It cannot be started.
    """
    if tuple(command[:2]) == (sys.executable, "-m") and command[2] in COMMANDS:
        return fork(command[2:], environment, output, folder)
    return start_program(command, environment, folder, output)


def fork(
    words: Sequence[str],
    environment: Mapping[str, str],
    output: int = 2,
    folder: Path = PROJECT,
    errors: int | None = None,
) -> Forked:
    """Run `python -m` with these words, of which the first is one of `COMMANDS`.

    `errors` go where `output` does, unless a file of their own is named.

    Raises:
        OSError: It cannot be started.
    """
    warm = _warm()
    order = {"words": list(words), "environment": dict(environment), "folder": str(folder)}
    return Forked(warm, warm.start(order, output, output if errors is None else errors))


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


def run_forked(words: Sequence[str], environment: Mapping[str, str]) -> Ended:
    """Run a command as `fork` does, and wait for its end.

    Raises:
        OSError: It cannot be started.
    """
    with TemporaryFile() as out, TemporaryFile() as err:
        code = fork(words, environment, out.fileno(), errors=err.fileno()).wait()
        out.seek(0)
        err.seek(0)
        return Ended(code, out.read().decode(), err.read().decode())


class _Warm:
    """The process from which all are forked."""

    def __init__(self) -> None:
        own, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            self._process = subprocess.Popen(  # noqa: S603  our own
                [sys.executable, "-m", "tests.servers.warmed", str(other.fileno()), " " * ROOM_FOR_COMMAND],
                env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "ROOM": " " * ROOM_FOR_ENVIRONMENT},
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                # So that a Ctrl-C in the terminal reaches pytest alone.
                start_new_session=True,
            )
        self._socket = own
        self._lock = Lock()
        atexit.register(self._close)

    def start(self, order: Mapping[str, object], *files: int) -> int:
        """The number of the new process."""
        return int(str(self._ask(order, files)["pid"]))

    def status(self, pid: int) -> int | None:
        """How it ended."""
        status = self._ask({"status_of": pid})["status"]
        return status if isinstance(status, int) else None

    def _ask(self, what: Mapping[str, object], files: Sequence[int] = ()) -> dict[str, object]:
        with self._lock:
            socket.send_fds(self._socket, [json.dumps(what).encode()], files)
            told = self._socket.recv(LARGEST)
        if not told:
            raise OSError("The process from which services are forked is no more")
        answer: dict[str, object] = json.loads(told)
        if "error" in answer:
            raise OSError(str(answer["error"]))
        return answer

    def _close(self) -> None:
        self._socket.close()
        self._process.wait()


@cache
def _warm() -> _Warm:
    return _Warm()
