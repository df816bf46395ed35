"""The process in which files are looked at: one child for each look, with bounds that its kernel keeps.

`python -I -c … ` runs `serve` with an empty environment. It starts as a small process and loads the libraries at the
first file; every child is a copy of it and need load nothing. What a child says is data, in one line of JSON; one that
says nothing was ended by its bounds, or by the file. A look gives a verdict, or the sheets of a list.
"""

import ctypes
import gc
import importlib
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import BinaryIO

from shared.files.sheets import Book, write_book
from shared.files.verdicts import Taken, Verdict

MOST_ANSWER = 4_096
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_DIE_WITH_PARENT, _NO_NEW_RIGHTS = 1, 38
_FILES = 16
_LIBRARIES = ("pikepdf", "pikepdf.settings", "PIL.Image", "PIL.JpegImagePlugin", "PIL.PngImagePlugin")
Look = Callable[[BinaryIO], Verdict | Book]


def serve(control_fd: int, look: str, bounds: Mapping[str, int]) -> None:
    """Look at each file that comes over the socket until its other end is closed.

    With each come two descriptors: the file, which can only be read, and the pipe for what is found.
    """
    # Children are never waited for: their pipes say all.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # An interpreter without a locale sets one for its own children.
    os.environ.clear()
    is_apart = _leave_network()
    control = socket.socket(fileno=control_fd)
    control.send(json.dumps({"without_network": is_apart}).encode())
    looks: Look | None = None
    while True:
        message, fds, _, _ = socket.recv_fds(control, MOST_ANSWER, 2)
        if not message:
            return
        looks = looks or _load(look)
        _begin(looks, fds, control, bounds)


def _load(look: str) -> Look:
    module, _, name = look.rpartition(".")
    loaded = importlib.import_module(module)
    for library in getattr(loaded, "LIBRARIES", _LIBRARIES):
        importlib.import_module(library)
    found: Look = getattr(loaded, name)
    # What is there for good is not gone through by each child, which would copy all of it.
    gc.freeze()
    return found


def _begin(look: Look, fds: list[int], control: socket.socket, bounds: Mapping[str, int]) -> None:
    try:
        child = os.fork()
    except OSError:
        # No room for another process: the closed pipe says so.
        child = -1
    if child == 0:
        control.close()
        _look_once(look, fds[0], fds[1], bounds)
    for fd in fds:
        os.close(fd)


def _look_once(look: Look, file_fd: int, reply_fd: int, bounds: Mapping[str, int]) -> None:
    """Say what is found, and be gone; nothing of this process is used again."""
    try:
        _bind(bounds)
        with os.fdopen(file_fd, "rb") as file:
            described = _describe(look(file))
    except Exception as error:  # noqa: BLE001 - whatever a file does to a library ends here, by its name alone
        described = {"ended": type(error).__name__}
    described["most_kib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _write(reply_fd, json.dumps(described).encode()[: bounds["most_said"]])
    os._exit(0)


def _write(fd: int, content: bytes) -> None:
    # A pipe takes a piece at a time.
    while content:
        content = content[os.write(fd, content) :]


def _describe(verdict: Verdict | Book) -> dict[str, object]:
    if isinstance(verdict, Book):
        return {"book": write_book(verdict)}
    if isinstance(verdict, Taken):
        return {"media_type": verdict.media_type.value}
    return {"fault": verdict.fault.value, "sentence": verdict.sentence}


def _bind(bounds: Mapping[str, int]) -> None:
    """Take on all bounds; what is reached ends this process, without asking it."""
    _control_process(_DIE_WITH_PARENT, signal.SIGKILL)
    _control_process(_NO_NEW_RIGHTS, 1)
    # Where memory runs out all the same, this goes first.
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:  # noqa: PTH123
        score.write("1000")
    signal.setitimer(signal.ITIMER_REAL, bounds["seconds"])
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _FILES)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_CPU, bounds["cpu_seconds"])
    _limit(resource.RLIMIT_AS, _address_space() + bounds["memory_bytes"])


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as pages:  # noqa: PTH123 - a path of the kernel's
        return int(pages.read().split()[0]) * resource.getpagesize()


def _control_process(what: int, value: int) -> None:
    ctypes.CDLL(None).prctl(what, value, 0, 0, 0)


def _leave_network() -> bool:
    """Whether this process and its children have no network at all: kernels and containers may forbid it."""
    return bool(ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK) == 0)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]))
