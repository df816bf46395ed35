"""An installation as docs/containers.md has it made: in a copy of the project, with ports and a name of its own."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from uuid import uuid4

import httpx

from ops.stack.mail import PROJECT
from ops.stack.ports import Ports
from ops.stack.waiting import wait_until
from shared.events.words import Level

_PAGE = PROJECT / "docs" / "containers.md"
_NEEDED = (
    "docker-compose.yml",
    "docker-compose.cluster.yml",
    "Caddyfile",
    "Dockerfile",
    ".dockerignore",
    "requirements.lock",
)
_NEEDED_FOLDERS = ("shared", "services", "ops", "bin")
_UP_SECONDS = 300
_COMMAND_SECONDS = 1_200


def documented(section: str) -> list[list[str]]:
    """The commands of that section of the page, block by block."""
    text = _PAGE.read_text().split(f"\n## {section}\n")[1].split("\n## ")[0]
    return [block.splitlines() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]


@dataclass(frozen=True)
class Installation:
    """Commands are run in `folder`."""

    folder: Path
    name: str
    ports: Ports

    @property
    def address(self) -> str:
        """Where people reach it."""
        return f"http://127.0.0.1:{self.ports.caddy}"

    def run(self, *commands: str) -> str:
        """What these print; each must succeed."""
        told = ""
        for command in commands:
            done = subprocess.run(  # noqa: S602  a documented command, redirections included
                _here(command),
                shell=True,
                cwd=self.folder,
                env=os.environ | {"COMPOSE_PROJECT_NAME": self.name},
                stdin=subprocess.DEVNULL if " < " not in command else None,
                capture_output=True,
                timeout=_COMMAND_SECONDS,
                check=False,
            )
            assert done.returncode == 0, f"{command}\n{done.stdout.decode()[-2000:]}\n{done.stderr.decode()[-4000:]}"
            told += done.stdout.decode(errors="replace")
        return told

    def wait_until_up(self) -> None:
        """Until intake and every level answer at the address."""
        for path in ("/api/v1/nominations", *(f"/api/v1/levels/{level.value}/cases" for level in Level)):
            wait_until(
                partial(_answers, self.address + path),
                what=self.address + path,
                seconds=_UP_SECONDS,
                way_out="Look at `docker compose logs`.",
            )

    def wait_until_healthy(self, node: str) -> None:
        """Until `docker compose ps` calls the container healthy."""
        labels = (f"project={self.name}", f"service={node}")
        only = [f"--filter=label=com.docker.compose.{label}" for label in labels]
        wait_until(
            lambda: bool(_printed("docker", "ps", "--quiet", "--filter=health=healthy", *only)),
            what=node,
            seconds=_UP_SECONDS,
            way_out="Look at `docker compose logs`.",
        )


def _printed(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603  fixed words


def _answers(url: str) -> bool:
    # Refused for lack of a session is an answer; 502 and 503 are Caddy's, for a service that is not there yet.
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code < 500
    except httpx.HTTPError:
        return False


@contextmanager
def fresh_installation(folder: Path) -> Iterator[Installation]:
    """Nothing made yet but the choice of ports; removed with its volumes."""
    for name in _NEEDED:
        shutil.copy(PROJECT / name, folder / name)
    for name in _NEEDED_FOLDERS:
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    made = Installation(folder, f"thidua-{uuid4().hex[:8]}", Ports.free())
    ports = {"HTTP": made.ports.caddy, "HTTPS": made.ports.intake, "MAIL": made.ports.mail_api}
    (folder / ".env").write_text("".join(f"THIDUA_{name}_PORT={port}\n" for name, port in ports.items()))
    try:
        yield made
    finally:
        files = "-f docker-compose.yml -f docker-compose.cluster.yml"
        made.run("sh ops/secrets.sh", f"docker compose {files} down --volumes --timeout 1")


def _here(command: str) -> str:
    """The command for this machine; THIDUA_TEST_REGISTRY=none says that it cannot pull images anew."""
    unpulled = command.replace(" --pull", "") if os.environ.get("THIDUA_TEST_REGISTRY") == "none" else command
    return unpulled.replace("docker compose", _compose())


@cache
def _compose() -> str:
    newer = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)  # noqa: S607  on PATH
    return "docker compose" if newer.returncode == 0 else "docker-compose"
