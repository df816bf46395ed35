"""Each MongoDB user writes its own database, reads what it must of the directory, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from ops.provisioning.database import provision_database
from tests.servers.fresh import FreshDatabases
from tests.servers.servers import password

LEVELS = ("commune", "district", "department", "province", "state")
OWN = {
    "intake": "intake",
    "notifier": "notifier",
    **{f"appraisal-{level}": f"appraisal_{level}" for level in LEVELS},
}
DIRECTORY_READ = ("authorities", "units", "authorisations", "digest_choices")
OF_IDENTITY = ("accounts", "sessions", "sign_ins", "second_factors", "account_mails")
EVERY_SERVICE = pytest.mark.parametrize("user", OWN)


def _is_allowed(act: Callable[[], object]) -> bool:
    try:
        act()
    except OperationFailure as error:
        if error.code == 13:  # Unauthorized
            return False
        raise
    return True


def _reads(collection: Any) -> bool:  # noqa: ANN401 the driver's own generic
    return _is_allowed(lambda: collection.find_one({}))


def _writes(collection: Any) -> bool:  # noqa: ANN401 as above
    return _is_allowed(lambda: collection.insert_one({"by": "test"}))


@EVERY_SERVICE
def test_reads_and_writes_its_own_database_and_no_other(databases: FreshDatabases, user: str) -> None:
    with MongoClient(databases.url(user)) as client:
        read = {name for name in OWN.values() if _reads(client[databases.name(name)]["anything"])}
        written = {name for name in OWN.values() if _writes(client[databases.name(name)]["anything"])}

    assert read == written == {OWN[user]}


@EVERY_SERVICE
def test_a_service_recognises_people_and_signs_nobody_in(databases: FreshDatabases, user: str) -> None:
    names = (*DIRECTORY_READ, *OF_IDENTITY, "people", "anything")
    with MongoClient(databases.url(user)) as client:
        directory = client[databases.name("directory")]
        read = {name for name in names if _reads(directory[name])}
        written = {name for name in names if _writes(directory[name])}
        removed = {name for name in names if _is_allowed(lambda name=name: directory[name].delete_many({}))}
        defined = {name for name in names if _is_allowed(lambda name=name: directory.command("collMod", name))}

    besides = {"digest_choices"} if user == "intake" else set()
    assert read == {*DIRECTORY_READ, "people", "sessions"}
    assert written == besides
    assert removed == defined == set()


def test_identity_keeps_what_signs_people_in(databases: FreshDatabases) -> None:
    names = (*DIRECTORY_READ, *OF_IDENTITY, "people", "anything")
    with MongoClient(databases.url("identity")) as client:
        directory = client[databases.name("directory")]
        read = {name for name in names if _reads(directory[name])}
        written = {name for name in names if _writes(directory[name])}
        removed = {name for name in names if _is_allowed(lambda name=name: directory[name].delete_many({}))}

    assert read == {*DIRECTORY_READ, *OF_IDENTITY, "people"}
    assert written == {*OF_IDENTITY, "authorisations", "digest_choices"}
    assert removed == set(OF_IDENTITY)


def test_people_are_accounts_without_what_signs_them_in(databases: FreshDatabases) -> None:
    with MongoClient(databases.server.url()) as admin, MongoClient(databases.url("notifier")) as client:
        admin[databases.name("directory")]["accounts"].insert_one({"_id": "a", "name": "Mẫu", "password_hash": "$x"})
        found = client[databases.name("directory")]["people"].find_one({"_id": "a"})
        admin[databases.name("directory")]["accounts"].delete_one({"_id": "a"})

    assert found == {"_id": "a", "name": "Mẫu"}


def test_provisioning_mends_an_older_installation(databases: FreshDatabases) -> None:
    with MongoClient(databases.server.url()) as admin:
        directory = admin[databases.name("directory")]
        directory.drop_collection("people")
        wide = [{"role": "readWrite", "db": databases.name(name)} for name in ("notifier", "directory")]
        admin.admin.command("updateUser", databases.prefix + "notifier", roles=wide)

        provision_database(databases.server, password, prefix=databases.prefix)
        provision_database(databases.server, password, prefix=databases.prefix)

    test_a_service_recognises_people_and_signs_nobody_in(databases, "notifier")


@EVERY_SERVICE
def test_no_service_changes_an_account_or_removes_a_choice(databases: FreshDatabases, user: str) -> None:
    with MongoClient(databases.url(user)) as client:
        directory = client[databases.name("directory")]

        assert not _is_allowed(lambda: directory["accounts"].update_one({}, {"$set": {"wants_digest": False}}))
        assert not _is_allowed(lambda: directory["digest_choices"].delete_many({}))


@pytest.mark.parametrize("user", [*OWN, "identity", "administration"])
def test_nobody_removes_an_authorisation(databases: FreshDatabases, user: str) -> None:
    with MongoClient(databases.url(user)) as client:
        authorisations = client[databases.name("directory")]["authorisations"]

        assert not _is_allowed(lambda: authorisations.delete_many({}))


@pytest.mark.parametrize("user", [*OWN, "identity", "administration"])
def test_the_audit_record_grows_and_is_never_changed(databases: FreshDatabases, user: str) -> None:
    with MongoClient(databases.server.url()) as admin, MongoClient(databases.url(user)) as client:
        name = databases.name("directory")
        record = client[name]["audit_entries"]
        added = record.insert_one({"by": user}).inserted_id
        changes: dict[str, Callable[[], object]] = {
            "update": lambda: record.update_one({"_id": added}, {"$set": {"by": "nobody"}}),
            "replace": lambda: record.replace_one({"_id": added}, {}),
            "upsert": lambda: record.update_one({"_id": "new"}, {"$set": {"by": user}}, upsert=True),
            "remove": lambda: record.delete_one({"_id": added}),
            "drop": record.drop,
            "rename": lambda: record.rename("other"),
            "clear by an index": lambda: record.create_index("by", expireAfterSeconds=0),
            "clear by the clock": lambda: client[name].command("collMod", "audit_entries", validator={}),
            "write over": lambda: client[name]["accounts"].aggregate([{"$out": "audit_entries"}]),
            "merge into": lambda: client[name]["accounts"].aggregate([{"$merge": {"into": "audit_entries"}}]),
            "drop all": lambda: client.drop_database(name),
        }

        allowed = {what for what, act in changes.items() if _is_allowed(act)}

        assert allowed == set()
        assert admin[name]["audit_entries"].find_one({"_id": added}) == {"_id": added, "by": user}
        assert _reads(record) is (user in {"identity", "administration"})


def test_the_command_line_keeps_bodies_and_nothing_beside_them(databases: FreshDatabases) -> None:
    kept = {"authorities", "units", "communes", "blocks", "digest_choices"}
    names = (*kept, *DIRECTORY_READ, *OF_IDENTITY, "people", "anything")
    with MongoClient(databases.url("administration")) as client:
        directory = client[databases.name("directory")]
        read = {name for name in names if _reads(directory[name])}
        written = {name for name in names if _writes(directory[name])}
        removed = {name for name in names if _is_allowed(lambda name=name: directory[name].delete_many({}))}

    assert read == {*kept, "people"}
    assert written == removed == kept


@EVERY_SERVICE
def test_sees_nothing_of_the_servers_own(databases: FreshDatabases, user: str) -> None:
    with MongoClient(databases.url(user)) as client:
        assert not _reads(client["admin"]["system.users"])
        assert not _reads(client["local"]["oplog.rs"])
        assert not _is_allowed(lambda: client.admin.command("createUser", "me", pwd="x", roles=["root"]))


def test_without_a_name_nobody_reads_anything(databases: FreshDatabases) -> None:
    server = databases.server
    with MongoClient(f"mongodb://{server.host}:{server.port}/?directConnection=true") as client:
        assert not _reads(client[databases.name("intake")]["anything"])
