"""MongoDB that fails as tests order, alone or as a replica set of several members on this machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from ops.stack import Ports, Stack
from ops.stack.mongod import ADMINISTRATOR, Mongod
from ops.stack.parts import MONGOD, Part
from ops.stack.processes import Program
from ops.stack.waiting import wait_until
from shared.mongo.administration import REPLICA_SET
from tests.servers.forking import start_by_fork

_CLIENT_MILLISECONDS = 2_000
_ELECTION_SECONDS = 60
_HEARTBEAT_MILLISECONDS, _TIMEOUT_MILLISECONDS = 500, 3_000


@dataclass(frozen=True)
class FailingMongod(Mongod):
    """A mongod that knows `failCommand`."""

    def program(self) -> Program:
        """As any other, with the server's own test commands."""
        usual = super().program()
        return replace(usual, command=[*usual.command, "--setParameter", "enableTestCommands=1"])


class FailingStack(Stack):
    """A system whose MongoDB fails as ordered; `members` of them make a replica set."""

    def __init__(
        self, root: Path, *, members: int = 1, replicas: int = 1, extra: Mapping[str, str] | None = None
    ) -> None:
        self._count = members
        super().__init__(root, replicas=replicas, extra=extra, start=start_by_fork)

    @cached_property
    def members(self) -> Sequence[FailingMongod]:
        """The first one is the part `mongod`, the others `mongod-2` and on."""
        own = set(self.ports.by_name().values())
        others = [port for port in Ports.free().by_name().values() if port not in own]
        made = [FailingMongod(self.ports.mongod, self.root / MONGOD, self.secrets)]
        for place in range(1, self._count):
            name = f"{MONGOD}-{place + 1}"
            made.append(FailingMongod(others[place], self.root / name, self.secrets, name))
        return made

    def mongo_url(self, user: str) -> str:
        """How that user signs in, whichever member is primary."""
        hosts = ",".join(f"127.0.0.1:{member.port}" for member in self.members)
        password = self.secrets.password(f"mongo-{user}")
        return f"mongodb://{user}:{password}@{hosts}/?authSource=admin&replicaSet={REPLICA_SET}"

    def provision(self) -> None:
        """Declare everything on the first member, then have the others join it."""
        super().provision()
        for member in self.members[1:]:
            self.start_part(member.name)
        if self._count > 1:
            self._join()

    def primary(self) -> str | None:
        """The part that takes writes at this moment."""
        return next((member.name for member in self.members if self._is_primary(member)), None)

    def order(self, name: str, command: Mapping[str, object]) -> None:
        """Have the member of that name carry out a command of an administrator."""
        member = next(member for member in self.members if member.name == name)
        with self._connected(member) as client:
            client.admin.command(dict(command))

    def _all_parts(self) -> list[Part]:
        members = [Part(member.name, member.program, member.is_up) for member in self.members]
        return [*super()._all_parts(), *members]

    def _join(self) -> None:
        with self._connected(self.members[0]) as client:
            config = client.admin.command("replSetGetConfig")["config"]
            config["members"] = [
                {"_id": place, "host": f"127.0.0.1:{member.port}"} for place, member in enumerate(self.members)
            ]
            config["version"] += 1
            config["settings"] |= {
                "heartbeatIntervalMillis": _HEARTBEAT_MILLISECONDS,
                "electionTimeoutMillis": _TIMEOUT_MILLISECONDS,
            }
            client.admin.command("replSetReconfig", config, force=True)
        wait_until(self._are_together, what="the replica set", seconds=_ELECTION_SECONDS, way_out="See its logs.")

    def _are_together(self) -> bool:
        name = self.primary()
        if name is None:
            return False
        member = next(member for member in self.members if member.name == name)
        with self._connected(member) as client:
            states = [each["stateStr"] for each in client.admin.command("replSetGetStatus")["members"]]
        return sorted(states) == ["PRIMARY"] + ["SECONDARY"] * (self._count - 1)

    def _is_primary(self, member: FailingMongod) -> bool:
        if self.processes.pid(member.name) is None:
            return False
        try:
            with self._connected(member) as client:
                return bool(client.admin.command("hello")["isWritablePrimary"])
        except PyMongoError:
            return False

    def _connected(self, member: FailingMongod) -> "MongoClient[dict[str, object]]":
        return MongoClient(
            "127.0.0.1",
            member.port,
            username=ADMINISTRATOR,
            password=self.secrets.password("mongo-root"),
            directConnection=True,
            serverSelectionTimeoutMS=_CLIENT_MILLISECONDS,
            socketTimeoutMS=_CLIENT_MILLISECONDS,
        )
