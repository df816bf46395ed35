"""Connections that announce bodies and send none, or drip, take nothing from anybody else."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from ops.demo.people import Office
from ops.stack.parts import IDENTITY, INTAKE
from shared.directory.demo import DEMO_PASSWORD
from shared.web.http.exchange import BODY_PATIENCE_SECONDS
from tests.running import System

_PATHS = (
    *("/api/v1/sessions", "/api/v1/dossiers", "/api/v1/nominations/x/withdrawal", "/dang-nhap"),
    *(f"/api/v1/levels/{level}/cases/x/claim" for level in ("commune", "district", "department", "province", "state")),
)
_EACH = 12


@contextmanager
def idle(system: System, token: str, size: int) -> Iterator[list[socket.socket]]:
    """Connections on which nothing comes after the head."""
    where = urlsplit(system.stack.address)
    with ExitStack() as opened:
        lines = []
        for path in _PATHS * _EACH:
            line = opened.enter_context(socket.create_connection((where.hostname or "", where.port or 0), timeout=30))
            head = f"POST {path} HTTP/1.1\r\nHost: thidua\r\nContent-Type: application/json\r\n{token}"
            line.sendall(f"{head}Content-Length: {size}\r\n\r\n{{".encode())
            lines.append(line)
        yield lines


@pytest.fixture(scope="module", autouse=True)
def dripping(system: System) -> Iterator[socket.socket]:
    """A body of which no more than a byte comes; it begins before the first test, so that the last waits less."""
    with socket.create_connection(("127.0.0.1", system.stack.instances.port(IDENTITY)), timeout=60) as line:
        line.sendall(b"POST /api/v1/sessions HTTP/1.1\r\nHost: thidua\r\nContent-Length: 100\r\n\r\n{")
        yield line


@pytest.mark.parametrize("size", [4_000, 16 * 1024 * 1024])
@pytest.mark.parametrize("is_known", [False, True], ids=["stranger", "account"])
async def test_idle_connections_keep_nobody_from_signing_in_or_acting(
    system: System, office: Office, size: int, *, is_known: bool
) -> None:
    attacker = (await office.person("nop.mttq")).http.headers["Authorization"]
    token = f"Authorization: {attacker}\r\n" if is_known else ""
    actor = (await office.person("chuyen-vien.so-noi-vu")).http

    with idle(system, token, size):
        began = time.monotonic()
        async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False, timeout=30) as http:
            signed_in = await http.post(
                "/api/v1/sessions", json={"username": "nop.xa-yen-phu", "password": DEMO_PASSWORD}
            )
        acted = await actor.post("/api/v1/levels/province/cases/none:1/claim", json={})
        seconds = time.monotonic() - began

    assert signed_in.status_code == 201
    # Who asks for a case that is not there is heard all the same.
    assert acted.status_code == 404
    assert seconds < BODY_PATIENCE_SECONDS / 2


@pytest.mark.parametrize(("path", "status"), [("/api/v1/dossiers", b"401"), ("/api/v1/sessions", b"413")])
def test_a_service_refuses_a_stranger_s_large_body_unread(system: System, path: str, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", system.stack.instances.port(INTAKE)), timeout=10) as line:
        line.sendall(f"POST {path} HTTP/1.1\r\nHost: thidua\r\nContent-Length: 16777216\r\n\r\n{{".encode())

        answer = line.recv(64)

    assert answer.split(b" ", 2)[1] == status


def test_a_body_that_drips_ends_at_its_deadline(dripping: socket.socket) -> None:
    answer = dripping.recv(64)

    assert answer.split(b" ", 2)[1] == b"408"
