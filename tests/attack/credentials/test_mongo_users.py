"""A MongoDB password in a stranger's hand: every user tries every act on every collection of every database."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.errors import OperationFailure

from ops.provisioning.databases import ACCOUNTS, DIRECTORY, HISTORIES, appraisal_database
from shared.events.words import Level
from tests.servers.fresh import FreshDatabases, fresh_databases
from tests.servers.servers import Servers

Table = Mapping[str, str]
READ, ADD, KEEP = "find", "insert", "find insert update remove index"
OWN = f"{KEEP} drop"
VIEW = "find drop"
CHANGE = "find insert update"
AUDIT = "directory.audit_entries"
# Who people are, and the sessions that identity opened, by the hashes of their tokens.
PEOPLE: Table = {
    f"directory.{name}": READ
    for name in ("authorities", "units", "communes", "authorisations", "digest_choices", "people", "sessions")
}
# All that a user may do; what is not here is refused. What comes of it in a stranger's hand: docs/security.md.
TABLE: Mapping[str, Table] = {
    "identity": {
        **PEOPLE,
        **{
            f"directory.{name}": KEEP
            for name in ("account_mails", "accounts", "second_factors", "sessions", "sign_ins")
        },
        "directory.authorisations": CHANGE,
        "directory.digest_choices": CHANGE,
        AUDIT: "find insert",
    },
    "intake": {**PEOPLE, "directory.digest_choices": CHANGE, AUDIT: ADD, "intake": OWN, "intake.histories": VIEW},
    **{
        f"appraisal-{level.value}": {
            **PEOPLE,
            AUDIT: ADD,
            appraisal_database(level): OWN,
            f"{appraisal_database(level)}.histories": VIEW,
        }
        for level in Level
    },
    "notifier": {**PEOPLE, AUDIT: ADD, "notifier": OWN},
    "administration": {
        **{f"directory.{name}": KEEP for name in ("authorities", "units", "communes", "blocks", "digest_choices")},
        "directory.people": READ,
        AUDIT: "find insert",
        "notifier": OWN,
        **{f"{database}.histories": READ for database in HISTORIES},
    },
}
# Beside the directory each has one kind of database: of a collection that no role names, what holds for all of them.
DATABASES = ("intake", *(appraisal_database(level) for level in Level), "notifier")
ANY = "anything"
# What belongs to the server, and to nobody who works with it.
FOREIGN = ("admin.system.users", "admin.system.roles", "local.oplog.rs", "config.settings")
COMMANDS: Mapping[str, Mapping[str, Any]] = {
    "make a user": {"createUser": "mallory", "pwd": "x", "roles": []},
    "give oneself a role": {"grantRolesToUser": "{user}", "roles": ["root"]},
    "change a password": {"updateUser": "{other}", "pwd": "x"},
    "see users": {"usersInfo": {"forAllDBs": True}},
    "see what others do": {"currentOp": 1, "$all": True},
    "end what others do": {"killOp": 1, "op": 1},
    "read the log": {"getLog": "global"},
    "set the server": {"setParameter": 1, "logLevel": 1},
    "change the replica set": {"replSetStepDown": 1},
}
_UNAUTHORISED, _IS_A_VIEW = 13, 166
EVERYBODY = pytest.mark.parametrize("user", TABLE)


@pytest.fixture(scope="module")
def databases(servers: Servers) -> Iterator[FreshDatabases]:
    """The system's databases with the services' users."""
    with fresh_databases(servers) as fresh:
        yield fresh


@pytest.fixture(scope="module")
def collections(databases: FreshDatabases) -> dict[str, tuple[str, str]]:
    """All that is tried, as the table names it and as it is called here; also what any role of the directory names."""
    with MongoClient[dict[str, Any]](databases.server.url()) as admin:
        roles = admin[databases.name(DIRECTORY)].command("rolesInfo", 1, showPrivileges=True)["roles"]
    named = {row["resource"]["collection"] for role in roles for row in role["privileges"]}
    foreign = {name: tuple(name.split(".", 1)) for name in FOREIGN}
    return {
        **{f"directory.{name}": (databases.name(DIRECTORY), name) for name in named | {ANY}},
        **{name: (databases.name(name), ANY) for name in DATABASES},
        **{f"{name}.histories": (databases.name(name), "histories") for name in HISTORIES},
        **{name: (database, collection) for name, (database, collection) in foreign.items()},
    }


def test_the_table_names_every_user() -> None:
    assert TABLE.keys() == {account.name for account in ACCOUNTS}


@EVERYBODY
def test_a_user_does_what_the_table_says_and_nothing_else(
    databases: FreshDatabases, collections: dict[str, tuple[str, str]], user: str
) -> None:
    with MongoClient[dict[str, Any]](databases.url(user)) as client:
        tried = {name: _tried(client[database][each]) for name, (database, each) in collections.items()}

    assert {name: acts for name, acts in tried.items() if acts} == TABLE[user]


@EVERYBODY
def test_a_user_has_no_say_over_the_server_and_other_users(databases: FreshDatabases, user: str) -> None:
    own = databases.prefix + user
    other = databases.prefix + next(name for name in TABLE if name != user)
    with MongoClient[dict[str, Any]](databases.url(user)) as client:
        done = [
            what
            for what, command in COMMANDS.items()
            if _may(lambda c=command: client.admin.command(_filled(c, own, other)))  # type: ignore[misc]  # bound now
        ]

    assert done == []


def _tried(collection: Collection[dict[str, Any]]) -> str:
    """Which of all acts are done."""
    acts: Mapping[str, Callable[[], object]] = {
        "find": lambda: collection.find_one({}),
        "insert": lambda: collection.insert_one({"by": "nobody"}),
        "update": lambda: collection.update_one({"_id": "nobody"}, {"$set": {"by": "somebody"}}),
        "remove": lambda: collection.delete_many({"by": "nobody"}),
        "index": lambda: collection.create_index("by"),
        "drop": collection.drop,
    }
    return " ".join(name for name, act in acts.items() if _may(act))


def _may(act: Callable[[], object]) -> bool:
    try:
        act()
    except OperationFailure as error:
        if error.code in {_UNAUTHORISED, _IS_A_VIEW}:
            return False
        raise
    return True


def _filled(command: Mapping[str, Any], user: str, other: str) -> dict[str, Any]:
    return {
        name: value.format(user=user, other=other) if isinstance(value, str) else value
        for name, value in command.items()
    }
