"""MongoDB made ready: replica set, administrator, one user per service with rights on what that service owns."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from ops.provisioning.databases import (
    ACCOUNTS,
    ADMINISTERING_ROLE,
    CHOOSING_ROLE,
    DIRECTORY,
    HISTORIES,
    IDENTITY_ROLE,
    RECOGNISING_ROLE,
    RECORDING_ROLE,
    VERIFYING_ROLE,
    WITHOUT_SECRETS,
    Account,
    administering_privileges,
    choosing_privileges,
    identity_privileges,
    recognising_privileges,
    recording_privileges,
    verifying_privileges,
)
from ops.troubles import TroubleError
from shared.mongo.administration import REPLICA_SET, Administration, AdministrationError
from shared.mongo.audit import INDEXES as AUDIT_INDEXES
from shared.mongo.audit import NAME as AUDIT
from shared.mongo.authorisations import INDEXES as AUTHORISATION_INDEXES
from shared.mongo.authorisations import NAME as AUTHORISATIONS
from shared.mongo.directory import ACCOUNTS as ACCOUNTS_COLLECTION
from shared.mongo.directory import PEOPLE
from shared.mongo.histories import NAME as HISTORIES_VIEW
from shared.mongo.histories import PIPELINE


@dataclass(frozen=True)
class DatabaseServer:
    """One mongod. `member` is the address under which its replica set is to know it, `others` are further members."""

    host: str
    port: int
    administrator: str
    password: str = field(repr=False)
    member: str
    others: tuple[str, ...] = ()

    def replica_set_url(self) -> str:
        """The administrator's address of the whole replica set, whichever member is the primary."""
        hosts = ",".join((self.member, *self.others))
        return f"mongodb://{self.administrator}:{self.password}@{hosts}/?authSource=admin&replicaSet={REPLICA_SET}"

    def url(self, user: str = "", password: str = "") -> str:
        """The address of this one server for a user; for the administrator where none is named."""
        name, secret = (user, password) if user else (self.administrator, self.password)
        return f"mongodb://{name}:{secret}@{self.host}:{self.port}/?authSource=admin&directConnection=true"


def provision_database(server: DatabaseServer, password: Callable[[str], str], *, prefix: str = "") -> None:
    """Make the replica set, its administrator and the services' users; again and again without harm.

    `prefix` stands before the names of databases and users, so that tests may share one server.

    Raises:
        TroubleError: The server is away, or knows another administrator's password.
    """
    with _administered(server) as admin:
        anonymous = f"mongodb://{server.host}:{server.port}/?directConnection=true"
        admin.open_up(anonymous, member=server.member, user=server.administrator, password=server.password)
        admin.settle_member(server.member)
    with _administered(server, server.replica_set_url() if server.others else "") as admin:
        admin.ensure_members(server.others)
        admin.ensure_role(prefix + DIRECTORY, IDENTITY_ROLE, identity_privileges(prefix + DIRECTORY))
        admin.ensure_role(prefix + DIRECTORY, CHOOSING_ROLE, choosing_privileges(prefix + DIRECTORY))
        admin.ensure_role(prefix + DIRECTORY, RECOGNISING_ROLE, recognising_privileges(prefix + DIRECTORY))
        admin.ensure_role(prefix + DIRECTORY, RECORDING_ROLE, recording_privileges(prefix + DIRECTORY))
        admin.ensure_role(prefix + DIRECTORY, ADMINISTERING_ROLE, administering_privileges(prefix + DIRECTORY))
        for keys in AUDIT_INDEXES:
            admin.ensure_index(prefix + DIRECTORY, AUDIT, keys)
        for keys in AUTHORISATION_INDEXES:
            admin.ensure_index(prefix + DIRECTORY, AUTHORISATIONS, keys)
        admin.ensure_view(prefix + DIRECTORY, PEOPLE, ACCOUNTS_COLLECTION, WITHOUT_SECRETS)
        for database, collection in HISTORIES.items():
            admin.ensure_view(prefix + database, HISTORIES_VIEW, collection, PIPELINE)
            admin.ensure_role(prefix + database, VERIFYING_ROLE, verifying_privileges(prefix + database))
        admin.ensure_users(
            {prefix + each.name: (password(each.name), _roles(each, prefix)) for each in ACCOUNTS},
        )


def drop_databases(server: DatabaseServer, prefix: str) -> None:
    """Remove databases, roles and users whose names begin with the prefix; for tests, which have one each."""
    with _administered(server) as admin:
        admin.drop(prefix)


def _roles(account: Account, prefix: str) -> list[Mapping[str, str]]:
    own: list[Mapping[str, str]] = [{"role": "readWrite", "db": prefix + name} for name in account.owns]
    own.append({"role": RECORDING_ROLE, "db": prefix + DIRECTORY})
    if account.administers:
        own.append({"role": ADMINISTERING_ROLE, "db": prefix + DIRECTORY})
        own += [{"role": VERIFYING_ROLE, "db": prefix + database} for database in HISTORIES]
    if account.recognises_people:
        own.append({"role": RECOGNISING_ROLE, "db": prefix + DIRECTORY})
    if account.keeps_identity:
        own.append({"role": IDENTITY_ROLE, "db": prefix + DIRECTORY})
    if account.chooses_digests:
        own.append({"role": CHOOSING_ROLE, "db": prefix + DIRECTORY})
    return own


@contextmanager
def _administered(server: DatabaseServer, url: str = "") -> Iterator[Administration]:
    try:
        yield Administration(url or server.url())
    except AdministrationError as error:
        place = f"MongoDB at {server.host}:{server.port}"
        if error.refused:
            raise TroubleError(
                f"{place} refused: {error}",
                "Data and secrets belong together: restore the secrets that the data was made with.",
            ) from error
        raise TroubleError(f"{place} does not answer ({error}).", "Check that it runs and its address.") from error
