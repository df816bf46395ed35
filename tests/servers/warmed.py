"""The process that has imported every service and forks for each start (`tests.servers.forking` talks to it).

It has no loop, no thread and no connection; it answers one order after the other, and counts an end only when asked
for it, so that the number of a process is its own for as long as with `subprocess`. When its socket closes, because
pytest has ended in whatever way, it kills what it started and ends.
"""

import ctypes
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ops.stack.parts import SERVICES
from ops.stack.starting import PRIVATE

# The commands that it knows, each with the module to import before.
COMMANDS: Mapping[str, str] = {
    **{name: name for name in (f"services.{service.partition('-')[0]}.main" for service in SERVICES)},
    "ops.admin": "ops.admin.__main__",
    **{
        name: name
        for name in ("ops.mail_sink", "ops.park", "tests.integration.messaging.worker", "tests.servers.mirror")
    },
}
# What reads the environment when it is imported, and is therefore imported again.
READ_AT_IMPORT: Sequence[str] = ("shared.crashpoints",)
ROOM_FOR_COMMAND, ROOM_FOR_ENVIRONMENT = 1_000, 40_000
LARGEST = 100_000
# Places in /proc/self/stat behind the command's name, see proc(5).
_COMMAND, _ENVIRONMENT = slice(45, 47), slice(47, 49)


class _Order:
    """What to start."""

    def __init__(self, told: Mapping[str, object]) -> None:
        words, environment = told["words"], told["environment"]
        assert isinstance(words, list)
        assert isinstance(environment, dict)
        self.words: list[str] = words
        self.environment: dict[str, str] = environment
        self.folder = Path(str(told["folder"]))


class Warmed:
    """Forks as it is told to by the socket."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders
        self._children: dict[int, int | None] = {}

    def serve(self) -> _Order | None:
        """Answer until the socket closes: None. In a new process: what it is to run."""
        while True:
            told, files, _, _ = socket.recv_fds(self._orders, LARGEST, 2)
            if not told:
                self._end_all()
                return None
            order = json.loads(told)
            if "status_of" in order:
                self._answer(status=self._status_of(order["status_of"]))
            elif self._fork(_Order(order), files):
                return _Order(order)

    def _fork(self, order: _Order, files: Sequence[int]) -> bool:
        """Whether this is the new process; the old one answers when the new one is what was ordered."""
        heard, said = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(heard)
            self._orders.close()
            try:
                _become(order, files)
            except Exception as error:  # noqa: BLE001  whatever hinders it is said to whoever waits for the start
                os.write(said, repr(error).encode())
                os._exit(1)
            os.close(said)
            return True
        for each in (said, *files):
            os.close(each)
        with open(heard, "rb") as end:  # noqa: PTH123  a pipe has no path
            trouble = end.read().decode()
        if trouble:
            os.waitpid(pid, 0)
            self._answer(error=trouble)
        else:
            self._children[pid] = None
            self._answer(pid=pid)
        return False

    def _status_of(self, pid: int) -> int | None:
        if self._children[pid] is None:
            done, status = os.waitpid(pid, os.WNOHANG)
            self._children[pid] = os.waitstatus_to_exitcode(status) if done else None
        return self._children[pid]

    def _end_all(self) -> None:
        for pid, status in self._children.items():
            if status is None:
                with suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def _answer(self, **what: object) -> None:
        self._orders.send(json.dumps(what).encode())


def _become(order: _Order, files: Sequence[int]) -> None:
    """What exec makes new is made new: session, folder, files, mask, signals, environment, command."""
    os.setsid()
    os.umask(PRIVATE)
    os.chdir(order.folder)
    sys.path[0] = str(order.folder)
    for standard, file in zip((1, 2), files, strict=True):
        os.dup2(file, standard)
        os.close(file)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(order.environment)
    time.tzset()
    fields = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    _write_over(fields[_COMMAND], [sys.executable, "-m", *order.words])
    _write_over(fields[_ENVIRONMENT], [f"{name}={value}" for name, value in order.environment.items()])
    if os.environ.get("PYTHONUNBUFFERED"):
        sys.stdout.reconfigure(write_through=True)  # type: ignore[union-attr]  # a text file, nobody replaced it
    for module in READ_AT_IMPORT:
        importlib.reload(sys.modules[module])


def _write_over(place: Sequence[str], words: Sequence[str]) -> None:
    """What /proc tells of command and environment is what stands where the kernel laid them when this program began."""
    begin, end = map(int, place)
    written = b"".join(os.fsencode(word) + b"\0" for word in words)
    if len(written) > end - begin:
        raise OSError(f"{len(written)} bytes of command or environment; there is room for {end - begin}")
    ctypes.memmove(begin, written.ljust(end - begin, b"\0"), end - begin)


def _run(order: _Order) -> None:
    module, *arguments = order.words
    # The module itself runs anew, over what it imports.
    sys.modules.pop(COMMANDS[module], None)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _warm_up() -> None:
    for module in COMMANDS.values():
        importlib.import_module(module)
    threads = list(Path("/proc/self/task").iterdir())
    if len(threads) > 1:
        raise RuntimeError(f"An import has started {len(threads) - 1} threads, which no fork takes along")
    gc.collect()
    gc.freeze()


def _main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as orders:
        _warm_up()
        order = Warmed(orders).serve()
    if order is not None:
        _run(order)


if __name__ == "__main__":
    _main()
