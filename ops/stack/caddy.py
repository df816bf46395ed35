"""Caddy as a part of the stack: the one address for people."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from ops.stack.instances import Instances
from ops.stack.mail import PROJECT
from ops.stack.parts import IDENTITY, INTAKE, NOTIFIER
from ops.stack.ports import Ports
from ops.stack.processes import Program
from ops.stack.waiting import answers
from ops.troubles import TroubleError
from shared.events.words import Level

# Until 2.6 Caddy closes its connection to a service when the service answers before Caddy has looked for the end of the
# request: of 160,000 changes answered with 4.5 KB, 84 were cut off. Not if it reads answers first, up to this size.
_OLD = re.compile(r"v?2\.[0-6]\.")
_READ_FIRST = "buffer_responses\nmax_buffer_size 262144"


@dataclass(frozen=True)
class Caddy:
    """One Caddy with the project's Caddyfile, on plain HTTP."""

    ports: Ports
    data: Path
    instances: Instances
    name: str = "caddy"
    # Whether it shows what each part understands, as the demo's README says: "shown", or as in "production".
    descriptions: str = field(default_factory=lambda: os.environ.get("THIDUA_DESCRIPTIONS", "shown"))

    @property
    def address(self) -> str:
        """What people open."""
        return f"http://127.0.0.1:{self.ports.caddy}"

    def program(self) -> Program:
        """How to start it.

        Raises:
            TroubleError: Caddy is not installed.
        """
        found = find_caddy()
        if found is None:
            raise TroubleError(
                "Caddy is not installed.",
                "Install it (Debian, Ubuntu: `apt-get install caddy`) or put it on PATH; "
                "without it the services answer on addresses of their own.",
            )
        self.data.mkdir(parents=True, exist_ok=True)
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.data),
            "XDG_DATA_HOME": str(self.data),
            "XDG_CONFIG_HOME": str(self.data),
            "THIDUA_SITE": f"http://:{self.ports.caddy}",
            "THIDUA_BIND": "127.0.0.1",
            "THIDUA_DESCRIPTIONS": self.descriptions,
            "THIDUA_OLD_CADDY": _READ_FIRST if _is_old(found) else "",
            "THIDUA_IDENTITY": self._behind(IDENTITY),
            "THIDUA_INTAKE": self._behind(INTAKE),
            "THIDUA_NOTIFIER": self._behind(NOTIFIER),
        } | {f"THIDUA_{level.value.upper()}": self._behind(f"appraisal-{level.value}") for level in Level}
        command = [str(found), "run", "--config", str(PROJECT / "Caddyfile"), "--adapter", "caddyfile"]
        return Program(self.name, command, environment, self.data)

    def _behind(self, service: str) -> str:
        return " ".join(f"127.0.0.1:{self.instances.port(name)}" for name in self.instances.of(service))

    def is_up(self) -> bool:
        """It answers without asking anybody behind it."""
        return answers(f"{self.address}/health/address")


def find_caddy() -> Path | None:
    """The Caddy to run: THIDUA_CADDY, else the one on PATH."""
    named = os.environ.get("THIDUA_CADDY") or shutil.which("caddy")
    return Path(named) if named else None


def _is_old(caddy: Path) -> bool:
    version = subprocess.run([caddy, "version"], capture_output=True, text=True, check=False).stdout
    return _OLD.match(version) is not None
