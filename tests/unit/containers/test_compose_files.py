"""What the compose files promise, as far as it can be seen without a Docker engine."""

import re
import stat
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr
from pymongo.uri_parser import parse_uri

from ops.provisioning.databases import ACCOUNTS, appraisal_database
from ops.stack.mail import PROJECT
from ops.stack.precedence import niceness_of
from services.appraisal.settings import LevelSettings, Settings
from shared.events.words import Level
from shared.messaging.link import user_of
from shared.messaging.nodes import nodes_of
from shared.messaging.topology import USERS, level_user
from tests.unit.containers.compose import CLUSTER, ONE, Installation, make_secrets

ALONE = Installation.read(ONE)
TOGETHER = Installation.read(ONE, CLUSTER)
BOTH = pytest.mark.parametrize("installation", [ALONE, TOGETHER], ids=["one", "cluster"])
IMAGES = {"thidua", "mongo:7", "rabbitmq:4-management", "caddy:2", "axllent/mailpit:latest"}
SERVICES = ("intake", *(level_user(level) for level in Level), "notifier")
_ANY = SecretStr("anything")
KEPT = {
    **dict.fromkeys(("mongo", "mongo-2", "mongo-3"), "/data/db"),
    **dict.fromkeys(("rabbitmq", "rabbitmq-2", "rabbitmq-3"), "/var/lib/rabbitmq"),
    "mailpit": "/data",
    "caddy": "/data",
}


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return make_secrets(tmp_path_factory.mktemp("installation"))


def test_the_secrets_are_long_all_different_and_for_their_owner_alone(tmp_path: Path) -> None:
    made = make_secrets(tmp_path)

    assert all(re.fullmatch(r"[0-9a-f]{48}", secret) for secret in made.values())
    assert len(set(made.values())) == len(made)
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_made_again_secrets_and_settings_stay_and_only_what_lacks_is_added(tmp_path: Path) -> None:
    made = make_secrets(tmp_path)
    kept = dict(list(made.items())[1:]) | {"THIDUA_SITE": "thidua.example"}
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in kept.items()))

    again = make_secrets(tmp_path)

    assert again.keys() == made.keys() | {"THIDUA_SITE"}
    assert again.items() >= kept.items()


@BOTH
def test_every_variable_has_a_default_or_is_made_with_the_secrets(
    installation: Installation, secrets: dict[str, str]
) -> None:
    unset = {name for name, default in installation.variables().items() if default is None}

    assert unset <= secrets.keys()


def test_every_secret_that_is_made_is_used(secrets: dict[str, str]) -> None:
    assert secrets.keys() <= TOGETHER.variables().keys()


@BOTH
def test_unless_told_otherwise_every_port_is_open_to_this_machine_alone(
    installation: Installation, secrets: dict[str, str]
) -> None:
    published = [port for told in installation.services.values() for port in told.get("ports", ())]

    assert published
    assert [port for port in published if not installation.fill(port, secrets).startswith("127.0.0.1:")] == []


@BOTH
def test_what_a_container_prints_fills_no_disk(installation: Installation) -> None:
    limits = {name: told.get("logging", {}).get("options", {}) for name, told in installation.services.items()}

    assert {name for name, options in limits.items() if not {"max-size", "max-file"} <= options.keys()} == set()


@BOTH
def test_nothing_secret_has_a_default(installation: Installation) -> None:
    secret = re.compile("SECRET|PASS|KEY|COOKIE")

    defaults = {name: default for name, default in installation.variables().items() if secret.search(name)}
    literal = {
        (service, name, value)
        for service, told in installation.services.items()
        for name, value in told["environment"].items()
        if secret.search(name) and value and not str(value).startswith("${")
    }

    assert not any(defaults.values())
    assert not literal
    assert all(password.startswith("${THIDUA_SECRET_") for password in _passwords_in_addresses(installation))


def _passwords_in_addresses(installation: Installation) -> Iterator[str]:
    for told in installation.services.values():
        for value in told["environment"].values():
            yield from re.findall(r"\w+://[^:/@]+:([^@]+)@", str(value))


@BOTH
def test_only_the_images_of_the_documentation_are_pulled(installation: Installation) -> None:
    assert {told["image"] for told in installation.services.values()} == IMAGES


@BOTH
def test_the_projects_own_containers_can_write_nothing_and_have_no_rights(installation: Installation) -> None:
    assert set(installation.own()) == {*SERVICES, "provisioning"}
    for told in installation.own().values():
        assert told["read_only"] is True
        assert told["tmpfs"] == ["/tmp"]  # noqa: S108  the one place in a container that may be written to
        assert told["cap_drop"] == ["ALL"]
        assert told["security_opt"] == ["no-new-privileges:true"]
        assert "ports" not in told
        assert "user" not in told


def test_the_image_ends_as_a_user_that_is_not_root() -> None:
    users = re.findall(r"^USER (\S+)$", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)

    assert users == ["10001"]


@BOTH
def test_whatever_stays_up_is_watched_limited_and_started_again(installation: Installation) -> None:
    for name, told in installation.services.items():
        assert "mem_limit" in told, name
        if name != "provisioning":
            assert told["restart"] == "unless-stopped", name
        # Mailpit's image brings its own check.
        assert "healthcheck" in told or name in {"provisioning", "mailpit"}, name


@BOTH
def test_where_the_processor_is_short_servers_come_first_and_mails_last(installation: Installation) -> None:
    shares = {name: told.get("cpu_shares", 1024) for name, told in installation.services.items()}

    weights = {part: 1024 / shares[part] for part in SERVICES}
    servers = {share for name, share in shares.items() if name.startswith(("mongo", "rabbitmq"))}

    assert servers == {1024}
    # One step of niceness is a quarter of the processor.
    assert weights == {part: pytest.approx(1.25 ** niceness_of(part), rel=0.05) for part in SERVICES}


@BOTH
def test_a_broker_that_has_nothing_to_do_leaves_the_processor_to_others(installation: Installation) -> None:
    brokers = [told for name, told in installation.services.items() if name.startswith("rabbitmq")]

    assert all("+sbwt none" in told["environment"]["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] for told in brokers)
    assert brokers


@BOTH
def test_what_must_survive_lies_in_named_volumes(installation: Installation) -> None:
    used = [each.split(":") for told in installation.services.values() for each in told["volumes"]]
    named = [volume for volume, *_ in used if not volume.startswith("./")]

    for name in KEPT.keys() & installation.services.keys():
        inside = {each.split(":")[1] for each in installation.services[name]["volumes"]}
        assert KEPT[name] in inside
    assert len(named) == len(set(named))
    assert set(named) == installation.volumes
    assert all((PROJECT / volume).is_file() for volume, *_ in used if volume.startswith("./"))


@BOTH
@pytest.mark.parametrize("level", list(Level))
def test_a_level_is_one_container_with_its_own_user_and_database(
    installation: Installation, level: Level, secrets: dict[str, str]
) -> None:
    environment = installation.filled(level_user(level), secrets)
    start = f"THIDUA_LEVELS__{level.value.upper()}__"

    assert environment["APPRAISAL_LEVELS"] == level.value
    assert environment[f"{start}DATABASE"] == appraisal_database(level)
    assert user_of(environment[f"{start}AMQP_URL"]) == level_user(level)
    assert parse_uri(environment[f"{start}MONGO_URL"])["username"] == level_user(level)
    assert {name for name in environment if name.startswith("THIDUA_LEVELS__")} == {
        f"{start}{what}" for what in ("DATABASE", "AMQP_URL", "MONGO_URL")
    }


@BOTH
def test_every_address_names_every_node_there_is(installation: Installation, secrets: dict[str, str]) -> None:
    mongo = {name for name in installation.services if name.startswith("mongo")}
    rabbitmq = {name for name in installation.services if name.startswith("rabbitmq")}

    for service in (*SERVICES, "provisioning"):
        for name, value in installation.filled(service, secrets).items():
            if value.startswith("amqp://"):
                assert {urlsplit(node).hostname for node in nodes_of(value)} == rabbitmq, name
            if value.startswith("mongodb://"):
                assert {host for host, _ in parse_uri(value)["nodelist"]} == mongo, name
                assert parse_uri(value)["options"]["replicaSet"] == "thidua"
    assert all(installation.services[node]["hostname"] == node for node in mongo | rabbitmq)


def test_provisioning_of_a_cluster_knows_its_nodes() -> None:
    environment = TOGETHER.services["provisioning"]["environment"]
    nodes = re.findall(r"= rabbit@(\S+)", (PROJECT / "ops" / "containers" / "cluster.conf").read_text())

    assert environment["THIDUA_MONGO_OTHERS"] == "mongo-2:27017,mongo-3:27017"
    assert environment["THIDUA_RABBITMQ_NODES"] == str(len(nodes))
    assert set(nodes) == {name for name in TOGETHER.services if name.startswith("rabbitmq")}


def test_provisioning_gets_the_password_of_every_user_that_it_makes() -> None:
    environment = ALONE.services["provisioning"]["environment"]
    users = [f"mongo-{each.name}" for each in ACCOUNTS] + [f"amqp-{each.name}" for each in USERS]

    needed = {f"THIDUA_SECRET_{user}".upper().replace("-", "_") for user in (*users, "mongo-root", "amqp-provisioner")}

    assert needed == {name for name in environment if name.startswith("THIDUA_SECRET_")}


def test_caddy_is_told_where_everything_is() -> None:
    asked = set(re.findall(r"\{\$(\w+):", (PROJECT / "Caddyfile").read_text()))
    told = ALONE.services["caddy"]["environment"]

    assert told.keys() == asked
    behind = {value.partition(":")[0] for value in told.values() if value.endswith(":8000")}
    assert behind == set(SERVICES)


@pytest.mark.parametrize("name", [ONE, CLUSTER])
def test_compose_of_1_29_understands_the_top_of_the_files(name: str) -> None:
    top = re.findall(r"^([\w-]+):", (PROJECT / name).read_text(), re.MULTILINE)

    assert {each for each in top if not each.startswith("x-")} == {"services", "volumes"}


@BOTH
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize(
    ("told", "due"),
    [({}, time(7, 30)), ({"THIDUA_DIGEST_AT": "16:00"}, time(16)), ({"THIDUA_DIGEST_AT": ""}, None)],
    ids=["unsaid", "later", "never"],
)
def test_the_digest_of_a_level_goes_out_when_the_deployment_says(
    installation: Installation, level: Level, secrets: dict[str, str], told: dict[str, str], due: time | None
) -> None:
    environment = installation.filled(level_user(level), secrets | told)

    settings = Settings.model_validate(
        {
            "env": "test",
            "THIDUA_APPRAISAL_LEVELS": (level,),
            "levels": {level: LevelSettings(mongo_url=_ANY, database="appraisal", amqp_url=_ANY)},
            "digest_at": environment["THIDUA_DIGEST_AT"],
        }
    )

    assert settings.digest_at == due
