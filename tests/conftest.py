"""Servers for every test that names one: shared by the session, with databases and virtual hosts per test.

THIDUA_TEST_SERVERS=containers|local chooses where they run; unsaid, containers where a Docker engine answers.
"""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from uuid import uuid4

import pytest
from hypothesis import settings
from xdist.remote import Producer

from ops.provisioning.database import drop_databases, provision_database
from ops.stack import Stack
from ops.stack.processes import end_orphans
from tests.durations import register_durations
from tests.pages.watching import check_every_page
from tests.running import office, system  # noqa: F401  # fixtures of the whole system
from tests.servers.containers import container_servers, engine_answers
from tests.servers.fresh import FreshBroker, FreshDatabase, FreshDatabases, Mailbox, fresh_broker, fresh_databases
from tests.servers.local import local_servers
from tests.servers.quick import quick, remove_left
from tests.servers.servers import Servers, password
from tests.shares import Shares, keep_to_own_ports, long_ones_first

# A machine that is busy is no defect of an example; what hangs is ended by pytest's own timeout.
settings.register_profile("thidua", deadline=None)
settings.load_profile("thidua")


@cache
def _choice() -> str:
    named = os.environ.get("THIDUA_TEST_SERVERS", "")
    if named not in {"", "containers", "local"}:
        raise pytest.UsageError(f"THIDUA_TEST_SERVERS is {named!r}; say `containers` or `local`.")
    return named or ("containers" if engine_answers() else "local")


def pytest_configure(config: pytest.Config) -> None:
    """End what earlier runs left, before the first worker starts anything."""
    # No test may find the `make run` of this machine.
    os.environ["THIDUA_DATA"] = str(Path(gettempdir()) / "thidua-of-no-test")
    register_durations(config)
    check_every_page()
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        end_orphans()
        remove_left()
    else:
        keep_to_own_ports(worker)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that all processes end at about the same time."""
    long_ones_first(items)


def pytest_collection_finish() -> None:
    """Let Python's collector pass over what stays until the end anyway: modules, models, tests."""
    gc.collect()
    gc.freeze()


# Its own: the groups of xdist 3.8 do not work with pytest 9.2.
@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Shares:
    """How the processes share the tests."""
    return Shares(config, log)


def pytest_report_header() -> str:
    """Say where the servers come from."""
    return f"servers: {_choice()}"


def _start(root: Path) -> AbstractContextManager[Servers]:
    return container_servers(root) if _choice() == "containers" else local_servers(root)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """MongoDB, RabbitMQ and the SMTP sink, with administrators' rights."""
    with _start(tmp_path_factory.mktemp("servers")) as running:
        provision_database(running.database, password, prefix="shared_")
        yield running


@pytest.fixture(scope="session")
def mongo_url(servers: Servers) -> str:
    """The administrator's address of MongoDB. Take `database` unless you make and drop databases yourself."""
    return servers.database.url()


@pytest.fixture
def database(servers: Servers) -> Iterator[FreshDatabase]:
    """One empty database with every right on it."""
    fresh = FreshDatabase(servers.database.url(), f"t_{uuid4().hex[:12]}")
    yield fresh
    drop_databases(servers.database, fresh.name)


@pytest.fixture
def databases(servers: Servers) -> Iterator[FreshDatabases]:
    """The system's databases with the services' users and no more rights than these have."""
    with fresh_databases(servers) as fresh:
        yield fresh


@pytest.fixture
def amqp(servers: Servers) -> Iterator[FreshBroker]:
    """A virtual host with the whole topology."""
    with fresh_broker(servers) as fresh:
        yield fresh


@pytest.fixture
def smtp(servers: Servers) -> Mailbox:
    """The SMTP sink, emptied."""
    mailbox = Mailbox(servers.mail)
    mailbox.clear()
    return mailbox


@pytest.fixture
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Stack]]:
    """Make stacks of local processes, for tests that stop, kill or freeze servers; they end with the test."""
    with ExitStack() as made:

        def make() -> Stack:
            stack = Stack(made.enter_context(quick(tmp_path_factory.mktemp("stack"))))
            made.callback(stack.discard)
            return stack

        yield make


@pytest.fixture(scope="session")
def containers() -> None:
    """For tests of containers themselves; skipped where the session's servers are none."""
    if _choice() != "containers":
        pytest.skip("no Docker engine, or THIDUA_TEST_SERVERS=local")
