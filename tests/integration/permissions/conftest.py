"""One virtual host and one set of databases for all walks: they ask what is allowed, never what lies in there."""

from collections.abc import Iterator

import pytest

from tests.servers.fresh import FreshBroker, FreshDatabases, fresh_broker, fresh_databases
from tests.servers.servers import Servers


@pytest.fixture(scope="module")
def amqp(servers: Servers) -> Iterator[FreshBroker]:
    """A virtual host with the whole topology."""
    with fresh_broker(servers) as fresh:
        yield fresh


@pytest.fixture(scope="module")
def databases(servers: Servers) -> Iterator[FreshDatabases]:
    """The system's databases with the services' users."""
    with fresh_databases(servers) as fresh:
        yield fresh
