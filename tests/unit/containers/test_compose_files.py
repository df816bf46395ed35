"""What the compose files promise, as far as it can be seen without a Docker engine."""

import re
from datetime import time
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
from shared.messaging.topology.queues import level_user
from shared.messaging.topology.rights import USERS
from tests.unit.containers.compose import CLUSTER, ONE, Installation

ALONE = Installation.read(ONE)
TOGETHER = Installation.read(ONE, CLUSTER)
BOTH = pytest.mark.parametrize("installation", [ALONE, TOGETHER], ids=["one", "cluster"])
# What ends by itself.
JOBS = {"provisioning", "admin", "demo", "caddy-volumes"}
SERVICES = ("identity", "intake", *(level_user(level) for level in Level), "notifier")
SHARED = "public-keys"  # written by provisioning, read by the levels
_ANY = SecretStr("anything")
KEPT = {
    **dict.fromkeys(("mongo", "mongo-2", "mongo-3"), "/data/db"),
    **dict.fromkeys(("rabbitmq", "rabbitmq-2", "rabbitmq-3"), "/var/lib/rabbitmq"),
    "caddy": "/data",
}


@BOTH
def test_every_variable_has_a_default_or_is_a_made_secret(installation: Installation, settings: dict[str, str]) -> None:
    unset = {name for name, default in installation.variables().items() if default is None}

    assert unset <= settings.keys()


@BOTH
def test_by_default_every_port_is_open_to_this_machine_alone(
    installation: Installation, settings: dict[str, str]
) -> None:
    published = [port for told in installation.services.values() for port in told.get("ports", ())]

    assert published
    assert [port for port in published if not installation.fill(port, settings).startswith("127.0.0.1:")] == []


@BOTH
def test_what_a_container_prints_fills_no_disk(installation: Installation) -> None:
    limits = {name: told.get("logging", {}).get("options", {}) for name, told in installation.services.items()}

    assert {name for name, options in limits.items() if not {"max-size", "max-file"} <= options.keys()} == set()


def test_the_image_ends_as_a_user_that_is_not_root() -> None:
    users = re.findall(r"^USER (\S+)$", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)

    assert users == ["10001"]


@BOTH
def test_whatever_stays_up_is_watched_limited_and_started_again(installation: Installation) -> None:
    for name, told in installation.services.items():
        assert "mem_limit" in told, name
        assert told["restart"] == ("no" if name in JOBS else "unless-stopped"), name
        # Mailpit's image brings its own check.
        assert "healthcheck" in told or name in {*JOBS, "mailpit"}, name


@BOTH
def test_servers_come_first_and_mails_last_on_a_busy_machine(installation: Installation) -> None:
    shares = {name: told.get("cpu_shares", 1024) for name, told in installation.services.items()}

    weights = {part: 1024 / shares[part] for part in SERVICES}
    servers = {share for name, share in shares.items() if name.startswith(("mongo", "rabbitmq"))}

    assert servers == {1024}
    # One step of niceness is a quarter of the processor.
    assert weights == {part: pytest.approx(1.25 ** niceness_of(part), rel=0.05) for part in SERVICES}


@BOTH
def test_an_idle_broker_leaves_the_processor_to_others(installation: Installation) -> None:
    brokers = [told for name, told in installation.services.items() if name.startswith("rabbitmq")]

    assert all("+sbwt none" in told["environment"]["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] for told in brokers)
    assert brokers


@BOTH
def test_what_must_survive_lies_in_named_volumes(installation: Installation) -> None:
    # One of the jobs gives Caddy its volumes.
    used = [
        each.split(":") for name, told in installation.services.items() if name not in JOBS for each in told["volumes"]
    ]
    named = [volume for volume, *_ in used if not volume.startswith("./")]

    for name in KEPT.keys() & installation.services.keys():
        inside = {each.split(":")[1] for each in installation.services[name]["volumes"]}
        assert KEPT[name] in inside
    assert [name for name in named if named.count(name) > 1 and name != SHARED] == []
    assert set(named) == installation.volumes
    assert all((PROJECT / volume).is_file() for volume, *_ in used if volume.startswith("./"))


@BOTH
@pytest.mark.parametrize("level", list(Level))
def test_a_level_is_one_container_with_its_own_user_and_database(
    installation: Installation, level: Level, settings: dict[str, str]
) -> None:
    environment = installation.filled(level_user(level), settings)
    start = f"THIDUA_LEVELS__{level.value.upper()}__"

    assert environment["APPRAISAL_LEVELS"] == level.value
    assert environment[f"{start}DATABASE"] == appraisal_database(level)
    assert user_of(environment[f"{start}AMQP_URL"]) == level_user(level)
    assert parse_uri(environment[f"{start}MONGO_URL"])["username"] == level_user(level)
    assert {name for name in environment if name.startswith("THIDUA_LEVELS__")} == {
        f"{start}{what}" for what in ("DATABASE", "AMQP_URL", "MONGO_URL")
    }


@BOTH
def test_every_address_names_every_node_there_is(installation: Installation, settings: dict[str, str]) -> None:
    mongo = {name for name in installation.services if name.startswith("mongo")}
    rabbitmq = {name for name in installation.services if name.startswith("rabbitmq")}

    for service in (*SERVICES, "provisioning", "admin"):
        for name, value in installation.filled(service, settings).items():
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


def test_provisioning_gets_the_password_of_every_user_it_makes() -> None:
    files = ALONE.secrets_of("provisioning")
    users = [f"mongo-{each.name}" for each in ACCOUNTS] + [f"amqp-{each.name}" for each in USERS]

    needed = {f"thidua_secret_{user}".replace("-", "_"): user for user in (*users, "mongo-root", "amqp-provisioner")}

    own = {
        "thidua_mongo_password": "mongo-administration-too",
        "thidua_identity_mongo_password": "mongo-identity-too",
        "thidua_signing_key": "signing-key",
    }
    assert files == needed | own


def test_caddy_is_told_where_everything_is() -> None:
    asked = set(re.findall(r"\{\$(\w+):", (PROJECT / "Caddyfile").read_text()))
    told = ALONE.services["caddy"]["environment"]

    assert told.keys() == asked
    behind = {value.partition(":")[0] for value in told.values() if value.endswith(":8000")}
    assert behind == {f"{service}.edge" for service in SERVICES}


@pytest.mark.parametrize("name", [ONE, CLUSTER])
def test_compose_of_1_29_understands_the_top_of_the_files(name: str) -> None:
    top = re.findall(r"^([\w-]+):", (PROJECT / name).read_text(), re.MULTILINE)

    assert {each for each in top if not each.startswith("x-")} <= {"services", "volumes", "networks", "secrets"}


@BOTH
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize(
    ("told", "due"),
    [({}, time(7, 30)), ({"THIDUA_DIGEST_AT": "16:00"}, time(16)), ({"THIDUA_DIGEST_AT": ""}, None)],
    ids=["unsaid", "later", "never"],
)
def test_the_digest_of_a_level_goes_out_when_the_deployment_says(
    installation: Installation, level: Level, settings: dict[str, str], told: dict[str, str], due: time | None
) -> None:
    environment = installation.filled(level_user(level), settings | told)

    made = Settings.model_validate(
        {
            "env": "test",
            "THIDUA_APPRAISAL_LEVELS": (level,),
            "levels": {level: LevelSettings(mongo_url=_ANY, database="appraisal", amqp_url=_ANY)},
            "digest_at": environment["THIDUA_DIGEST_AT"],
            "public_keys_file": environment["THIDUA_PUBLIC_KEYS_FILE"],
        }
    )

    assert made.digest_at == due


def test_no_variable_stands_within_another() -> None:
    # docker-compose 1.29 would hand on the inner one as it is written.
    text = "".join((PROJECT / name).read_text() for name in (ONE, CLUSTER))

    assert re.findall(r"\$\{[^}]*\$", text) == []
