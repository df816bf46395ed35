"""Which MongoDB user may do what: each service all on its own database, little on the directory, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.events.words import Level

DIRECTORY = "directory"
DIRECTORY_ROLE = "service"
ADMINISTRATION = "administration"
_READ_COLLECTIONS = ("authorities", "units", "communes", "accounts")
_WRITTEN_COLLECTIONS = ("sessions", "sign_ins")
_READ = ("find", "listIndexes", "collStats")
_WRITE = (*_READ, "insert", "update", "remove", "createIndex")


@dataclass(frozen=True)
class Account:
    """A MongoDB user: the databases it reads and writes, and whether people sign in through it."""

    name: str
    owns: tuple[str, ...]
    signs_people_in: bool = True


def appraisal_database(level: Level) -> str:
    """The database of one level."""
    return f"appraisal_{level.value}"


ACCOUNTS: tuple[Account, ...] = (
    Account("intake", ("intake",)),
    *(Account(f"appraisal-{level.value}", (appraisal_database(level),)) for level in Level),
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


def _privilege(database: str, collection: str, actions: tuple[str, ...]) -> Mapping[str, object]:
    return {"resource": {"db": database, "collection": collection}, "actions": list(actions)}
