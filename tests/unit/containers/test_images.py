"""`sh ops/images.sh` fixes each image by the digest under which the registry has it."""

import os
import subprocess
from pathlib import Path

from ops.stack.mail import PROJECT
from tests.unit.containers.compose import ONE, Installation, read_env

# A program in Docker's place: what it was asked to fetch is written down, digests are told as Docker tells them.
_DOCKER = """#!/bin/sh
case "$1" in
pull) echo "$3" >>fetched ;;
image) [ "${LOCAL-}" ] || echo "registry/x@sha256:$(printf %s "$5" | cksum | cut -d ' ' -f 1)" ;;
esac
"""


def _fix(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    (folder / "ops").mkdir(exist_ok=True)
    for name in (ONE, "ops/images.sh"):
        (folder / name).write_text((PROJECT / name).read_text())
    (folder / "docker").write_text(_DOCKER)
    (folder / "docker").chmod(0o755)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", **more}
    command = ["sh", str(folder / "ops" / "images.sh")]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603  fixed words


def test_each_image_is_fetched_and_fixed_by_its_digest(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("THIDUA_SITE=x\nTHIDUA_IMAGE_MONGO=mongo:6.0.1@sha256:1\n")

    done = _fix(tmp_path)

    defaults = {name: default for name, default in Installation.read(ONE).variables().items() if "_IMAGE_" in name}
    written = read_env(tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "fetched").read_text().split() == [defaults[name] for name in sorted(defaults)]
    assert {name: value.partition("@sha256:")[0] for name, value in written.items()} == defaults | {"THIDUA_SITE": "x"}
    assert len({value.partition("@sha256:")[2] for value in written.values()}) == len(written)


def test_an_image_that_no_registry_has_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("THIDUA_SITE=x\n")

    done = _fix(tmp_path, LOCAL="yes")

    assert done.returncode != 0
    assert "has no digest: it was not fetched from a registry" in done.stderr
    assert read_env(tmp_path) == {"THIDUA_SITE": "x"}
