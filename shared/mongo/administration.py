"""What an administrator does to a MongoDB server: replica set, users, roles. Provisioning decides what."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from pymongo import MongoClient
from pymongo.errors import AutoReconnect, OperationFailure, PyMongoError

REPLICA_SET = "thidua"
_Client = MongoClient[dict[str, Any]]
_NOT_INITIALISED, _AUTHENTICATION_FAILED, _ALREADY_INITIALISED = 94, 18, 23
_ELECTION_SECONDS = 60.0
_COPY_SECONDS = 1_800.0  # a new member copies all data before it counts
_HAS_DATA = (1, 2)  # primary, secondary
_PAUSE_SECONDS = 0.05
_PING_MILLISECONDS = 300
_PATIENCE_MILLISECONDS = 10_000


class AdministrationError(Exception):
    """The server is away, or (`refused`) it would not do as it was told."""

    def __init__(self, reason: str, *, refused: bool) -> None:
        super().__init__(reason)
        self.refused = refused


def is_alive(host: str, port: int) -> bool:
    """The server there answers, whether or not it is set up."""
    client: _Client = MongoClient(host, port, directConnection=True, serverSelectionTimeoutMS=_PING_MILLISECONDS)
    try:
        client.admin.command("ping")
    except PyMongoError:
        return False
    finally:
        client.close()
    return True


class Administration:
    """One server with an administrator's rights; every act may be repeated without harm.

    All raise `AdministrationError`.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def open_up(self, anonymous_url: str, *, member: str, user: str, password: str) -> None:
        """Make the first user of a server that has none, which its own machine alone may do."""
        with _connected(self._url) as admin:
            if _lets_in(admin):
                return
        with _connected(anonymous_url) as nobody:
            _initiate(nobody, member)
            _await_primary(nobody)
            nobody.admin.command("createUser", user, pwd=password, roles=["root"])

    def settle_member(self, member: str) -> None:
        """Have a replica set of one node know itself under `member`, today's address; leave a larger one as it is."""
        with _connected(self._url) as admin:
            try:
                config = admin.admin.command("replSetGetConfig")["config"]
            except OperationFailure as error:
                if error.code != _NOT_INITIALISED:
                    raise
                _initiate(admin, member)
            else:
                if len(config["members"]) > 1:
                    return  # any of its members may be the primary now
                _move_member(admin, config, member)
            _await_primary(admin)

    def ensure_members(self, members: Sequence[str]) -> None:
        """Take these into the replica set, one after the other, and see that each has the data; one that is in, stays.

        The address must name the replica set, since its primary decides.
        """
        with _connected(self._url) as admin:
            known = {each["host"] for each in _config(admin)["members"]}
            for member in members:
                if member not in known:
                    _await(
                        partial(_is_taken_in, admin, member), f"{member} does not join the replica set", _COPY_SECONDS
                    )

    def ensure_role(self, database: str, role: str, privileges: Sequence[Mapping[str, object]]) -> None:
        """Let the role of that database have exactly these privileges."""
        with _connected(self._url) as admin:
            exists = admin[database].command("rolesInfo", role)["roles"]
            command = "updateRole" if exists else "createRole"
            admin[database].command(command, role, privileges=list(privileges), roles=[])

    def ensure_index(self, database: str, collection: str, keys: Sequence[tuple[str, int]]) -> None:
        """Let the collection have the index, for whose user making one himself would be a right too many."""
        with _connected(self._url) as admin:
            admin[database][collection].create_index(list(keys))

    def ensure_view(self, database: str, view: str, source: str, pipeline: Sequence[Mapping[str, object]]) -> None:
        """Let the view of that database show exactly this of its source."""
        with _connected(self._url) as admin:
            exists = view in admin[database].list_collection_names()
            admin[database].command("collMod" if exists else "create", view, viewOn=source, pipeline=list(pipeline))

    def ensure_users(self, users: Mapping[str, tuple[str, Sequence[Mapping[str, str]]]]) -> None:
        """Let each user have this password and exactly these roles."""
        with _connected(self._url) as admin:
            known = {each["user"] for each in admin.admin.command("usersInfo")["users"]}
            for name, (password, roles) in users.items():
                admin.admin.command("updateUser" if name in known else "createUser", name, pwd=password, roles=roles)

    def drop(self, prefix: str) -> None:
        """Remove databases, their roles and users whose names begin with the prefix."""
        with _connected(self._url) as admin:
            for name in admin.list_database_names():
                if name.startswith(prefix):
                    admin[name].command("dropAllRolesFromDatabase")
                    admin.drop_database(name)
            for user in admin.admin.command("usersInfo")["users"]:
                if user["user"].startswith(prefix):
                    admin.admin.command("dropUser", user["user"])


def _lets_in(admin: _Client) -> bool:
    try:
        admin.admin.command("ping")
    except OperationFailure as error:
        if error.code == _AUTHENTICATION_FAILED:
            return False
        raise
    return True


def _initiate(client: _Client, member: str) -> None:
    try:
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [{"_id": 0, "host": member}]})
    except OperationFailure as error:
        if error.code != _ALREADY_INITIALISED:
            raise


def _move_member(admin: _Client, config: dict[str, Any], member: str) -> None:
    members = config["members"]
    if members[0]["host"] != member:
        members[0]["host"] = member
        config["version"] += 1
        admin.admin.command("replSetReconfig", config, force=True)


def _config(admin: _Client) -> dict[str, Any]:
    config: dict[str, Any] = admin.admin.command("replSetGetConfig")["config"]
    return config


def _is_taken_in(admin: _Client, member: str) -> bool:
    # Refused while the member does not answer yet, or while the change before has not reached the majority.
    try:
        config = _config(admin)
        members = config["members"]
        if member not in {each["host"] for each in members}:
            members.append({"_id": max(each["_id"] for each in members) + 1, "host": member})
            config["version"] += 1
            admin.admin.command("replSetReconfig", config)
        states = admin.admin.command("replSetGetStatus")["members"]
    except (OperationFailure, AutoReconnect):
        return False
    return any(each["name"] == member and each["state"] in _HAS_DATA for each in states)


def _await_primary(client: _Client) -> None:
    _await(partial(_is_primary, client), "the replica set elects no primary", _ELECTION_SECONDS)


def _await(holds: Callable[[], bool], otherwise: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AdministrationError(otherwise, refused=True)
        time.sleep(_PAUSE_SECONDS)


def _is_primary(client: _Client) -> bool:
    try:
        return bool(client.admin.command("hello").get("isWritablePrimary"))
    except AutoReconnect:
        return False


@contextmanager
def _connected(url: str) -> Iterator[_Client]:
    client: _Client = MongoClient(url, serverSelectionTimeoutMS=_PATIENCE_MILLISECONDS, w="majority")
    try:
        yield client
    except OperationFailure as error:
        raise AdministrationError(str((error.details or {}).get("errmsg", error)), refused=True) from error
    except PyMongoError as error:
        raise AdministrationError(type(error).__name__, refused=False) from error
    finally:
        client.close()
