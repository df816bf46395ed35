"""Where the servers of tests keep their data: in memory, where the machine has room.

A process killed with -9 loses nothing of a file system in memory either, and no test cuts the power. What is spared is
the waiting for a disk, at every confirmed write, that a dozen servers side by side would share.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ops.stack.parts import MONGOD, RABBITMQ

_MEMORY = Path("/dev/shm")  # noqa: S108  a folder of this process's own is made in it
_PREFIX = "thidua-tests-"
_LEAST_FREE_BYTES = 6 * 1024**3


@contextmanager
def quick(root: Path, *, servers: Sequence[str] = (MONGOD, RABBITMQ)) -> Iterator[Path]:
    """`root`, with the data of these servers in memory until the block ends; all else, logs above all, stays."""
    root.mkdir(parents=True, exist_ok=True)
    if not _has_room():
        yield root
        return
    with TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", dir=_MEMORY, ignore_cleanup_errors=True) as folder:
        for server in servers:
            data = Path(folder, server)
            data.mkdir()
            (root / server).symlink_to(data)
        yield root


def remove_left() -> None:
    """Take away what test runs that were killed left in memory."""
    for folder in _MEMORY.glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if not Path("/proc", owner).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _has_room() -> bool:
    if not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK):
        return False
    # The file system may promise more than the machine has.
    return min(shutil.disk_usage(_MEMORY).free, _available()) >= _LEAST_FREE_BYTES


def _available() -> int:
    lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), 0)
