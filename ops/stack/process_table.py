"""Linux's table of processes, as far as telling our own from strangers needs it."""

import contextlib
import os
import signal
from pathlib import Path

_PROC = Path("/proc")
_STATE, _SESSION, _BORN = 0, 3, 19


def all_pids() -> tuple[int, ...]:
    """Every process that this user can see, this one left out."""
    return tuple(int(each.name) for each in _PROC.glob("[0-9]*") if int(each.name) != os.getpid())


def variable(pid: int, name: str) -> str | None:
    """An environment variable as the process was started with it; None where it is unset, unreadable or no more."""
    try:
        pairs = (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return None
    start = f"{name}=".encode()
    return next((os.fsdecode(pair.removeprefix(start)) for pair in pairs if pair.startswith(start)), None)


def is_alive(pid: int) -> bool:
    """It runs; a zombie, which only waits to be counted by its parent, does not."""
    return _stat(pid)[_STATE] not in {"", "Z", "X"}


def born(pid: int) -> str:
    """When it began, in the kernel's count, which tells it from a later one of its number; empty when it ended."""
    fields = _stat(pid)
    return fields[_BORN] if is_alive(pid) and len(fields) > _BORN else ""


def session_of(pid: int) -> tuple[int, ...]:
    """The living processes in the session that `pid` leads or led."""
    return tuple(each for each in all_pids() if _stat(each)[_SESSION] == str(pid) and is_alive(each))


def send(pid: int, sign: signal.Signals) -> None:
    """Signal it; one that has gone meanwhile needs no signal."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, sign)


def _stat(pid: int) -> list[str]:
    """State, parent, group and session, and what follows them in proc(5); blanks where the process is no more."""
    try:
        line = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ["", "", "", ""]
    # The command's name stands in brackets and may itself hold spaces and brackets.
    return line.rpartition(") ")[2].split()
