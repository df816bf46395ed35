"""The one address leads each request to the part that can answer it: a real Caddy before parts that say their name."""

from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self

import httpx
import pytest

from ops.stack.caddy import Caddy
from ops.stack.instances import Instances
from ops.stack.parts import SERVICES
from ops.stack.ports import Ports
from ops.stack.processes import Processes
from ops.stack.waiting import wait_until
from shared.events.words import Level


class Named(ThreadingHTTPServer):
    """Answers every request with its own name and with what it was asked for."""

    def __init__(self, name: str, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Saying)
        self.name = name

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Saying(BaseHTTPRequestHandler):
    server: Named

    def do_GET(self) -> None:
        said = f"{self.server.name} {self.command} {self.path}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_POST = do_GET  # noqa: N815 the name that the library calls

    def log_message(self, *_: object) -> None:
        """Say nothing: pytest's output is for people."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("caddy")
    ports = Ports.free()
    instances = Instances(ports)
    caddy = Caddy(ports, root / "data", instances)
    processes = Processes(root)
    with ExitStack() as standing:
        for name in SERVICES:
            standing.enter_context(Named(name, instances.port(name)))
        standing.callback(processes.stop, caddy.name, patience=10)
        processes.start(caddy.program())
        wait_until(caddy.is_up, what="Caddy", seconds=30, way_out="")
        yield caddy.address


@pytest.mark.parametrize(
    ("method", "path", "part", "asked"),
    [
        ("GET", "/api/v1/mails?state=failed", "notifier", "/api/v1/mails?state=failed"),
        ("POST", "/api/v1/mails/n:3:unit/resend", "notifier", "/api/v1/mails/n:3:unit/resend"),
        ("POST", "/api/v1/mails/n:3:unit/mark-sent", "notifier", "/api/v1/mails/n:3:unit/mark-sent"),
        ("GET", "/api/v1/mailsx", "intake", "/api/v1/mailsx"),
        ("POST", "/api/v1/dossiers", "intake", "/api/v1/dossiers"),
        ("GET", "/api/v1/nominations/n/events", "intake", "/api/v1/nominations/n/events"),
        ("POST", "/api/v1/sessions", "intake", "/api/v1/sessions"),
        ("GET", "/openapi.json", "intake", "/openapi.json"),
        ("GET", "/openapi/appraisal.json", "appraisal-province", "/openapi.json"),
        ("GET", "/openapi/notifier.json", "notifier", "/openapi.json"),
        ("GET", "/asyncapi.json", "intake", "/asyncapi.json"),
        *(
            (
                "GET",
                f"/api/v1/levels/{level.value}/cases",
                f"appraisal-{level.value}",
                f"/api/v1/levels/{level.value}/cases",
            )
            for level in Level
        ),
    ],
)
def test_a_request_reaches_the_part_that_can_answer_it(
    address: str, method: str, path: str, part: str, asked: str
) -> None:
    answer = httpx.request(method, address + path, trust_env=False)

    assert answer.text == f"{part} {method} {asked}"


def test_figures_are_not_for_everybody(address: str) -> None:
    answer = httpx.get(f"{address}/metrics", trust_env=False)

    assert answer.status_code == 404
