"""Where the command line finds its system: in the environment, or at the `make run` that stands now."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from ops.admin.local import settings
from ops.stack.process_table import born
from tests.unit.admin.test_commands import run

LOCAL = {"THIDUA_MONGO_URL": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=100", "THIDUA_ENV": "demo"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THIDUA_DATA", str(tmp_path))
    return tmp_path


def stand(folder: Path, supervisor: Mapping[str, object]) -> None:
    text = json.dumps({"operator": LOCAL, "supervisor": supervisor})
    (folder / "standing.json").write_text(text, encoding="utf-8")


def alive() -> dict[str, object]:
    return {"pid": os.getpid(), "born": born(os.getpid())}


def test_a_running_system_is_found_by_itself(folder: Path) -> None:
    stand(folder, alive())

    assert settings({"THIDUA_MONGO_URL": "", "HOME": "/"}) == {**LOCAL, "HOME": "/"}


@pytest.mark.parametrize(
    "own",
    [
        {"THIDUA_MONGO_URL": "mongodb://elsewhere"},
        {"THIDUA_AMQP_URL": "amqp://elsewhere"},
        {"THIDUA_ADDRESS": "https://elsewhere.example"},
        {"THIDUA_SERVICES": "intake=http://elsewhere"},
        {"THIDUA_ENV": "production"},
    ],
)
def test_an_environment_that_names_a_system_uses_it_alone(folder: Path, own: Mapping[str, str]) -> None:
    stand(folder, alive())

    assert settings(own) == own


@pytest.mark.parametrize(
    "supervisor", [{}, {"pid": os.getpid(), "born": "1"}, {"pid": 2**22 + 1, "born": ""}, {"pid": "1", "born": "1"}]
)
def test_a_system_that_stands_no_more_is_named_and_not_used(folder: Path, supervisor: Mapping[str, object]) -> None:
    stand(folder, supervisor)

    refused = run("account", "list", THIDUA_MONGO_URL="")

    assert refused.exit_code == 1
    assert "không còn chạy" in refused.stderr
    assert str(folder) in refused.stderr


def test_without_any_system_it_says_where_the_value_comes_from(folder: Path) -> None:
    refused = run("account", "list", THIDUA_MONGO_URL="")

    assert refused.exit_code == 1
    assert "THIDUA_MONGO_URL" in refused.stderr
    assert "make run" in refused.stderr
    assert str(folder) in refused.stderr


@pytest.mark.parametrize("content", ["", "[]", "{", '{"operator": 3}'])
def test_a_standing_that_cannot_be_read_is_no_system(folder: Path, content: str) -> None:
    (folder / "standing.json").write_text(content, encoding="utf-8")

    assert settings({}) == {}


def test_what_only_signs_in_does_not_name_a_system(folder: Path) -> None:
    stand(folder, alive())

    found = settings({"THIDUA_ACCOUNT": "nguoi-khac", "THIDUA_PASSWORD": "x"})

    assert found == {**LOCAL, "THIDUA_ACCOUNT": "nguoi-khac", "THIDUA_PASSWORD": "x"}
