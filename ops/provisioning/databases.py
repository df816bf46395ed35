"""Which MongoDB user may do what: each service all on its own database, little on the directory, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.events.words import Level

DIRECTORY = "directory"
DIRECTORY_ROLE = "service"
AUTHORISING_ROLE = "authorising"
CHOOSING_ROLE = "choosing"
ADMINISTRATION = "administration"
_READ_COLLECTIONS = ("authorities", "units", "communes", "accounts", "authorisations", "digest_choices")
_WRITTEN_COLLECTIONS = ("sessions", "sign_ins")
_READ = ("find", "listIndexes", "collStats")
_WRITE = (*_READ, "insert", "update", "remove", "createIndex")


@dataclass(frozen=True)
class Account:
    """A MongoDB user: the databases it reads and writes, and what people may do by it in the directory.

    They sign in, heads authorise deputies, readers of the daily digest end it.
    """

    name: str
    owns: tuple[str, ...]
    signs_people_in: bool = True
    authorises: bool = False
    chooses_digests: bool = False


def appraisal_database(level: Level) -> str:
    """The database of one level."""
    return f"appraisal_{level.value}"


ACCOUNTS: tuple[Account, ...] = (
    Account("intake", ("intake",), chooses_digests=True),
    *(Account(f"appraisal-{level.value}", (appraisal_database(level),), authorises=True) for level in Level),
    Account("notifier", ("notifier",)),
    # The admin command line keeps the directory and sends failed mails again.
    Account(ADMINISTRATION, (DIRECTORY, "notifier"), signs_people_in=False),
)


def directory_privileges(database: str) -> list[Mapping[str, object]]:
    """What every service may do in the directory: look people up, and keep their sessions and attempts to sign in."""
    return [
        *(_privilege(database, name, _READ) for name in _READ_COLLECTIONS),
        *(_privilege(database, name, _WRITE) for name in _WRITTEN_COLLECTIONS),
    ]


def authorising_privileges(database: str) -> list[Mapping[str, object]]:
    """What appraisal may do besides: record what a head signs over to a deputy, and end it; nothing is removed."""
    return [_privilege(database, "authorisations", ("find", "insert", "update"))]


def choosing_privileges(database: str) -> list[Mapping[str, object]]:
    """What intake may do besides: keep who wants the daily digest. The accounts themselves it only reads."""
    return [_privilege(database, "digest_choices", ("find", "insert", "update"))]


def _privilege(database: str, collection: str, actions: tuple[str, ...]) -> Mapping[str, object]:
    return {"resource": {"db": database, "collection": collection}, "actions": list(actions)}
