"""Which MongoDB user may do what: each service all on its own database, little on the directory, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.events.words import Level
from shared.mongo.account_mails import NAME as ACCOUNT_MAILS
from shared.mongo.audit import NAME as AUDIT
from shared.mongo.authorisations import NAME as AUTHORISATIONS
from shared.mongo.directory import ACCOUNTS as ACCOUNTS_COLLECTION
from shared.mongo.directory import PEOPLE
from shared.mongo.histories import NAME as HISTORIES_VIEW
from shared.mongo.second_factors import NAME as SECOND_FACTORS

DIRECTORY = "directory"
CHOOSING_ROLE = "choosing"
RECOGNISING_ROLE = "recognising"
RECORDING_ROLE = "recording"
ADMINISTERING_ROLE = "administering"
VERIFYING_ROLE = "verifying"
IDENTITY_ROLE = "identity"
# What the view of people shows of accounts: these fields and no other, so that whatever else an account is signed in
# by one day is not shown by being forgotten here.
SHOWN = (
    *("username", "name", "roles", "unit", "authorities", "mail"),
    *("active", "demo", "wants_digest", "credential_version", "schema"),
)
WITHOUT_SECRETS: tuple[Mapping[str, object], ...] = ({"$project": dict.fromkeys(SHOWN, 1)},)
ADMINISTRATION = "administration"
_READ_BY_SERVICES = ("authorities", "units", "communes", AUTHORISATIONS, "digest_choices")
_OF_IDENTITY = (ACCOUNTS_COLLECTION, "sessions", "sign_ins", SECOND_FACTORS, ACCOUNT_MAILS)
_ADMINISTERED = ("authorities", "units", "communes", "blocks", "digest_choices")
_READ = ("find", "listIndexes", "collStats")
_WRITE = (*_READ, "insert", "update", "remove", "createIndex")


@dataclass(frozen=True)
class Account:
    """A MongoDB user: the databases it reads and writes, and what it may do besides in the directory.

    Every service recognises people; identity keeps who they are and what heads sign over to deputies, readers end the
    digest, administrators keep bodies. Whatever is done by any of them can be added to the audit record.
    """

    name: str
    owns: tuple[str, ...] = ()
    recognises_people: bool = True
    keeps_identity: bool = False
    chooses_digests: bool = False
    administers: bool = False


def appraisal_database(level: Level) -> str:
    """The database of one level."""
    return f"appraisal_{level.value}"


# Which databases keep histories, and in which collection.
HISTORIES: Mapping[str, str] = {"intake": "nominations", **{appraisal_database(level): "cases" for level in Level}}
ACCOUNTS: tuple[Account, ...] = (
    Account("identity", keeps_identity=True, chooses_digests=True),
    Account("intake", ("intake",), chooses_digests=True),
    *(Account(f"appraisal-{level.value}", (appraisal_database(level),)) for level in Level),
    Account("notifier", ("notifier",)),
    # The admin command line keeps the bodies of the directory, sends failed mails again and verifies histories.
    Account(ADMINISTRATION, ("notifier",), recognises_people=False, administers=True),
)


def recognising_privileges(database: str) -> list[Mapping[str, object]]:
    """What every service may do in the directory: read who people are, and the sessions that identity opened."""
    return [_privilege(database, name, _READ) for name in (*_READ_BY_SERVICES, PEOPLE, "sessions")]


def identity_privileges(database: str) -> list[Mapping[str, object]]:
    """What identity may do besides, and no other service: keep accounts, sessions, attempts, second factors and mails.

    It records what is signed over to a deputy, and ends it; of that nothing is removed. It reads the audit record,
    too, which tells where an account was used.
    """
    return [
        _privilege(database, AUTHORISATIONS, ("find", "insert", "update")),
        *(_privilege(database, name, _WRITE) for name in _OF_IDENTITY),
        _privilege(database, AUDIT, ("find", "collStats")),
    ]


def choosing_privileges(database: str) -> list[Mapping[str, object]]:
    """What intake and identity may do besides: keep who wants the daily digest."""
    return [_privilege(database, "digest_choices", ("find", "insert", "update"))]


def recording_privileges(database: str) -> list[Mapping[str, object]]:
    """What everybody may do: add to the audit record. Nobody changes or removes what is in it."""
    return [_privilege(database, AUDIT, ("insert",))]


def administering_privileges(database: str) -> list[Mapping[str, object]]:
    """What the admin command line may do by its own user: keep bodies and choices, see people and the audit record.

    Of what identity keeps it sees whether the indexes are there, no more; accounts it writes as identity.
    """
    return [
        *(_privilege(database, name, _WRITE) for name in _ADMINISTERED),
        *(_privilege(database, name, ("listIndexes",)) for name in (*_OF_IDENTITY, AUTHORISATIONS)),
        _privilege(database, PEOPLE, ("find",)),
        _privilege(database, AUDIT, ("find", "collStats")),
    ]


def verifying_privileges(database: str) -> list[Mapping[str, object]]:
    """What the admin command line may do in a database with histories: read their chains, and nothing of people."""
    return [_privilege(database, HISTORIES_VIEW, ("find",))]


def _privilege(database: str, collection: str, actions: tuple[str, ...]) -> Mapping[str, object]:
    return {"resource": {"db": database, "collection": collection}, "actions": list(actions)}
