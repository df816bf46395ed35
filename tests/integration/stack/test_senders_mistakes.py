"""Through the one address a sender's mistake stays the sender's: a real Caddy before a real service."""

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from threading import Thread

import pytest
import uvicorn

from ops.stack.caddy import Caddy
from ops.stack.instances import Instances
from ops.stack.parts import IDENTITY, INTAKE
from ops.stack.ports import Ports
from ops.stack.processes import Processes
from ops.stack.waiting import answers, wait_until
from shared.web.http.framing import MAX_BODY_BYTES
from tests.unit.web.small_app import APP

_UPLOADS = 24
_PATIENCE = 20.0
_CHUNKED = b"POST %s HTTP/1.1\r\nHost: thidua\r\nAccept: */*\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where Caddy listens; behind it stands a service at intake's and identity's places and nothing at all others."""
    root = tmp_path_factory.mktemp("caddy")
    ports = Ports.free()
    instances = Instances(ports)
    caddy = Caddy(ports, root / "data", instances)
    processes = Processes(root)
    with ExitStack() as standing:
        for part in (INTAKE, IDENTITY):
            service = uvicorn.Server(
                uvicorn.Config(APP, port=instances.port(part), loop="uvloop", http="httptools", log_config=None)
            )
            running = Thread(target=service.run, daemon=True)
            running.start()
            standing.callback(running.join)
            standing.callback(setattr, service, "should_exit", True)  # noqa: FBT003 its own way to be stopped
        standing.callback(processes.stop, caddy.name, patience=10)
        processes.start(caddy.program())
        live = f"{caddy.address}/health/live"
        wait_until(lambda: answers(live), what="Caddy and the service", seconds=30, way_out="")
        yield ports.caddy


def ask(port: int, head: bytes, body: bytes = b"", *, piece: int = 1 << 20) -> tuple[int, bytes]:
    """The status and all bytes of the answer; a body is sent for as long as it is taken."""
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as line:
        line.sendall(head)
        for start in range(0, len(body), piece):
            try:
                line.sendall(body[start : start + piece])
            except OSError:
                break
        answer = b""
        while b"\r\n\r\n" not in answer or not _is_whole(answer):
            received = line.recv(1 << 16)
            if not received:
                break
            answer += received
    return int(answer.split(b" ", 2)[1]), answer


def _is_whole(answer: bytes) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    lengths = [line.partition(b":")[2] for line in head.splitlines() if line.lower().startswith(b"content-length:")]
    return len(body) >= int(lengths[0]) if lengths else body.endswith(b"0\r\n\r\n")


def announced(path: bytes, length: int) -> bytes:
    return b"POST %s HTTP/1.1\r\nHost: thidua\r\nAccept: */*\r\nContent-Length: %d\r\n\r\n" % (path, length)


@pytest.mark.parametrize(
    "path", [b"/api/v1/dossiers", b"/nowhere", pytest.param(b"/api/v1/thing", marks=pytest.mark.matrix)]
)
def test_every_oversized_body_is_answered_413(port: int, path: bytes) -> None:
    length = MAX_BODY_BYTES + 4_000_000

    statuses = Counter(ask(port, announced(path, length), b" " * length)[0] for _ in range(_UPLOADS))

    assert statuses == {413: _UPLOADS}


@pytest.mark.parametrize(("path", "length"), [(b"/api/v1/sessions", 5_000), (b"/api/v1/thing", 600_000)])
def test_a_body_over_its_class_is_answered_413(port: int, path: bytes, length: int) -> None:
    status, answer = ask(port, announced(path, length), b" " * length)

    assert status == 413
    assert b"Retry-After" not in answer


def test_a_body_that_grows_too_large_on_the_way_is_answered_413(port: int) -> None:
    chunk = b"%x\r\n%s\r\n" % (1 << 20, b" " * (1 << 20))
    body = chunk * (MAX_BODY_BYTES // (1 << 20) + 6) + b"0\r\n\r\n"

    statuses = Counter(ask(port, _CHUNKED % b"/api/v1/dossiers", body)[0] for _ in range(6))

    assert statuses == {413: 6}


@pytest.mark.parametrize(
    "body",
    [
        b"5\r\nhello\r\nZZ\r\n",
        b"5\r\nhelloXX\r\n0\r\n\r\n",
        b"fffffffffffffffffff\r\nhello",
        b"-5\r\nhello\r\n0\r\n\r\n",
        b"5\r\nhello\r\n0\r\nno field\r\n\r\n",
    ],
)
def test_a_broken_chunked_body_is_answered_400(port: int, body: bytes) -> None:
    status, answer = ask(port, _CHUNKED % b"/api/v1/dossiers", body)

    assert status == 400
    assert b"application/problem+json" in answer
    assert "gửi lại".encode() in answer
    assert b"Retry-After" not in answer


@pytest.mark.parametrize(
    ("path", "kind"), [(b"/api/v1/levels/state/cases", b"application/problem+json"), (b"/cap/state", b"text/html")]
)
def test_a_part_that_is_away_is_answered_503(port: int, path: bytes, kind: bytes) -> None:
    status, answer = ask(port, announced(path, 2), b"{}")

    assert status == 503
    assert kind in answer
    assert b"Retry-After: 5" in answer
