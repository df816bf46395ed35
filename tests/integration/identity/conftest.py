"""One seeded directory for all tests of sessions; each test uses accounts of its own."""

from collections.abc import AsyncIterator, Iterator

import pytest

from ops.admin.registrar import Registrar
from ops.admin.seeding import fill
from shared.mongo.client import Client, connect
from tests.servers.fresh import FreshDatabases, fresh_databases
from tests.servers.servers import Servers


@pytest.fixture(scope="module")
def databases(servers: Servers) -> Iterator[FreshDatabases]:
    with fresh_databases(servers) as fresh:
        yield fresh


@pytest.fixture(scope="module")
async def registrar(databases: FreshDatabases, mongo_url: str) -> AsyncIterator[Registrar]:
    client = connect(mongo_url)
    registrar = Registrar(client, databases.name("directory"), identity=lambda: client)
    await fill(registrar, is_demo=True)
    yield registrar
    client.close()


@pytest.fixture(scope="module")
def services(databases: FreshDatabases, registrar: Registrar) -> Iterator[tuple[Client, Client]]:
    """Connections of identity and of another service, each with its own user and no more than its rights."""
    assert registrar
    clients = (connect(databases.url("identity")), connect(databases.url("appraisal-province")))
    yield clients
    for client in clients:
        client.close()
