"""docs/containers.md names nothing that is not there, and leaves nothing out that can be set."""

import re
import shlex

import pytest

from ops.demo.__main__ import main as demo
from ops.stack.mail import PROJECT
from tests.unit.containers.compose import CLUSTER, ONE, Installation

PAGE = (PROJECT / "docs" / "containers.md").read_text()
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
MOVED = {"mv secrets/identity-key secrets/identity-key-before"}
# Subcommand -> options that it takes with a value.
KNOWN = {
    "up": (),
    "build": (),
    "down": (),
    "ps": (),
    "stop": (),
    "logs": ("--tail",),
    "run": ("--entrypoint",),
    "exec": (),
}


def _compose(command: str) -> tuple[tuple[str, ...], str, list[str]]:
    words = shlex.split(command.partition(" > ")[0].partition(" < ")[0])[2:]
    files: list[str] = []
    while words[0] == "-f":
        files.append(words[1])
        words = words[2:]
    return tuple(files) or (ONE,), words[0], words[1:]


def _operands(words: list[str], valued: tuple[str, ...]) -> list[str]:
    left = list(words)
    while left and left[0].startswith("-"):
        left = left[2:] if left[0] in valued else left[1:]
    return left


@pytest.mark.parametrize("command", COMMANDS)
def test_each_documented_command_names_what_exists(command: str) -> None:
    if not command.startswith("docker compose "):
        program, *words = command.split()
        assert (program == "sh" and (PROJECT / words[0]).is_file()) or command in MOVED
        return

    files, verb, words = _compose(command)
    operands = _operands(words, KNOWN[verb])

    assert files in {(ONE,), (ONE, CLUSTER)}
    named = operands[:1] if verb in {"run", "exec"} else operands
    assert set(named) <= Installation.read(*files).services.keys()


def test_the_commands_of_the_page_were_found() -> None:
    assert len(COMMANDS) > 15


def test_what_can_be_set_is_told_with_its_default() -> None:
    settable = {name: default for name, default in Installation.read(ONE).variables().items() if default is not None}
    rows = re.findall(r"^\| (`THIDUA_[^|]*) \| ([^|]*) \|", PAGE, re.MULTILINE)

    told: dict[str, str] = {}
    for names, defaults in rows:
        values = [each.strip("`") for each in defaults.split(", ")]
        for position, name in enumerate(re.findall(r"`(\w+)`", names)):
            told[name] = "" if values == ["empty"] else values[position]

    assert told == settable


def test_stopping_for_a_backup_stops_everything_that_writes() -> None:
    stopping = [command for command in COMMANDS if command.startswith("docker compose stop ")]
    stopped = {service for command in stopping for service in _operands(_compose(command)[2], ())}

    assert stopped == Installation.read(ONE).services.keys() - {
        "provisioning",
        "mailpit",
        "admin",
        "demo",
        "caddy-volumes",
    }


def test_the_demos_command_has_these_options(capsys: pytest.CaptureFixture[str]) -> None:
    command = Installation.read(ONE).services["demo"]["command"]
    with pytest.raises(SystemExit):
        demo(["--help"])

    told = capsys.readouterr().out
    assert command[:3] == ["python", "-m", "ops.demo"]
    assert {word for word in command if word.startswith("--")} == {"--address", "--mail"}
    assert all(word in told for word in ("--address", "--mail"))


@pytest.mark.parametrize("page", ["commands.md", "going-live.md", "containers.md", "runbook.md"])
def test_commands_are_run_where_their_passwords_are(page: str) -> None:
    text = (PROJECT / "docs" / page).read_text()
    run = re.findall(r"docker compose run --rm --no-deps (\w+) thidua (\w+)", text)

    assert {part for part, verb in run if verb in {"provision", "doctor", "feed"}} <= {"provisioning"}
    assert {part for part, verb in run if verb not in {"provision", "doctor", "feed"}} <= {"admin"}
