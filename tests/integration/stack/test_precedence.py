"""Where the processor is short, servers come before services and these before mails."""

import os
from pathlib import Path

import pytest

from ops.stack.parts import CADDY, EPMD, MONGOD, NOTIFIER, RABBITMQ, SERVICES
from ops.stack.precedence import give_way, niceness_of
from ops.stack.processes import Processes
from tests.integration.stack.test_processes import SLEEPS, program

AUTOGROUP = Path("/proc/self/autogroup")


@pytest.fixture
def sleeper(processes: Processes, tmp_path: Path) -> int:
    return processes.start(program(SLEEPS, tmp_path))


def test_servers_come_before_services_and_these_before_mails() -> None:
    servers = {niceness_of(part) for part in (MONGOD, EPMD, RABBITMQ, CADDY)}
    services = {niceness_of(part) for part in SERVICES if part != NOTIFIER}

    assert servers == {0}
    assert len(services) == 1
    assert 0 < min(services) < niceness_of(NOTIFIER)


def test_a_part_gives_way_within_its_session_and_with_it(sleeper: int) -> None:
    give_way(sleeper, 7)

    assert os.getpriority(os.PRIO_PROCESS, sleeper) == os.getpriority(os.PRIO_PROCESS, 0) + 7
    if AUTOGROUP.exists():
        assert Path(f"/proc/{sleeper}/autogroup").read_text(encoding="ascii").split()[-1] == "7"


def test_a_server_stands_as_it_was_started(sleeper: int) -> None:
    give_way(sleeper, niceness_of(MONGOD))

    assert os.getpriority(os.PRIO_PROCESS, sleeper) == os.getpriority(os.PRIO_PROCESS, 0)


def test_a_part_that_ended_is_no_trouble(processes: Processes, sleeper: int) -> None:
    processes.kill("sleeper")

    give_way(sleeper, 7)
