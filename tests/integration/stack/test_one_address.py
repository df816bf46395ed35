"""The one address leads each request to the part that can answer it: a real Caddy before parts that say their name."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self

import httpx
import pytest

from ops.stack.caddy import Caddy, find_caddy
from ops.stack.instances import Instances
from ops.stack.mail import PROJECT
from ops.stack.parts import SERVICES
from ops.stack.ports import Ports, free_ports
from ops.stack.processes import Processes
from ops.stack.waiting import wait_until
from shared.events.words import Level

_COMMUNE = "/api/v1/levels/commune"
_OF_PAPERS = [
    f"/api/v1/levels/{level.value}/authorisations{rest}" for level in Level for rest in ("", "/", "/a/end", "?b=c")
]


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

    do_POST = do_DELETE = do_GET  # noqa: N815 the names that the library calls

    def log_message(self, *_: object) -> None:
        """Say nothing: pytest's output is for people."""


_OF_ACCOUNTS = (
    "/doi-mat-khau",
    "/quen-mat-khau",
    "/dat-lai-mat-khau",
    "/xac-nhan-thu",
    "/tai-khoan",
    "/tai-khoan/mat-khau",
)

_TOLD = ("/health/ready", "/metrics")
_KEPT = ("/", "/health/live", "/api/v1/mails", "/van-hanh", "/metrics/", "/openapi.json")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with _standing(tmp_path_factory.mktemp("caddy"), "shown") as address:
        yield address


@contextmanager
def _standing(root: Path, descriptions: str) -> Iterator[str]:
    ports = Ports.free()
    instances = Instances(ports)
    caddy = Caddy(ports, root / "data", instances, descriptions=descriptions)
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
        ("GET", "/van-hanh", "notifier", "/van-hanh"),
        ("GET", "/van-hanh/thong-bao", "notifier", "/van-hanh/thong-bao"),
        ("POST", "/van-hanh/tiep-nhan/bo", "intake", "/van-hanh/tiep-nhan/bo"),
        ("GET", "/cap/state/van-hanh", "appraisal-state", "/cap/state/van-hanh"),
        ("POST", "/api/v1/dossiers", "intake", "/api/v1/dossiers"),
        ("GET", "/api/v1/nominations/n/events", "intake", "/api/v1/nominations/n/events"),
        ("POST", "/api/v1/sessions", "identity", "/api/v1/sessions"),
        ("POST", "/api/v1/account/password", "identity", "/api/v1/account/password"),
        ("POST", "/api/v1/password-resets", "identity", "/api/v1/password-resets"),
        ("POST", "/api/v1/password-resets/confirmation", "identity", "/api/v1/password-resets/confirmation"),
        ("POST", "/api/v1/mail-confirmations", "identity", "/api/v1/mail-confirmations"),
        *(("GET", path, "identity", path) for path in _OF_ACCOUNTS),
        *(("POST", path, "identity", path) for path in _OF_PAPERS),
        ("GET", f"{_COMMUNE}/authorisationsx", "appraisal-commune", f"{_COMMUNE}/authorisationsx"),
        ("GET", f"{_COMMUNE}/staff", "appraisal-commune", f"{_COMMUNE}/staff"),
        ("GET", "/openapi.json", "intake", "/openapi.json"),
        ("GET", "/openapi/appraisal.json", "appraisal-province", "/openapi.json"),
        ("GET", "/openapi/notifier.json", "notifier", "/openapi.json"),
        ("GET", "/api", "intake", "/api"),
        ("GET", "/api/xet-duyet", "appraisal-province", "/api"),
        ("GET", "/api/thu", "notifier", "/api"),
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


@pytest.mark.parametrize(
    ("said", "reads_first"), [("2.6.2", True), ("v2.11.7 h1:yj0Y4fYZGPkS=", False), ("(devel)", False)]
)
def test_an_old_caddy_reads_answers_whole_before_passing_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, *, reads_first: bool
) -> None:
    real = find_caddy()
    assert real is not None
    monkeypatch.setenv("THIDUA_CADDY", str(_saying(tmp_path / "caddy", said, real)))
    ports = Ports.free()
    program = Caddy(ports, tmp_path / "data", Instances(ports)).program()

    words = [real, "adapt", *program.command[2:]]
    adapted = subprocess.run(words, env=dict(program.environment), capture_output=True, check=True)  # noqa: S603 Caddy

    proxies = list(_proxies(json.loads(adapted.stdout)))
    streams = [one for one in proxies if "flush_interval" in one]
    ending = [one for one in proxies if one not in streams]
    assert len(streams) == 1
    assert not any("buffer_responses" in one for one in streams)
    assert len(ending) > len(Level)
    assert {one.get("buffer_responses", False) for one in ending} == {reads_first}


def _saying(path: Path, said: str, real: Path) -> Path:
    """The real one, but for the version that it names."""
    path.write_text(f'#!/bin/sh\n[ "$1" = version ] && echo "{said}" || exec {real} "$@"\n')
    path.chmod(0o755)
    return path


def _proxies(config: object) -> Iterator[dict[str, object]]:
    if isinstance(config, dict):
        if config.get("handler") == "reverse_proxy":
            yield config
        config = list(config.values())
    if isinstance(config, list):
        for each in config:
            yield from _proxies(each)


def test_production_shows_no_map_of_itself(tmp_path: Path) -> None:
    internals = (
        *("/openapi.json", "/openapi/appraisal.json", "/openapi/notifier.json", "/asyncapi", "/asyncapi.json"),
        *("/api", "/api/xet-duyet", "/api/thu", "/health/ready", "/metrics"),
    )
    with _standing(tmp_path, "production") as address, httpx.Client(base_url=address, trust_env=False) as http:
        closed = {path: http.get(path).status_code for path in internals}
        said = http.get("/openapi.json").text
        served = [http.get(path).text for path in ("/health/live", "/api/v1/dossiers", "/apix")]

    assert set(closed.values()) == {404}
    assert "Kiểm tra lại địa chỉ" in said
    assert served == ["intake GET /health/live", "intake GET /api/v1/dossiers", "intake GET /apix"]


def test_how_a_part_does_is_told_inside_alone(tmp_path: Path) -> None:
    ports = Ports.free()
    instances = Instances(ports)
    caddy, processes = Caddy(ports, tmp_path / "data", instances), Processes(tmp_path)
    program = caddy.program()
    [inside] = free_ports(1, frozenset(ports.by_name().values()))
    # As docker-compose.yml starts it, but for the port, which may be taken here.
    settings = {"THIDUA_PARTS": "inside", "THIDUA_PARTS_BIND": "127.0.0.1"}
    own = tmp_path / "Caddyfile"
    own.write_text((PROJECT / "Caddyfile").read_text(encoding="utf-8").replace("http://:8081", f"http://:{inside}"))
    command = [str(own) if word.endswith("Caddyfile") else word for word in program.command]
    with ExitStack() as standing:
        for name in SERVICES:
            standing.enter_context(Named(name, instances.port(name)))
        standing.callback(processes.stop, caddy.name, patience=10)
        processes.start(replace(program, command=command, environment={**program.environment, **settings}))
        wait_until(caddy.is_up, what="Caddy", seconds=30, way_out="")
        with httpx.Client(base_url=f"http://127.0.0.1:{inside}", trust_env=False) as http:
            answers = {name: [http.get(f"/{name}{path}").text for path in _TOLD] for name in SERVICES}
            refused = {http.get(f"/{name}{path}").status_code for name in SERVICES for path in _KEPT}
        from_outside = httpx.get(f"{caddy.address}/intake/metrics", trust_env=False).text

    assert answers == {name: [f"{name} GET {path}" for path in _TOLD] for name in SERVICES}
    assert refused == {404}
    assert from_outside == "intake GET /intake/metrics"
