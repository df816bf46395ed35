"""Walls between containers: what each may do on the machine, and whom it reaches over which network."""

import re

import pytest

from ops.provisioning.management import REFUSED_VERSIONS
from ops.stack.mail import PROJECT
from shared.events.words import Level
from shared.messaging.topology.queues import level_user
from shared.web.http.parts import FIGURES_PATH, READY_PATH, read_addresses
from tests.unit.containers.compose import CLUSTER, ONE, Installation

ALONE = Installation.read(ONE)
TOGETHER = Installation.read(ONE, CLUSTER)
BOTH = pytest.mark.parametrize("installation", [ALONE, TOGETHER], ids=["one", "cluster"])
SERVICES = ("identity", "intake", *(level_user(level) for level in Level), "notifier")
MAILING = {"identity", "notifier"}
# What a container may do besides, each with its reason in the compose file.
CAPABILITIES = {"caddy": ["NET_BIND_SERVICE"], "caddy-volumes": ["CHOWN", "DAC_READ_SEARCH"]}
IMAGES = ("PYTHON", "MONGO", "RABBITMQ", "CADDY", "MAILPIT")


@BOTH
def test_no_container_writes_or_gains_rights(installation: Installation) -> None:
    for name, told in installation.services.items():
        assert told["read_only"] is True, name
        assert told["tmpfs"] == ["/tmp"], name  # noqa: S108  the one place in a container that may be written to
        assert told["cap_drop"] == ["ALL"], name
        assert told.get("cap_add") == CAPABILITIES.get(name), name
        assert told["security_opt"] == ["no-new-privileges:true"], name
        assert not told.keys() & {"privileged", "devices", "pid", "ipc", "userns_mode"}, name


@BOTH
def test_processes_and_memory_of_each_container_are_limited(installation: Installation) -> None:
    for name, told in installation.services.items():
        assert told["pids_limit"] > 0, name
        assert told["mem_limit"], name


@BOTH
def test_no_server_runs_as_root(installation: Installation) -> None:
    users = {name: told.get("user") for name, told in installation.services.items() if told["image"] != "thidua"}

    # It gives Caddy its volumes, reaches nobody, and ends.
    assert users.pop("caddy-volumes") == "root"
    assert installation.services["caddy-volumes"]["network_mode"] == "none"
    assert all(user and user.partition(":")[0] not in {"root", "0"} for user in users.values())
    assert not any("user" in told for told in installation.own().values())


@BOTH
def test_only_files_of_the_project_are_mounted(installation: Installation) -> None:
    mounted = [
        each for told in installation.services.values() for each in told["volumes"] if each.startswith((".", "/", "~"))
    ]

    assert mounted
    assert all(each.startswith("./") and each.endswith(":ro") for each in mounted)


@BOTH
def test_the_projects_own_containers_open_no_port(installation: Installation) -> None:
    assert {name for name, told in installation.services.items() if "ports" in told} == {"caddy", "mailpit"}
    assert set(installation.own()) == {*SERVICES, "provisioning", "admin", "demo"}


@BOTH
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_offers_its_port_to_caddy_and_commands_alone(installation: Installation, service: str) -> None:
    edge = f"edge-{service}"
    told = installation.services[service]

    assert told["environment"]["THIDUA_HOST"] == f"{service}.edge"
    assert told["networks"][edge] == {"aliases": [f"{service}.edge"]}
    assert {name for name in installation.services if edge in installation.networks_of(name)} == {
        service,
        "caddy",
        "admin",
    }


def test_how_all_parts_do_is_told_to_the_notifier_alone() -> None:
    told = ALONE.services["caddy"]
    asked = dict(read_addresses(ALONE.services["notifier"]["environment"]["THIDUA_SERVICES"]))
    caddyfile = (PROJECT / "Caddyfile").read_text()
    inside = caddyfile.partition("(parts_inside) {")[2].partition("import parts_")[0]

    assert told["networks"]["edge-notifier"] == {"aliases": ["caddy.parts"]}
    assert (told["environment"]["THIDUA_PARTS"], told["environment"]["THIDUA_PARTS_BIND"]) == ("inside", "caddy.parts")
    assert "bind {$THIDUA_PARTS_BIND:127.0.0.1}" in inside
    assert asked == {service: f"http://caddy.parts:8081/{service}" for service in SERVICES}
    assert re.findall(r"import part ([\w-]+) ", inside) == list(asked)
    assert re.findall(r"@asked path (.*)", caddyfile) == [f"{READY_PATH} {FIGURES_PATH}"]


@BOTH
def test_who_is_on_which_network_is_written_down(installation: Installation) -> None:
    on = {
        network: {name for name in installation.services if network in installation.networks_of(name)}
        for network in installation.networks
        if not network.startswith("edge-")
    }
    mongo = {name for name in installation.services if name.startswith("mongo")}
    rabbitmq = {name for name in installation.services if name.startswith("rabbitmq")}

    assert on == {
        "outside": {"caddy", "demo", *MAILING},
        "data": mongo | {*SERVICES, "provisioning", "admin"},
        "broker": rabbitmq | {*SERVICES, "admin"} - {"identity"},
        "management": rabbitmq | {"provisioning"},
        "mail": {"mailpit", *MAILING},
        "mail-pages": {"mailpit", "demo"},
    }
    assert all(
        installation.networks_of(name) or told.get("network_mode") == "none"
        for name, told in installation.services.items()
    )


@BOTH
def test_only_these_networks_lead_out_of_the_machine(installation: Installation) -> None:
    open_ones = {name for name, told in installation.networks.items() if not (told or {}).get("internal")}

    assert open_ones == {"outside", "mail-pages"}


def test_the_brokers_management_is_offered_on_its_network_alone() -> None:
    script = (PROJECT / "ops" / "containers" / "rabbitmq.sh").read_text()

    assert 'getent ahostsv4 "$HOSTNAME.management"' in script
    assert "management.tcp.ip = $inside" in script
    assert "prometheus.tcp.ip = $inside" in script
    for name, told in TOGETHER.services.items():
        if name.startswith("rabbitmq"):
            assert told["networks"]["management"] == {"aliases": [f"{name}.management"]}


@BOTH
def test_mailpit_is_there_for_the_demo_alone(installation: Installation) -> None:
    profiles = {name: told["profiles"] for name, told in installation.services.items() if "profiles" in told}

    assert profiles == {"mailpit": ["demo"], "admin": ["tools"], "demo": ["tools"]}
    assert installation.services["mailpit"]["environment"]["MP_UI_BIND_ADDR"] == "mailpit.pages:8025"


def test_every_image_is_of_one_exact_version() -> None:
    text = (PROJECT / ONE).read_text() + (PROJECT / CLUSTER).read_text()
    named = re.findall(r"\$\{THIDUA_IMAGE_(\w+):-([^}]+)\}", text)
    images = {told["image"] for told in TOGETHER.services.values()}

    assert {name for name, _ in named} == set(IMAGES)
    assert len(set(named)) == len(IMAGES)
    assert all(re.fullmatch(r"[a-z/]+:v?\d+\.\d+\.\d+(-[a-z]+)?", image) for _, image in named)
    assert all(image == "thidua" or image.startswith("${THIDUA_IMAGE_") for image in images)
    assert (PROJECT / "Dockerfile").read_text().startswith(_first_lines(dict(named)["PYTHON"]))


def test_the_brokers_version_is_one_that_provisioning_takes() -> None:
    version = re.findall(r"rabbitmq:(\d+\.\d+\.\d+)", (PROJECT / ONE).read_text())

    assert len(version) == 1
    assert not REFUSED_VERSIONS & set(version)


def _first_lines(python: str) -> str:
    return (
        "# One image for every service, the provisioner and the command lines; what it is, its command says.\n"
        f"ARG PYTHON={python}\nFROM ${{PYTHON}}\n"
    )


def test_the_projects_own_containers_can_write_to_their_volumes() -> None:
    # A fresh volume is root's, unless it stands in the place of a folder of the image.
    owned = re.findall(r"install -d -o thidua (\S+)$", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)
    written = {
        volume.split(":")[1]
        for told in TOGETHER.own().values()
        for volume in told["volumes"]
        if not volume.endswith(":ro")
    }

    assert written == set(owned)
