"""Logs that do not fill the disk: a long one is put aside and begun anew, and only the latest few are kept."""

import shutil
from collections.abc import Iterable
from pathlib import Path

MOST_BYTES = 20 * 1024 * 1024
KEPT = 4


def rotate(logs: Iterable[Path], *, most_bytes: int = MOST_BYTES, kept: int = KEPT) -> None:
    """Put each log that has grown past `most_bytes` aside as `<name>.1`, older ones as `.2` to `.<kept>`.

    The process that writes goes on with the same file, opened for appending, which is why it is copied and emptied
    instead of renamed. What is written between the two, some microseconds, is lost.
    """
    for log in logs:
        if not log.exists() or log.stat().st_size <= most_bytes:
            continue
        for age in range(kept - 1, 0, -1):
            if _aside(log, age).exists():
                _aside(log, age).replace(_aside(log, age + 1))
        shutil.copyfile(log, _aside(log, 1))
        with log.open("r+b") as emptied:
            emptied.truncate()


def _aside(log: Path, age: int) -> Path:
    return log.with_name(f"{log.name}.{age}")
