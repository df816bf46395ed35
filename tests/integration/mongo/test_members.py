"""A replica set of one grows to three, and provisioning finds it in order whichever member is the primary."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from ops.provisioning.database import DatabaseServer, provision_database
from ops.stack.mongod import Mongod
from ops.stack.ports import Ports
from ops.stack.processes import Processes
from ops.stack.secrets import Secrets
from ops.stack.waiting import wait_until
from tests.servers.quick import quick
from tests.servers.servers import password

pytestmark = pytest.mark.timeout(240)


@dataclass(frozen=True)
class Three:
    """Three servers with one key; nothing runs at first."""

    processes: Processes
    nodes: tuple[Mongod, ...]

    def start(self, *nodes: Mongod) -> None:
        """These, until they answer."""
        for node in nodes:
            self.processes.start(node.program())
        for node in nodes:
            wait_until(node.is_up, what=node.name, seconds=60, way_out="Look at its log.")

    def server(self) -> DatabaseServer:
        """What provisioning is told of all three."""
        alone, *others = (node.server() for node in self.nodes)
        return replace(alone, others=tuple(other.member for other in others))


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    processes, secrets, ports = Processes(tmp_path), Secrets(tmp_path / "secrets"), Ports.free()
    names = ("mongod-1", "mongod-2", "mongod-3")
    nodes = tuple(
        Mongod(port, tmp_path / name, secrets, name)
        for name, port in zip(names, (ports.mongod, ports.rabbitmq, ports.smtp), strict=True)
    )
    with quick(tmp_path, servers=names):
        yield Three(processes, nodes)
        for node in nodes:
            processes.kill(node.name)


@pytest.fixture
def client(three: Three) -> Iterator[Callable[[], MongoClient[dict[str, Any]]]]:
    opened: list[MongoClient[dict[str, Any]]] = []

    def connect() -> MongoClient[dict[str, Any]]:
        opened.append(MongoClient(three.server().replica_set_url(), w="majority", serverSelectionTimeoutMS=60_000))
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


def test_one_member_grows_to_three_and_is_provisioned_again(
    three: Three, client: Callable[[], MongoClient[dict[str, Any]]]
) -> None:
    three.start(three.nodes[0])
    provision_database(three.nodes[0].server(), password)
    with MongoClient[dict[str, Any]](three.nodes[0].server().url(), w="majority") as alone:
        alone.intake.dossiers.insert_one({"_id": 1})
    three.start(*three.nodes[1:])

    provision_database(three.server(), password)
    admin = client()
    _step_down(admin)
    provision_database(three.server(), password)

    # The new primary learns what became of the old one by its next heartbeat.
    wait_until(
        lambda: sorted(_states(admin)) == ["PRIMARY", "SECONDARY", "SECONDARY"],
        what="one primary and two secondaries",
        seconds=60,
        way_out="Look at the logs of all three.",
    )
    assert set(_names(admin)) == {node.server().member for node in three.nodes}
    for node in three.nodes:
        with MongoClient[dict[str, Any]](node.server().url(), readPreference="secondaryPreferred") as one:
            assert one.intake.dossiers.find_one() == {"_id": 1}


def _states(admin: MongoClient[dict[str, Any]]) -> list[str]:
    return [member["stateStr"] for member in admin.admin.command("replSetGetStatus")["members"]]


def _names(admin: MongoClient[dict[str, Any]]) -> list[str]:
    return [member["name"] for member in admin.admin.command("replSetGetStatus")["members"]]


def _step_down(admin: MongoClient[dict[str, Any]]) -> None:
    before = admin.admin.command("hello")["primary"]
    admin.admin.command("replSetStepDown", 60)

    def has_moved() -> bool:
        try:
            now = admin.admin.command("hello").get("primary")
        except PyMongoError:
            return False
        return now is not None and now != before

    wait_until(has_moved, what="another primary", seconds=60, way_out="Look at the logs of all three.")
