"""Where the processor is short, servers come before services and these before mails."""

import os
import sys
from pathlib import Path

import pytest

from ops.stack.parts import CADDY, EPMD, MONGOD, NOTIFIER, RABBITMQ, SERVICES
from ops.stack.precedence import give_way, niceness_of
from ops.stack.processes import Processes, Program
from ops.stack.waiting import wait_until
from tests.integration.stack.test_processes import SLEEPS, program

BUSY = "while True: pass"
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


def test_mails_keep_a_floor_beside_busy_servers_and_services(processes: Processes, tmp_path: Path) -> None:
    busy = {"server": MONGOD, "service": SERVICES[0], "mails": NOTIFIER}
    started = {name: processes.start(Program(name, [sys.executable, "-c", BUSY], {}, tmp_path)) for name in busy}
    one = min(os.sched_getaffinity(0))
    for name, part in busy.items():
        os.sched_setaffinity(started[name], {one})
        give_way(started[name], niceness_of(part))
    begun = {name: _ticks(pid) for name, pid in started.items()}

    wait_until(lambda: _ticks(started["server"]) - begun["server"] > 400, what="work", seconds=60, way_out="")
    had = {name: _ticks(pid) - begun[name] for name, pid in started.items()}
    for name in started:
        processes.kill(name)

    # Weights are 1024 : 335 : 110, so the share is 1/9; starving was 1/28. What stands between is the machine's other
    # work, which takes from each of them at moments of its own: 1/17 was seen beside the whole suite.
    assert had["server"] > had["service"] > had["mails"]
    assert had["mails"] * 22 > had["server"]


def _ticks(pid: int) -> int:
    """How long the processor worked for it, in hundredths of a second."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_a_part_that_ended_is_no_trouble(processes: Processes, sleeper: int) -> None:
    processes.kill("sleeper")

    give_way(sleeper, 7)
