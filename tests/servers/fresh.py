"""What a test gets for itself on the shared servers: databases and a virtual host that nobody else sees."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import httpx

from ops.provisioning.broker import provision_broker, remove_vhost
from ops.provisioning.database import DatabaseServer, drop_databases, provision_database
from ops.provisioning.databases import WITHOUT_SECRETS
from ops.provisioning.management import Management
from shared.mongo.client import Database
from shared.mongo.directory import ACCOUNTS, PEOPLE
from tests.servers.servers import ADMINISTRATOR, MailServer, Servers, password


@dataclass(frozen=True)
class FreshDatabase:
    """One empty database with every right on it; `url` and `name` are what a service's settings take."""

    url: str
    name: str


@dataclass(frozen=True)
class FreshDatabases:
    """All the system's databases under a prefix of their own, with the services' users and their rights."""

    server: DatabaseServer
    prefix: str

    def name(self, database: str) -> str:
        """What the database of that name is called here."""
        return self.prefix + database

    def url(self, user: str) -> str:
        """How the user of that name signs in here."""
        return self.server.url(self.prefix + user, password(user))


@dataclass(frozen=True)
class FreshBroker:
    """A virtual host of its own, provisioned as the real one is."""

    servers: Servers
    vhost: str

    def url(self, user: str = ADMINISTRATOR) -> str:
        """How that AMQP user signs in here; `provisioner` may do everything."""
        secret = self.management.password if user == self.management.user else password(user)
        return f"amqp://{user}:{secret}@{self.servers.amqp_host}:{self.servers.amqp_port}/{self.vhost}"

    @property
    def management(self) -> Management:
        """The broker's management API, with every right."""
        return self.servers.management


@dataclass(frozen=True)
class Mailbox:
    """The sink's mails, empty when the test begins."""

    server: MailServer

    def mails(self) -> list[dict[str, object]]:
        """Everything received since, oldest first, as Mailpit shows a message."""
        with httpx.Client(base_url=self.server.api, trust_env=False) as client:
            listed = client.get("/api/v1/messages", params={"limit": 10_000}).raise_for_status().json()["messages"]
            return [client.get(f"/api/v1/message/{each['ID']}").raise_for_status().json() for each in listed[::-1]]

    def clear(self) -> None:
        """Begin anew; ordered faults end, too."""
        with httpx.Client(base_url=self.server.api, trust_env=False) as client:
            client.delete("/api/v1/messages").raise_for_status()
            client.put("/api/v1/chaos", json={}).raise_for_status()

    def order_faults(self, orders: dict[str, dict[str, int]]) -> None:
        """Such as `{"Recipient": {"ErrorCode": 450, "Times": 2}}`; see `ops.mails.Chaos`."""
        httpx.put(f"{self.server.api}/api/v1/chaos", json=orders, trust_env=False).raise_for_status()


@contextmanager
def fresh_databases(servers: Servers) -> Iterator[FreshDatabases]:
    """Databases and users of the system under a prefix of their own, removed afterwards."""
    fresh = FreshDatabases(servers.database, f"t{uuid4().hex[:10]}_")
    provision_database(servers.database, password, prefix=fresh.prefix)
    try:
        yield fresh
    finally:
        drop_databases(servers.database, fresh.prefix)


async def show_people(directory: Database) -> None:
    """Make the view of people in a database that was not provisioned."""
    await directory.command("create", PEOPLE, viewOn=ACCOUNTS, pipeline=list(WITHOUT_SECRETS))


@contextmanager
def fresh_broker(servers: Servers) -> Iterator[FreshBroker]:
    """A virtual host with the whole topology, removed afterwards."""
    fresh = FreshBroker(servers, f"t{uuid4().hex[:10]}")
    provision_broker(servers.management, password, vhost=fresh.vhost)
    try:
        yield fresh
    finally:
        remove_vhost(servers.management, fresh.vhost)
