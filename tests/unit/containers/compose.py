"""The compose files as these tests read them: merged as compose merges them, variables left as they stand."""

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ops.stack.mail import PROJECT

ONE = "docker-compose.yml"
CLUSTER = "docker-compose.cluster.yml"
_VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(?:(:?[-?])([^}]*))?\}")


@dataclass(frozen=True)
class Installation:
    """What `docker compose -f … -f …` makes of the files."""

    files: tuple[str, ...]
    services: dict[str, dict[str, Any]] = field(default_factory=dict)
    volumes: set[str] = field(default_factory=set)
    networks: dict[str, dict[str, bool] | None] = field(default_factory=dict)
    secrets: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, *files: str) -> "Installation":
        """From the project's folder, later files over earlier ones."""
        made = cls(files)
        for name in files:
            content = yaml.safe_load((PROJECT / name).read_text())
            made.volumes.update(content["volumes"])
            made.networks.update(content.get("networks", {}))
            made.secrets.update(content.get("secrets", {}))
            for service, told in content["services"].items():
                made._merge(service, told)
        return made

    def _merge(self, service: str, told: dict[str, Any]) -> None:
        known = self.services.setdefault(service, {})
        environment = {**known.get("environment", {}), **told.get("environment", {})}
        volumes = {_inside(each): each for each in [*known.get("volumes", []), *told.get("volumes", [])]}
        known.update(told, environment=environment, volumes=list(volumes.values()))

    def variables(self) -> dict[str, str | None]:
        """Each variable of the files with what stands for it where it is not set; None where it must be set."""
        text = "".join((PROJECT / name).read_text() for name in self.files)
        found = {name: default if kind.endswith("-") else None for name, kind, default in _VARIABLE.findall(text)}
        passed = {
            name: None
            for told in self.services.values()
            for name, value in told["environment"].items()
            if value is None
        }
        return passed | found

    def filled(self, service: str, values: dict[str, str]) -> dict[str, str]:
        """The environment of the service with the variables filled in."""
        told = self.services[service]["environment"]
        return {name: values[name] if value is None else self.fill(str(value), values) for name, value in told.items()}

    @staticmethod
    def fill(text: str, values: dict[str, str]) -> str:
        """The text with the variables filled in."""

        def value_of(match: re.Match[str]) -> str:
            # As the shell has it: without the colon, what is set to nothing is nothing.
            keeps_nothing = match[1] in values and match[2] == "-"
            return values.get(match[1], "") if keeps_nothing else values.get(match[1]) or match[3] or ""

        return _VARIABLE.sub(value_of, text)

    def networks_of(self, service: str) -> frozenset[str]:
        """The networks that the container is on."""
        return frozenset(self.services[service].get("networks", ()))

    def neighbours(self, service: str) -> frozenset[str]:
        """The containers that share a network with it."""
        return frozenset(
            other for other in self.services if other != service and self.networks_of(service) & self.networks_of(other)
        )

    def secrets_of(self, service: str) -> dict[str, str]:
        """The secrets that the container gets, by the names of their files in it."""
        told = self.services[service].get("secrets", ())
        return {
            each if isinstance(each, str) else each["target"]: each if isinstance(each, str) else each["source"]
            for each in told
        }

    def own(self) -> dict[str, dict[str, Any]]:
        """The containers that run this project's code."""
        return {name: told for name, told in self.services.items() if told["image"] == "thidua"}


def make_secrets(folder: Path, *words: str) -> dict[str, str]:
    """The files that `sh ops/secrets.sh` makes in that folder, by their names; run again, what it finds there."""
    (folder / "ops").mkdir(exist_ok=True)
    script = folder / "ops" / "secrets.sh"
    script.write_text((PROJECT / "ops" / "secrets.sh").read_text())
    subprocess.run(["sh", str(script), *words], check=True, capture_output=True)  # noqa: S603, S607  the documented command
    return {each.name: each.read_text() for each in (folder / "secrets").iterdir()}


def read_env(folder: Path) -> dict[str, str]:
    """The settings in the `.env` of that folder."""
    lines = (folder / ".env").read_text().splitlines()
    return dict(line.split("=", maxsplit=1) for line in lines)


def _inside(volume: str) -> str:
    return volume.split(":")[1]
