"""Processes of a stack are found and ended for certain, and nobody else's are touched."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ops.stack import Ports, TroubleError, process_table
from ops.stack.processes import ROOT_MARK, Processes, Program
from ops.stack.secrets import Secrets
from ops.stack.waiting import wait_until

SLEEPS = "import time; time.sleep(600)"
STARTS_ANOTHER = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPS!r}]); {SLEEPS}"
STARTS_A_DAEMON = STARTS_ANOTHER.replace("])", "], start_new_session=True)")
IGNORES_SIGTERM = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); {SLEEPS}"


def program(code: str, folder: Path, name: str = "sleeper") -> Program:
    return Program(name, [sys.executable, "-c", code], {"PATH": os.environ["PATH"]}, folder)


def marked(root: Path) -> list[int]:
    """Every living process that belongs to the root."""
    mark = str(root.resolve())
    return [
        pid
        for pid in process_table.all_pids()
        if process_table.variable(pid, ROOT_MARK) == mark and process_table.is_alive(pid)
    ]


def await_marked(root: Path, count: int) -> None:
    wait_until(lambda: len(marked(root)) == count, what=f"{count} processes", seconds=10, way_out="")


def test_a_part_leads_a_session_of_its_own(processes: Processes, tmp_path: Path) -> None:
    pid = processes.start(program(SLEEPS, tmp_path))

    assert os.getsid(pid) == pid != os.getsid(0)


def test_what_a_part_started_ends_with_it(processes: Processes, tmp_path: Path) -> None:
    processes.start(program(STARTS_ANOTHER, tmp_path))
    await_marked(tmp_path, 2)

    processes.stop("sleeper", patience=10)

    assert marked(tmp_path) == []


def test_a_command_that_fails_tells_its_last_lines(processes: Processes, tmp_path: Path) -> None:
    with pytest.raises(TroubleError, match=r"failed with status 3:\nno room"):
        processes.run(program("print('no room'); raise SystemExit(3)", tmp_path, "command"), seconds=60)

    assert processes.ended() == ()


def test_a_command_that_takes_too_long_is_killed(processes: Processes, tmp_path: Path) -> None:
    with pytest.raises(TroubleError, match="failed with status -9"):
        processes.run(program(STARTS_ANOTHER, tmp_path, "command"), seconds=0.5)

    wait_until(lambda: not marked(tmp_path), what="the end of both", seconds=10, way_out="")
    assert processes.left_behind() == frozenset()


def test_a_part_that_will_not_end_is_ended(processes: Processes, tmp_path: Path) -> None:
    processes.start(program(IGNORES_SIGTERM, tmp_path))
    wait_until(lambda: b"deaf" in processes.log("sleeper").read_bytes(), what="deafness", seconds=10, way_out="")

    processes.stop("sleeper", patience=0.1)

    assert marked(tmp_path) == []


def test_a_daemon_that_left_the_session_is_found_by_its_mark(processes: Processes, tmp_path: Path) -> None:
    processes.start(program(STARTS_A_DAEMON, tmp_path))
    await_marked(tmp_path, 2)
    processes.stop("sleeper", patience=10)

    ended = processes.end_strays()

    assert ended == 1
    await_marked(tmp_path, 0)


def test_another_supervisors_leftovers_are_stopped_by_pid_file(processes: Processes, tmp_path: Path) -> None:
    processes.start(program(SLEEPS, tmp_path))
    successor = Processes(tmp_path)

    assert successor.left_behind() == {"sleeper"}
    successor.stop("sleeper", patience=10)

    assert marked(tmp_path) == []
    assert Processes(tmp_path).left_behind() == frozenset()


def test_a_stranger_under_an_old_pid_is_left_alone(processes: Processes, tmp_path: Path) -> None:
    command = [sys.executable, "-c", SLEEPS]
    with subprocess.Popen(command, start_new_session=True) as stranger:  # noqa: S603 the command stands above
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "sleeper.pid").write_text(str(stranger.pid))

        processes.stop("sleeper", patience=1)

        assert stranger.poll() is None
        stranger.send_signal(signal.SIGKILL)


def test_a_part_that_ends_at_once_says_why(processes: Processes, tmp_path: Path) -> None:
    processes.start(program("raise SystemExit('no such queue')", tmp_path))
    wait_until(lambda: processes.ended() == ("sleeper",), what="the end", seconds=10, way_out="")

    with pytest.raises(TroubleError, match="no such queue"):
        processes.require_running("sleeper")


def test_a_missing_program_is_told_with_a_way_out(processes: Processes, tmp_path: Path) -> None:
    with pytest.raises(TroubleError, match="/no/such/program"):
        processes.start(Program("sleeper", ["/no/such/program"], {}, tmp_path))


def test_a_taken_port_is_told_with_another_to_use() -> None:
    ports = Ports.free()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", ports.caddy))
        taken.listen()

        with pytest.raises(TroubleError, match=f"Port {ports.caddy} .*in use[^$]*THIDUA_PORT_CADDY="):
            ports.require_free(frozenset({"caddy"}))


def test_ports_can_be_chosen_one_by_one() -> None:
    assert Ports.standard({"THIDUA_PORT_CADDY": "9090"}) == Ports(caddy=9090)


@pytest.mark.parametrize("nonsense", ["", "http", "0", "65536", "-1", "８０８０"])
def test_a_port_that_is_none_is_told(nonsense: str) -> None:
    with pytest.raises(TroubleError, match="THIDUA_PORT_CADDY"):
        Ports.standard({"THIDUA_PORT_CADDY": nonsense})


def test_secrets_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    made = Secrets(tmp_path / "secrets").password("amqp-intake")

    again = Secrets(tmp_path / "secrets").password("amqp-intake")

    assert made == again
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "secrets" / "amqp-intake").stat().st_mode & 0o777 == 0o600
