"""`thidua`, walked through from its parser: help, JSON, exit codes, and the page that describes them."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import Result
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner

from ops.admin import console, vietnamese
from ops.admin.__main__ import app
from ops.stack.mail import PROJECT
from tests.unit.admin.parser import ACTS, EVERYTHING, WORDS

PAGE = (PROJECT / "docs" / "commands.md").read_text(encoding="utf-8")
DESCRIBED = dict(re.findall(r"^\| `([a-z -]+)` \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE))
CODES = {int(code) for code in re.findall(r"^\| (\d) \|", PAGE, re.MULTILINE)}
# What typer itself says in English, and some of its English errors.
ENGLISH = (
    r"Usage|Options|Arguments|Commands|OPTIONS|ARGS|required|default|exit\b|Error|Missing|No such|Try |Invalid|Did you"
)
VIETNAMESE = r"[à-ỹđĐÀ-Ỹ]"
# They act and print no data.
WITHOUT_DATA = {"provision"}
# They answer without any settings.
WITHOUT_SETTINGS = {"status", "doctor", "rules check", "rules compare"}
UNSET = {"THIDUA_MONGO_URL": "", "THIDUA_MANAGEMENT_URL": "", "THIDUA_AMQP_URL": "", "THIDUA_ACCOUNT": ""}
NOWHERE = {
    "THIDUA_MONGO_URL": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=100",
    "THIDUA_MANAGEMENT_URL": "http://127.0.0.1:9",
    "THIDUA_SECRET_AMQP_PROVISIONER": "x",
    "THIDUA_AMQP_URL": "amqp://operator:x@127.0.0.1:9/thidua",
    "THIDUA_ADDRESS": "http://127.0.0.1:9",
    "THIDUA_ACCOUNT": "van-hanh",
    "THIDUA_PASSWORD": "x",
    "THIDUA_SERVICES": "intake=http://127.0.0.1:9",
}


def run(*words: str, **settings: str) -> Result:
    return CliRunner().invoke(app, list(words), prog_name="thidua", env={"COLUMNS": "100", **settings})


@pytest.mark.parametrize("path", EVERYTHING)
def test_help_is_vietnamese_at_every_level(path: str) -> None:
    shown = run(*path.split(), "--help")

    own = [EVERYTHING[path].help, *(one.help for one in EVERYTHING[path].params if one.name != "help")]
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"Cách dùng: thidua {path}".strip())
    assert re.findall(ENGLISH, shown.stdout) == []
    assert [text for text in own if not re.search(VIETNAMESE, text or "")] == []


def test_the_first_page_reads_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert run("--help").stdout == snapshot


def test_every_command_is_on_the_page_and_in_these_tests() -> None:
    assert list(DESCRIBED) == list(ACTS) == list(WORDS)


@pytest.mark.parametrize("path", ACTS)
def test_every_command_prints_its_documented_json_keys(path: str) -> None:
    has_json = any("--json" in one.opts for one in ACTS[path].params)

    assert has_json == (path not in WITHOUT_DATA) == (DESCRIBED[path] != "–")


def test_the_page_tells_every_exit_code() -> None:
    assert {0, console.REFUSED, vietnamese.USAGE, console.AWAY, console.BROKEN} == CODES


@pytest.mark.parametrize("path", EVERYTHING)
def test_a_wrong_command_ends_with_2_in_vietnamese(path: str) -> None:
    wrong = run(*path.split(), "--nonsense")

    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "Không có tùy chọn --nonsense" in wrong.stderr
    assert re.findall(ENGLISH, wrong.stderr) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("unit impor", "Có phải 'import'?"),
        ("unit xyz", "Không có lệnh 'xyz'"),
        ("account show", "Chưa nêu username"),
        ("account show a b", "Thừa: b"),
        ("unit import /nowhere", "không có tệp “/nowhere”"),
        ("unit import /", "là thư mục"),
        ("account add a --name A --role king", "Chọn một trong"),
        ("account add a --name", "cần một giá trị"),
        ("deputy end a --json=1", "không nhận giá trị"),
        ("deputy authorise a --until 3 --paper x --signed 2021-10-01", "viết ngày như 2021-10-31"),
        ("park show notifier --limit 0", "không dùng được"),
        ("park replay notifier", "--all"),
        ("mails list --state sent", "Chọn một trong"),
    ],
)
def test_what_is_wrong_with_a_command_is_said_in_vietnamese(words: str, told: str) -> None:
    wrong = run(*words.split())

    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert told in wrong.stderr
    assert re.findall(ENGLISH, wrong.stderr) == []


@pytest.mark.parametrize("path", [path for path in ACTS if path not in WITHOUT_DATA | WITHOUT_SETTINGS])
def test_a_command_without_settings_ends_with_1_naming_them(path: str) -> None:
    refused = run(*path.split(), *WORDS[path], "--json", **UNSET)

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "THIDUA_" in json.loads(refused.stderr.splitlines()[-1])["error"]


# One for each way to a server; to wait for an absent database takes five seconds.
@pytest.mark.parametrize("path", ["seed", "unit import", "feed create", "feed list", "park show", "mails list"])
def test_an_unreachable_system_ends_with_3_and_empty_stdout(path: str) -> None:
    away = run(*path.split(), *WORDS[path], "--json", **NOWHERE)

    assert (away.exit_code, away.stdout) == (3, "")
    assert "THIDUA_" in json.loads(away.stderr.splitlines()[-1])["error"]


def test_status_of_what_does_not_answer_is_told_and_ends_with_3() -> None:
    seen = run("status", "--json", **NOWHERE)

    told = json.loads(seen.stdout)
    assert seen.exit_code == 3
    assert told["services"] == [{"name": "intake", "ready": False, "waits_for": ["không trả lời"]}]
    assert [key for key, value in told.items() if value is None] == [
        "outbox_oldest_seconds",
        "parked",
        "mails_uncertain",
        "mails_failed",
        "mails_returned",
        "cases_overdue",
        "files_without_network",
    ]


def test_provisioning_without_its_settings_ends_with_3() -> None:
    assert run("provision", THIDUA_MONGO_HOST="").exit_code == 3


def test_the_script_runs_from_any_folder(tmp_path: Path) -> None:
    link = tmp_path / "thidua"
    link.symlink_to(PROJECT / "bin" / "thidua")

    words = [link, "unit", "--help"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - ours

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Cách dùng: thidua unit")
