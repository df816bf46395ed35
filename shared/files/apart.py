"""Looking at a file in a process apart: bounded in memory, time and reach, and gone afterwards.

A file that harms the library that opens it harms nothing else; a file that is too much for the bounds is refused.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from shared.files.looker import MOST_ANSWER
from shared.files.sheets import Book, read_book
from shared.files.verdicts import HEAVY, Fault, MediaType, Refused, Taken, Verdict

_ROOT = Path(__file__).parents[2]
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv.pop(1));"
    " from runpy import run_module; run_module('shared.files.looker', run_name='__main__')"
)
_START_SECONDS = 20.0
# A child ends itself at its deadline; on a busy machine it is a little late.
_GRACE_SECONDS = 5.0
_PIECE = 64 * 1024


class AwayError(OSError):
    """There is no process to look in: the file is neither taken nor refused."""


@dataclass(frozen=True)
class Bounds:
    """What one look may take. Memory is what it may ask for beyond the libraries, which lie there already."""

    memory_bytes: int = 448 * 1024 * 1024
    cpu_seconds: int = 15
    seconds: int = 30
    most_said: int = MOST_ANSWER


_BOUNDS = Bounds()


@dataclass(frozen=True)
class Looked:
    """What a look found; `ended` says why there is no finding of its own, and `most_bytes` what memory it took."""

    verdict: Verdict
    ended: str = ""
    most_bytes: int = 0


@dataclass(frozen=True)
class BookRead:
    """The sheets that a look found, or why there are none; `ended` and `most_bytes` as of `Looked`."""

    found: Book | Refused
    ended: str = ""
    most_bytes: int = 0


class Apart:
    """Looks at files, each in a child of one process that has neither environment nor, where it can be, a network.

    For threads: any number may look at once. The process is begun by the first look, and anew when it is gone.
    """

    def __init__(
        self, look: str = "shared.files.looking.look", bounds: Bounds = _BOUNDS, python: str = sys.executable
    ) -> None:
        self._start = _Start(python, look, bounds)
        self._bounds = bounds
        self._lock = threading.Lock()
        self._running: _Running | None = None

    def begin(self) -> bool:
        """Have the process run; whether it is without a network.

        Raises:
            AwayError: It does not start.
        """
        with self._lock:
            return self._begun().is_without_network

    def look(self, file: BinaryIO) -> Looked:
        """The verdict on a file on the disk, which is handed over to be read only.

        Raises:
            AwayError: The process does not start, or ended for reasons that are not the file's.
        """
        answered = self._answer_about(file)
        return Looked(HEAVY, "deadline") if answered is None else _read(answered)

    def read(self, file: BinaryIO) -> BookRead:
        """The sheets of a list on the disk, where the look is one that finds sheets.

        Raises:
            AwayError: The process does not start, or ended for reasons that are not the file's.
        """
        answered = self._answer_about(file)
        return BookRead(HEAVY, "deadline") if answered is None else _read_sheets(answered)

    def _answer_about(self, file: BinaryIO) -> bytes | None:
        running, reply = self._handed_over(file)
        with closing(reply):
            answered = reply.read(self._bounds.seconds + _GRACE_SECONDS, self._bounds.most_said)
        if answered is None:
            self._end(running)
        elif not answered and running.has_ended(patience=0.2):
            raise AwayError("the process for looking at files ended")
        return answered

    def close(self) -> None:
        """End the process."""
        with self._lock:
            running, self._running = self._running, None
        if running is not None:
            running.end()

    def _handed_over(self, file: BinaryIO) -> tuple["_Running", "_Reply"]:
        # A description of its own: with a place of its own, and no way to write.
        file_fd = os.open(f"/proc/self/fd/{file.fileno()}", os.O_RDONLY | os.O_CLOEXEC)
        read_fd, write_fd = os.pipe()
        reply = _Reply(read_fd)
        try:
            return self._send([file_fd, write_fd]), reply
        except OSError as error:
            reply.close()
            raise AwayError("no process for looking at files") from error
        finally:
            os.close(file_fd)
            os.close(write_fd)

    def _send(self, fds: list[int]) -> "_Running":
        with self._lock:
            running = self._begun()
            try:
                socket.send_fds(running.control, [b"look"], fds)
            except OSError:
                running.end()
                self._running = None
                running = self._begun()
                socket.send_fds(running.control, [b"look"], fds)
            return running

    def _begun(self) -> "_Running":
        if self._running is None or self._running.has_ended():
            self._running = self._start()
        return self._running

    def _end(self, running: "_Running") -> None:
        with self._lock:
            if self._running is running:
                self._running = None
        running.end()


class _Reply:
    """The reading end of the pipe in which a child says what it found."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def read(self, seconds: float, most: int) -> bytes | None:
        """What was said until the pipe was closed; nothing where that takes too long."""
        received, deadline = bytearray(), time.monotonic() + seconds
        poll = select.poll()
        poll.register(self._fd, select.POLLIN)
        while len(received) <= most:
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                return None
            piece = os.read(self._fd, _PIECE)
            if not piece:
                break
            received += piece
        return bytes(received)

    def close(self) -> None:
        os.close(self._fd)


@dataclass(frozen=True)
class _Running:
    process: subprocess.Popen[bytes]
    control: socket.socket
    is_without_network: bool

    def has_ended(self, patience: float = 0.0) -> bool:
        if not patience:
            return self.process.poll() is not None
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        return self.process.poll() is not None

    def end(self) -> None:
        """Kill it and its children, whatever they are doing."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.control.close()


@dataclass(frozen=True)
class _Start:
    python: str
    look: str
    bounds: Bounds

    def __call__(self) -> _Running:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                process = self._process(theirs.fileno())
            except OSError as error:
                ours.close()
                raise AwayError("no process for looking at files") from error
        try:
            ours.settimeout(_START_SECONDS)
            hello = json.loads(ours.recv(MOST_ANSWER))
            ours.settimeout(None)
        except (OSError, ValueError) as error:
            _Running(process, ours, is_without_network=False).end()
            raise AwayError("the process for looking at files did not start") from error
        return _Running(process, ours, hello["without_network"])

    def _process(self, control_fd: int) -> subprocess.Popen[bytes]:
        arguments = (str(_ROOT), str(control_fd), self.look, json.dumps(asdict(self.bounds)))
        return subprocess.Popen(  # noqa: S603 - this interpreter, with words of our own
            [self.python, "-I", "-c", _PROGRAM, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[control_fd],
            env={},
            cwd="/",
            start_new_session=True,
        )


def _read_sheets(answered: bytes) -> BookRead:
    try:
        fields = json.loads(answered) if answered else {}
        if isinstance(fields.get("book"), str):
            return BookRead(read_book(fields["book"]), most_bytes=int(fields.get("most_kib", 0)) * 1024)
    except (ValueError, TypeError, AttributeError):
        return BookRead(HEAVY, "unreadable")
    looked = _read(answered)
    found = looked.verdict if isinstance(looked.verdict, Refused) else HEAVY
    return BookRead(found, looked.ended, looked.most_bytes)


def _read(answered: bytes) -> Looked:
    """What a child says is believed as far as it is one of the things that can be said."""
    try:
        values = json.loads(answered) if answered else {"ended": "killed"}
        most = int(values.get("most_kib", 0)) * 1024
        if "media_type" in values:
            return Looked(Taken(MediaType(values["media_type"])), most_bytes=most)
        if "fault" in values:
            return Looked(Refused(Fault(values["fault"]), str(values["sentence"])), most_bytes=most)
        ended = str(values["ended"])
        # The name of an error, and nothing that the file may have made of it.
        return Looked(HEAVY, ended if ended.isascii() and ended.isidentifier() else "unreadable", most)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Looked(HEAVY, "unreadable")
