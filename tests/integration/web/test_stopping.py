"""Told to stop, a service first takes no more work, then answers what was asked, then ends; told twice, it ends.

It starts with as many open files as the machine gives.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

PROGRAM = Path(__file__).with_name("stoppable.py")
ROOT = Path(__file__).parents[3]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(*words: str, within: Sequence[str] = ()) -> Iterator[tuple[subprocess.Popen[str], str]]:
    port = free_port()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [*within, sys.executable, str(PROGRAM), str(port), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:  # noqa: S603
        try:
            until(process, "started")
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def until(process: subprocess.Popen[str], stage: str) -> None:
    assert process.stdout
    for line in process.stdout:
        if line.strip() == stage:
            return
    pytest.fail(f"it never said {stage!r}")


def listening(address: str) -> None:
    transport = httpx.HTTPTransport(retries=20)
    with httpx.Client(transport=transport, trust_env=False) as client:
        client.get(f"{address}/health/live").raise_for_status()


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT])
def test_work_is_given_up_then_requests_answered_then_it_ends(order: signal.Signals) -> None:
    with running() as (process, address), ThreadPoolExecutor() as pool:
        listening(address)
        asked = pool.submit(httpx.get, f"{address}/slow", trust_env=False)
        until(process, "asked")

        process.send_signal(order)

        until(process, "hook")
        assert asked.result().json() == "answered"
        until(process, "ended")
        assert process.wait(10) == 0


def test_a_second_signal_ends_it_at_once() -> None:
    with running("hang") as (process, address):
        listening(address)
        process.send_signal(signal.SIGTERM)
        until(process, "hook")

        process.send_signal(signal.SIGTERM)

        assert process.wait(5) == 128 + signal.SIGTERM


def test_the_limit_of_open_files_is_raised_for_streams() -> None:
    few = ("sh", "-c", 'ulimit -S -n 256; ulimit -H -n 512; exec "$@"', "sh")

    with running(within=few) as (process, address):
        listening(address)
        limits = Path(f"/proc/{process.pid}/limits").read_text(encoding="ascii").splitlines()

    [soft_and_hard] = [line.split()[3:5] for line in limits if line.startswith("Max open files")]
    assert soft_and_hard == ["512", "512"]
