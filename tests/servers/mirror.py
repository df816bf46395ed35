"""A program that tells how it was started, then ends as it is told to: `python -m tests.servers.mirror exit 3`."""

import json
import os
import random
import signal
import sys
import threading
from pathlib import Path

from shared.crashpoints import checkpoint


def seen() -> dict[str, object]:
    """What a program finds of what it was started with, but for what differs from start to start."""
    own = Path("/proc/self")
    mask = os.umask(0)
    os.umask(mask)
    return {
        "arguments": sys.argv[1:],
        "environment": dict(os.environ),
        "environment as others see it": sorted(filter(None, (own / "environ").read_bytes().decode().split("\0"))),
        "command as others see it": (own / "cmdline").read_bytes().decode().rstrip("\0").split("\0"),
        "folder": str(Path.cwd()),
        "path": sys.path[0],
        "files": {name: str((own / "fd" / name).readlink()) for name in ("0", "1", "2")},
        "count of files": len(list((own / "fd").iterdir())),
        "mask": mask,
        "leads a session": os.getsid(0) == os.getpid() == os.getpgid(0),
        "signals": {
            sign.name: str(signal.getsignal(sign)).partition(" at ")[0]
            for sign in signal.valid_signals()
            if isinstance(sign, signal.Signals)
        },
        "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
        "name": __name__,
        "is main": sys.modules["__main__"].__dict__ is globals(),
        "threads": threading.active_count(),
        "writes at once": sys.stdout.write_through,  # type: ignore[union-attr]  # a text file
    }


if __name__ == "__main__":
    chance = random.random()  # noqa: S311  nothing is kept secret by it
    sys.stdout.write(json.dumps({"same": seen(), "chance": chance}) + "\n")
    sys.stdout.flush()
    match sys.argv[1:]:
        case ["exit", status]:
            sys.exit(int(status))
        case ["raise"]:
            raise RuntimeError("as told")
        case ["checkpoint", name]:
            checkpoint(name)
        case ["wait"]:
            signal.pause()
