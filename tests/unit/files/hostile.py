"""What a harmful file might bring the library that opens it to do, each as a look of its own."""

import ctypes
import os
import resource
import signal
import socket
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

from shared.files.verdicts import Fault, Refused, Verdict

GIBIBYTE = 1024 * 1024 * 1024


def tell(words: object) -> Verdict:
    """As a refusal, which brings words out."""
    return Refused(Fault.FOREIGN, str(words))


def take_memory(_file: BinaryIO) -> Verdict:
    """More than there is for one look."""
    return tell(len(bytearray(GIBIBYTE)))


def take_some_memory(_file: BinaryIO) -> Verdict:
    """As much as there may be: the bound is not simply nought."""
    return tell(len(bytearray(32 * 1024 * 1024)))


def compute(_file: BinaryIO) -> Verdict:
    """For ever."""
    while True:
        pass


def wait(_file: BinaryIO) -> Verdict:
    """For ever, without computing."""
    while True:
        time.sleep(60)


def wait_deaf(_file: BinaryIO) -> Verdict:
    """For ever, deaf to the alarm at the deadline."""
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    return wait(_file)


def read_nowhere(_file: BinaryIO) -> Verdict:
    """A place where there is no memory."""
    return tell(ctypes.string_at(0))


def die(_file: BinaryIO) -> Verdict:
    """As where the kernel kills it."""
    os.kill(os.getpid(), signal.SIGKILL)
    return tell("alive")


def kill_its_parent(_file: BinaryIO) -> Verdict:
    """The process that all children come from."""
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)
    return tell("alive")


def raise_error(_file: BinaryIO) -> Verdict:
    """An error that nobody thought of, with words from the file."""
    raise ZeroDivisionError(_file.read().decode())


def say_too_much(_file: BinaryIO) -> Verdict:
    """More words than are read."""
    return tell("x" * 100_000)


def tell_environment(_file: BinaryIO) -> Verdict:
    """Its environment, and where it works."""
    return tell([dict(os.environ), str(Path.cwd())])


def tell_descriptors(file: BinaryIO) -> Verdict:
    """What it has open beside the three that lead nowhere and the file: one, which leads back."""
    opened = {int(one.name): one for one in Path("/proc/self/fd").iterdir()}
    led = {fd: one.readlink() for fd, one in opened.items() if _is_open(fd)}
    return tell([str(led[fd]).partition(":")[0] for fd in sorted(led.keys() - {0, 1, 2, file.fileno()})])


def _is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def change_file(file: BinaryIO) -> Verdict:
    """The file that is looked at."""
    return _attempt(lambda: os.write(file.fileno(), b"changed"))


def write_file(_file: BinaryIO) -> Verdict:
    """A file of its own."""

    def write() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with tempfile.TemporaryFile(buffering=0) as own:
            own.write(b"x")

    return _attempt(write)


def open_many(_file: BinaryIO) -> Verdict:
    """Descriptors without end."""
    return _attempt(lambda: [os.open("/dev/null", os.O_RDONLY) for _ in range(100)])


def raise_limits(_file: BinaryIO) -> Verdict:
    """Its own limit of memory."""
    return _attempt(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096)))


def tell_limits(_file: BinaryIO) -> Verdict:
    """All limits, and no name for what has none."""
    names = ("CORE", "FSIZE", "NOFILE", "NPROC", "CPU")
    return tell({name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in names})


def connect(file: BinaryIO) -> Verdict:
    """To the port whose number the file holds."""
    port = int(file.read())
    return _attempt(lambda: socket.create_connection(("127.0.0.1", port), 5).close())


def _attempt(act: object) -> Verdict:
    if not callable(act):
        raise TypeError
    try:
        act()
    except (OSError, ValueError) as error:
        return tell(f"refused: {type(error).__name__}")
    return tell("done")
