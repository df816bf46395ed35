"""What stays in the foreground of `make run`: starts the stack, starts again what ends unasked, stops in order."""

import asyncio
import contextlib
import fcntl
import os
import signal
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import httpx

from ops.demo.people import RefusedError
from ops.demo.samples import upload_papers
from ops.stack.greeting import greeting, opening
from ops.stack.logs import rotate
from ops.stack.parts import SERVICES, STOP_ORDER
from ops.stack.ports import Ports
from ops.stack.processes import Processes
from ops.stack.running import Stack
from ops.stack.services import data_folder
from ops.stack.standing import remove_standing, write_standing
from ops.troubles import TroubleError

_LOOK_SECONDS = 0.5
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0
_STEADY_SECONDS = 60.0
_PATIENCE_SECONDS = 20.0


class _AskedToStopError(BaseException):
    """A signal came; raised wherever the main thread is, so that no wait outlives it."""


@dataclass
class _Restarts:
    """When a part that ended may start again: at once at first, later and later while it keeps ending."""

    due: float = 0.0
    pause: float = 0.0
    started: float = 0.0

    def note_end(self) -> None:
        steady = time.monotonic() - self.started > _STEADY_SECONDS
        self.pause = 0.0 if steady else min(max(self.pause * 2, _FIRST_PAUSE_SECONDS), _LONGEST_PAUSE_SECONDS)
        self.due = time.monotonic() + self.pause

    def note_start(self) -> None:
        self.due, self.started = 0.0, time.monotonic()


class Supervisor:
    """One system in the foreground, until SIGINT, SIGTERM or SIGHUP; a second signal ends everything at once."""

    def __init__(self, services: Collection[str] = SERVICES) -> None:
        self._services = services
        self._root = data_folder()
        self._env = os.environ.get("THIDUA_ENV", "demo")
        self._restarts = {name: _Restarts() for name in STOP_ORDER}
        self._signals = 0

    def run(self) -> int:
        """Start, watch, stop; the answer is the exit status.

        Raises:
            TroubleError: The system cannot start; nothing is left running.
        """
        with _sole(self._root):
            stack = Stack(self._root, Ports.standard(), env=self._env, precedence=True, tell=_tell)
            for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(sign, self._on_signal)
            for name in STOP_ORDER:
                _marker(self._root, name).unlink(missing_ok=True)
            remove_standing(self._root)
            try:
                _say(opening(stack))
                stack.start(self._services)
                write_standing(stack)
                self._upload_papers(stack)
                _say(greeting(stack, with_demo=self._env != "production"))
                while True:
                    self._look_after(stack)
                    rotate(stack.processes.log(name) for name in STOP_ORDER)
                    time.sleep(_LOOK_SECONDS)
            except _AskedToStopError:
                _tell("Stopping; a second Ctrl-C ends everything at once")
            finally:
                self._stop(stack)
        return 0

    def _upload_papers(self, stack: Stack) -> None:
        # The examples of the API's description name them; without them one must upload before one can submit.
        if self._env == "production" or not self._services:
            return
        try:
            asyncio.run(upload_papers(stack.address))
        except (RefusedError, httpx.HTTPError) as error:
            _tell(f"The papers of the API's examples were not uploaded: {error}")

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1
        raise _AskedToStopError

    def _stop(self, stack: Stack) -> None:
        try:
            if self._signals > 1:
                stack.discard()
            else:
                stack.stop()
        except _AskedToStopError:
            stack.discard()
        remove_standing(self._root)
        _tell("Stopped")

    def _look_after(self, stack: Stack) -> None:
        for name in stack.processes.ended():
            restarts = self._restarts[name]
            if _marker(self._root, name).exists():
                continue
            if not restarts.due:
                restarts.note_end()
                status = stack.processes.status(name)
                _tell(f"{name} ended with status {status}; starting it again in {restarts.pause:.0f} s")
            if time.monotonic() >= restarts.due:
                restarts.note_start()
                stack.spawn(name)


def stop_part(name: str) -> int:
    """Stop one service of the running system and keep it stopped; others go on."""
    root = _running_root()
    _marker(root, name).touch()
    Processes(root).stop(name, patience=_PATIENCE_SECONDS)
    _say(f"{name} is stopped. `python -m ops.stack start {name}` starts it again.")
    return 0


def start_part(name: str) -> int:
    """Let the running system start one service again."""
    _marker(_running_root(), name).unlink(missing_ok=True)
    _say(f"{name} starts again.")
    return 0


def _running_root() -> Path:
    root = data_folder()
    try:
        with _sole(root):
            pass
    except TroubleError:
        return root
    raise TroubleError("The system does not run.", "Start it with `make run`.")


@contextmanager
def _sole(root: Path) -> Iterator[None]:
    """Hold the root's lock; the kernel lets go of it when this process ends, however it ends."""
    (root / "run").mkdir(parents=True, exist_ok=True)
    with (root / "run" / "supervisor.lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TroubleError(
                f"The system runs already, with its data in {root}.",
                "Use that one, or end it with Ctrl-C in its terminal; a second one needs THIDUA_DATA and other ports.",
            ) from None
        yield


def _marker(root: Path, name: str) -> Path:
    return root / "run" / f"{name}.stopped"


def _say(text: str) -> None:
    """Print to whoever listens; a closed terminal must not keep the system from stopping in order."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


def _tell(text: str) -> None:
    with contextlib.suppress(OSError):
        print(f"… {text}", file=sys.stderr, flush=True)
