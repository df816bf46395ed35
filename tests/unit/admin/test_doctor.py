"""What `thidua doctor` says of what it sees: right, to be mended, to be known, or not to be seen from here."""

import json
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from ops.admin import checkups
from ops.admin.doctor import summary
from ops.admin.finding import Finding, State
from shared.mongo.examining import DirectorySeen, ServerSeen
from tests.unit.admin.test_commands import run

FINE = DirectorySeen(missing_indexes=(), demo_accounts=0, administrators=1, operators=1)


def states(*findings: Finding) -> list[State]:
    return [one.state for one in findings]


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (ServerSeen(timedelta(), 3, has_primary=True), [State.RIGHT, State.RIGHT]),
        (ServerSeen(timedelta(seconds=-9), 3, has_primary=True), [State.MEND, State.RIGHT]),
        (ServerSeen(timedelta(seconds=9), 1, has_primary=True), [State.MEND, State.KNOW]),
        (ServerSeen(timedelta(), 3, has_primary=False), [State.RIGHT, State.MEND]),
    ],
)
def test_clocks_and_members_are_judged(seen: ServerSeen, found: list[State]) -> None:
    assert states(*checkups.server(seen)) == found


@pytest.mark.parametrize(
    ("seen", "env", "found"),
    [
        (FINE, "production", [State.RIGHT] * 4),
        (DirectorySeen(("accounts.unit",), 3, 0, 0), "production", [State.MEND] * 4),
        (DirectorySeen((), 3, 1, 1), "demo", [State.RIGHT, State.KNOW, State.RIGHT, State.RIGHT]),
    ],
)
def test_demo_accounts_and_first_people_are_judged(seen: DirectorySeen, env: str, found: list[State]) -> None:
    assert states(*checkups.directory(seen, env)) == found


@pytest.mark.parametrize(
    ("finding", "state"),
    [
        (checkups.environment("production"), State.RIGHT),
        (checkups.environment("demo"), State.MEND),
        (checkups.address("https://thidua.example"), State.RIGHT),
        (checkups.address("http://thidua.example"), State.MEND),
        (checkups.address(""), State.UNSEEN),
        (checkups.backup(""), State.UNSEEN),
        (checkups.secrets_file(Path("/nowhere/.env")), State.UNSEEN),
    ],
)
def test_settings_are_judged(finding: Finding, state: State) -> None:
    assert finding.state is state


def test_the_youngest_backup_counts(tmp_path: Path) -> None:
    none = checkups.backup(str(tmp_path))
    for name, hours in (("old.tar", 90), ("new.tar", 1)):
        (tmp_path / name).write_text("x", encoding="utf-8")
        os.utime(tmp_path / name, (time.time() - hours * 3600,) * 2)
    young = checkups.backup(str(tmp_path))
    old = checkups.backup(str(tmp_path / "old.tar"))

    assert states(none, young, old) == [State.MEND, State.RIGHT, State.MEND]


@pytest.mark.parametrize(("is_folder", "mode"), [(False, 0o600), (True, 0o700)], ids=["file", "folder"])
def test_passwords_that_others_can_read_are_told(tmp_path: Path, mode: int, *, is_folder: bool) -> None:
    path = tmp_path / "secrets"
    path.mkdir() if is_folder else path.touch()
    path.chmod(mode)
    own = checkups.secrets_file(path)
    path.chmod(mode | 0o055)

    assert states(own, checkups.secrets_file(path)) == [State.RIGHT, State.MEND]
    assert f"chmod {mode:o}" in checkups.secrets_file(path).says


def test_a_mail_server_that_does_not_answer_is_told() -> None:
    away = checkups.mail_server({"THIDUA_SMTP_HOST": "127.0.0.1", "THIDUA_SMTP_PORT": "9"})
    unsaid = checkups.mail_server({})

    assert states(*away) == [State.MEND, State.UNSEEN]
    assert states(*unsaid) == [State.UNSEEN, State.UNSEEN]


def test_it_is_ready_while_nothing_must_be_mended() -> None:
    known, mend = Finding("a", State.KNOW, ""), Finding("b", State.MEND, "")

    assert summary((known,))["ready"] is True
    assert summary((known, mend))["ready"] is False


def test_what_it_could_not_ask_keeps_it_from_being_ready() -> None:
    unset = dict.fromkeys(("THIDUA_MONGO_URL", "THIDUA_MANAGEMENT_URL", "THIDUA_SMTP_HOST"), "")

    seen = run("doctor", "--json", **unset)

    told = json.loads(seen.stdout)
    assert (seen.exit_code, told["ready"]) == (3, False)
    assert {"cơ sở dữ liệu", "RabbitMQ"} <= {one["check"] for one in told["checks"] if one["state"] == "mend"}
