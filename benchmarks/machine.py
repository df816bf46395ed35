"""What the figures were measured on: without it they mean nothing."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from ops.stack.mongod import find_mongod

_PACKAGES = ("fastapi", "uvicorn", "uvloop", "pydantic", "motor", "pymongo", "aio-pika", "faststream", "celery")


def facts() -> dict[str, str]:
    """Processor, memory, disk, kernel, and the versions of everything that takes part."""
    return {
        "processor": f"{os.cpu_count()} × {_first(Path('/proc/cpuinfo'), 'model name')}",
        "memory": _first(Path("/proc/meminfo"), "MemTotal"),
        "system": f"{platform.platform()}, Python {platform.python_version()}",
        "load before": " ".join(f"{load:.2f}" for load in os.getloadavg()),
        "mongod": _says([str(find_mongod()), "--version"]).splitlines()[0],
        "packages": ", ".join(f"{name} {_version(name)}" for name in _PACKAGES),
        "commit": _says(["git", "rev-parse", "--short", "HEAD"]).strip(),
    }


def _first(path: Path, key: str) -> str:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(key):
            return " ".join(line.partition(":")[2].split())
    return "unknown"


def _says(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout or "unknown"


def _version(name: str) -> str:
    try:
        return version(name)
    except ModuleNotFoundError:
        return "absent"
