"""Passwords in files: a service and a command find them there, and no address needs to carry one."""

from pathlib import Path

import pytest

from services.appraisal.settings import Settings as AppraisalSettings
from services.notifier.settings import Settings as NotifierSettings
from shared.events.words import Level
from shared.settings.secret_files import fill_from_files, join_passwords
from tests.unit.signing.samples import PUBLIC_KEYS_FILE


def _write(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        (folder / name).write_text(content + "\n")
    return folder


def test_a_service_reads_its_passwords_from_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {"thidua_mongo_password": "m1", "thidua_amqp_password": "a1", "thidua_smtp_password": "s1"}
    folder = _write(tmp_path, **secrets, thidua_digest_key="d1")
    addresses = {"MONGO_URL": "mongodb://notifier@one,two/?x=y", "AMQP_URL": "amqp://notifier@one:5672,two:5672/v"}
    for name, value in {**addresses, "ENV": "demo", "SMTP_HOST": "mail", "MAIL_SENDER": "a@b.example"}.items():
        monkeypatch.setenv(f"THIDUA_{name}", value)

    settings = NotifierSettings(_secrets_dir=folder)

    assert settings.mongo_url.get_secret_value() == "mongodb://notifier:m1@one,two/?x=y"
    assert settings.amqp_url.get_secret_value() == "amqp://notifier:a1@one:5672,two:5672/v"
    assert settings.smtp_password.get_secret_value() == "s1"
    assert settings.digest_key.get_secret_value() == "d1"


def test_a_level_reads_its_own_passwords_from_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = "thidua_levels__state__"
    folder = _write(tmp_path, **{f"{start}mongo_password": "m1", f"{start}amqp_password": "a1"})
    monkeypatch.setenv("THIDUA_ENV", "demo")
    monkeypatch.setenv("APPRAISAL_LEVELS", "state")
    monkeypatch.setenv("THIDUA_LEVELS__STATE__DATABASE", "appraisal_state")
    monkeypatch.setenv("THIDUA_LEVELS__STATE__MONGO_URL", "mongodb://state@one/")
    monkeypatch.setenv("THIDUA_LEVELS__STATE__AMQP_URL", "amqp://state@one/v")
    monkeypatch.setenv("THIDUA_PUBLIC_KEYS_FILE", str(PUBLIC_KEYS_FILE))

    level = AppraisalSettings(_secrets_dir=folder).levels[Level.STATE]

    assert level.mongo_url.get_secret_value() == "mongodb://state:m1@one/"
    assert level.amqp_url.get_secret_value() == "amqp://state:a1@one/v"


def test_a_command_reads_secret_files_unless_told_otherwise(tmp_path: Path) -> None:
    folder = _write(tmp_path, thidua_mongo_password="m1", thidua_secret_amqp_provisioner="p1", other="x")
    environment = {"THIDUA_MONGO_URL": "mongodb://administration@one/", "PATH": "/bin"}

    filled = fill_from_files(environment, folder)
    own = fill_from_files({**environment, "THIDUA_SECRET_AMQP_PROVISIONER": "p2"}, folder)

    assert filled["THIDUA_MONGO_URL"] == "mongodb://administration:m1@one/"
    assert filled["THIDUA_SECRET_AMQP_PROVISIONER"] == "p1"
    assert own["THIDUA_SECRET_AMQP_PROVISIONER"] == "p2"
    assert "OTHER" not in filled


def test_without_such_a_folder_the_environment_stands(tmp_path: Path) -> None:
    environment = {"THIDUA_MONGO_URL": "mongodb://a:b@one/", "THIDUA_ENV": ""}

    assert fill_from_files(environment, tmp_path / "none") == environment


@pytest.mark.parametrize(
    ("address", "joined"),
    [
        ("amqp://user@one/v", "amqp://user:p%40%2F%3A@one/v"),
        ("amqp://user:own@one/v", "amqp://user:own@one/v"),
        ("amqp://one/v", "amqp://one/v"),
    ],
    ids=["user alone", "with its own", "no user"],
)
def test_a_password_joins_an_address_that_names_a_user_alone(address: str, joined: str) -> None:
    assert join_passwords({"amqp_url": address, "amqp_password": "p@/:"})["amqp_url"] == joined
    assert join_passwords({"amqp_url": address})["amqp_url"] == address
