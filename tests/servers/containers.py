"""The servers as containers of a Docker engine, by testcontainers."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import docker
from docker.errors import DockerException
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from ops.provisioning.database import DatabaseServer
from ops.provisioning.management import Management
from ops.stack.process_table import is_alive
from ops.stack.waiting import accepts_connections, wait_until
from shared.mongo.administration import REPLICA_SET
from tests.servers.local import local_mail
from tests.servers.servers import ADMINISTRATOR, Servers, password

MONGO_IMAGE = "mongo:7"
RABBITMQ_IMAGE = "rabbitmq:4-management"
_START_SECONDS = 120
# `<host>:<process>` of the test run, so that a later run finds what a killed one could not remove.
_LABEL = "thidua.tests.run"
# Access control in a replica set wants a key file, owned by the server's user and readable by nobody else.
_MONGO_START = (
    'printf %s "$KEY" > /tmp/key && chmod 400 /tmp/key && chown 999 /tmp/key '
    f"&& exec docker-entrypoint.sh mongod --replSet {REPLICA_SET} --keyFile /tmp/key --bind_ip_all"
    " --setParameter transactionLifetimeLimitSeconds=10"
)


def engine_answers() -> bool:
    """A Docker engine can be reached from here."""
    try:
        client = docker.from_env(timeout=3)
        try:
            return bool(client.ping())
        finally:
            client.close()
    except DockerException:
        return False


@contextmanager
def container_servers(root: Path) -> Iterator[Servers]:
    """MongoDB and RabbitMQ in containers, removed afterwards; the sink is a process, for tests order faults of it."""
    # Its reaper is one more image to fetch, with rights over the engine; `_remove_orphans` does what it is for.
    testcontainers_config.ryuk_disabled = True
    _remove_orphans()
    with _mongo_container() as mongo, _rabbitmq_container() as rabbitmq, local_mail(root) as mail:
        database = DatabaseServer(
            host=mongo.host,
            port=mongo.port(27017),
            administrator="root",
            password=password("root"),
            member="localhost:27017",
        )
        management = Management(
            f"http://{rabbitmq.host}:{rabbitmq.port(15672)}", ADMINISTRATOR, password(ADMINISTRATOR)
        )
        with management:
            wait_until(
                lambda: management.is_up() and accepts_connections(rabbitmq.port(5672), rabbitmq.host),
                what="the RabbitMQ container",
                seconds=_START_SECONDS,
                way_out="Look at its log with `docker logs`.",
            )
            yield Servers("containers", database, management, rabbitmq.host, rabbitmq.port(5672), mail)


def _this_run() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _remove_orphans() -> None:
    client = docker.from_env()
    try:
        for container in client.containers.list(all=True, filters={"label": _LABEL}):
            host, _, process = str(container.labels[_LABEL]).rpartition(":")
            if host == socket.gethostname() and not is_alive(int(process)):
                container.remove(force=True, v=True)
    finally:
        client.close()


@dataclass(frozen=True)
class _Running:
    container: DockerContainer

    @property
    def host(self) -> str:
        """Where published ports are reached; by number, since a name may lead to an address nobody listens on."""
        host = self.container.get_container_host_ip()
        return "127.0.0.1" if host == "localhost" else host

    def port(self, inside: int) -> int:
        """The published port for the one inside."""
        return int(self.container.get_exposed_port(inside))


@contextmanager
def _mongo_container() -> Iterator[_Running]:
    container = (
        DockerContainer(MONGO_IMAGE, labels={_LABEL: _this_run()})
        .with_env("MONGO_INITDB_ROOT_USERNAME", "root")
        .with_env("MONGO_INITDB_ROOT_PASSWORD", password("root"))
        .with_env("KEY", password("key").replace("-", ""))
        .with_command(["bash", "-c", _MONGO_START])
        .with_exposed_ports(27017)
    )
    with container:
        yield _Running(container)


@contextmanager
def _rabbitmq_container() -> Iterator[_Running]:
    container = (
        DockerContainer(RABBITMQ_IMAGE, labels={_LABEL: _this_run()})
        .with_env("RABBITMQ_DEFAULT_USER", ADMINISTRATOR)
        .with_env("RABBITMQ_DEFAULT_PASS", password(ADMINISTRATOR))
        .with_exposed_ports(5672, 15672)
    )
    with container:
        yield _Running(container)
