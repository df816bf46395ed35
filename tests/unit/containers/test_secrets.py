"""Secrets of a Docker installation: made once, in files for their owner alone, each mounted where it is needed."""

import re
import stat
import subprocess
from pathlib import Path

import pytest

from ops.stack.mail import PROJECT
from shared.events.words import Level
from shared.messaging.topology.queues import level_user
from tests.unit.containers.compose import CLUSTER, ONE, Installation, make_secrets, read_env

ALONE = Installation.read(ONE)
TOGETHER = Installation.read(ONE, CLUSTER)
BOTH = pytest.mark.parametrize("installation", [ALONE, TOGETHER], ids=["one", "cluster"])
GIVEN = {"identity-key-before", "smtp-password"}
# The passwords that can do everything: of MongoDB's root, of RabbitMQ's, and by which servers know each other.
ROOT = {"mongo-root", "mongo-key", "amqp-provisioner", "amqp-cookie"}


def test_the_secrets_are_long_and_all_different(tmp_path: Path) -> None:
    made = {name: secret for name, secret in make_secrets(tmp_path).items() if name not in GIVEN}

    assert all(re.fullmatch(r"[0-9a-f]{48}", secret) for secret in made.values())
    assert len(set(made.values())) == len(made)


def test_the_secrets_are_for_their_owner_alone(tmp_path: Path) -> None:
    make_secrets(tmp_path)

    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert not any(secret in (tmp_path / ".env").read_text() for secret in make_secrets(tmp_path).values() if secret)


def test_made_again_only_what_lacks_is_added(tmp_path: Path) -> None:
    made = make_secrets(tmp_path)
    (tmp_path / "secrets" / "mongo-root").unlink()
    (tmp_path / ".env").write_text("THIDUA_SITE=thidua.example\n")

    again = make_secrets(tmp_path)

    assert {name for name in made if again[name] != made[name]} == {"mongo-root"}
    assert read_env(tmp_path) == {"THIDUA_SITE": "thidua.example", "THIDUA_SECRETS": "./secrets"}


def test_secrets_of_an_earlier_version_move_into_files(tmp_path: Path) -> None:
    earlier = {
        "THIDUA_SECRET_MONGO_APPRAISAL_STATE": "m1",
        "THIDUA_SECRET_IDENTITY_KEY": "k1",
        "THIDUA_SMTP_PASSWORD": "s1",
    }
    kept = {"THIDUA_SITE": "thidua.example"}
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in (earlier | kept).items()))

    made = make_secrets(tmp_path)

    assert (made["mongo-appraisal-state"], made["identity-key"], made["smtp-password"]) == ("m1", "k1", "s1")
    assert read_env(tmp_path).keys() == {"THIDUA_SITE", "THIDUA_SECRETS"}


def test_only_who_asks_for_the_demo_gets_it(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "demo").mkdir()
    make_secrets(tmp_path / "plain")
    make_secrets(tmp_path / "demo", "demo")

    plain, demo = read_env(tmp_path / "plain"), read_env(tmp_path / "demo")

    assert ALONE.filled("intake", plain)["THIDUA_ENV"] == "production"
    assert ALONE.filled("notifier", plain)["THIDUA_SMTP_HOST"] == ""
    assert ALONE.filled("intake", demo)["THIDUA_ENV"] == "demo"
    assert ALONE.filled("notifier", demo)["THIDUA_SMTP_HOST"] == "mailpit"
    assert demo["COMPOSE_PROFILES"] == "demo"
    assert "COMPOSE_PROFILES" not in plain


@BOTH
def test_every_secret_comes_from_a_file_that_is_made(
    installation: Installation, settings: dict[str, str], tmp_path: Path
) -> None:
    files = {name: installation.fill(told["file"], settings) for name, told in installation.secrets.items()}

    assert set(files.values()) == {f"./secrets/{name}" for name in make_secrets(tmp_path)}
    assert {name for name, file in files.items() if file != f"./secrets/{name}"} == {
        *("mongo-administration-too", "mongo-identity-too")
    }


def test_no_secret_has_two_places_in_one_container() -> None:
    # Where files are merged, docker-compose 1.29 keeps one of them.
    for service in TOGETHER.services:
        sources = list(TOGETHER.secrets_of(service).values())

        assert len(set(sources)) == len(sources), service


@BOTH
def test_every_secret_is_used_and_none_is_unknown(installation: Installation) -> None:
    used = {secret for service in installation.services for secret in installation.secrets_of(service).values()}

    assert used == installation.secrets.keys()


@BOTH
def test_no_secret_stands_where_docker_inspect_shows_it(installation: Installation, settings: dict[str, str]) -> None:
    secret = re.compile("SECRET|PASS|(?<!PUBLIC)_KEY|COOKIE")

    for service in installation.services:
        for name, value in installation.filled(service, settings).items():
            assert not secret.search(name), (service, name)
            assert not re.search(r"://[^/@]*:[^/@]+@", value), (service, name)


@BOTH
def test_only_provisioning_and_the_servers_hold_roots_secrets(installation: Installation) -> None:
    holders = {
        secret: {name for name in installation.services if secret in installation.secrets_of(name).values()}
        for secret in ROOT
    }
    mongo = {name for name in installation.services if name.startswith("mongo")}
    rabbitmq = {name for name in installation.services if name.startswith("rabbitmq")}

    assert holders == {
        "mongo-root": {"mongo", "provisioning"},
        "mongo-key": mongo,
        "amqp-provisioner": rabbitmq | {"provisioning"},
        "amqp-cookie": rabbitmq,
    }


@BOTH
def test_a_service_holds_no_password_of_another(installation: Installation) -> None:
    for service in installation.own().keys() - {"provisioning", "admin", "demo"}:
        users = {
            secret for secret in installation.secrets_of(service).values() if secret.startswith(("mongo-", "amqp-"))
        }

        assert users <= {f"mongo-{service}", f"amqp-{service}"}, service
        assert users, service


@BOTH
def test_intake_has_the_signing_key_and_levels_the_public_one(installation: Installation) -> None:
    levels = {level_user(level) for level in Level}
    holders = {name for name in installation.services if "signing-key" in installation.secrets_of(name).values()}
    places = {
        name: [volume for volume in told["volumes"] if volume.startswith("public-keys:")]
        for name, told in installation.services.items()
    }

    assert holders == {"intake", "provisioning"}
    assert {name: found for name, found in places.items() if found} == {
        "provisioning": ["public-keys:/keys"],
        **{level: ["public-keys:/keys:ro"] for level in levels},
    }
    for name in levels | {"provisioning"}:
        assert installation.services[name]["environment"]["THIDUA_PUBLIC_KEYS_FILE"] == "/keys/intake"
    assert "install -d -o thidua /keys" in (PROJECT / "Dockerfile").read_text()


def test_everyday_commands_hold_what_they_need_and_no_more() -> None:
    assert set(ALONE.secrets_of("admin").values()) == {*("mongo-administration", "mongo-identity", "amqp-operator")}
    assert ALONE.secrets_of("demo") == {}


def test_no_secret_can_be_committed() -> None:
    ignored = (PROJECT / ".gitignore").read_text().splitlines()

    assert {".env", "secrets/"} <= set(ignored)


@pytest.mark.parametrize(
    "script", ["ops/secrets.sh", "ops/images.sh", "ops/containers/mongo.sh", "ops/containers/rabbitmq.sh"]
)
def test_the_scripts_can_be_read_by_a_shell(script: str) -> None:
    shell = (PROJECT / script).read_text().partition("\n")[0].removeprefix("#!")

    subprocess.run([shell, "-n", str(PROJECT / script)], check=True)  # noqa: S603  the script's own shell
