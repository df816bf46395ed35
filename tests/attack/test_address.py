"""Tricks on the way through the public address: in paths, headers and frames, byte by byte."""

import socket
from urllib.parse import urlsplit

import httpx
import pytest

from ops.demo.people import Office
from tests.running import System

_INSIDE = ("# HELP", "python_info", "thidua_outbox")
_PATIENCE = 15.0


@pytest.mark.parametrize(
    "path",
    [
        *("/metrics", "//metrics", "/./metrics", "/metrics/", "/%6detrics", "/metrics%2f", "/metrics;x=1", "/METRICS"),
        *("/x/../metrics", "/x/%2e%2e/metrics", "/x/..%2fmetrics", "/api/v1/levels/commune/../../../../metrics"),
        *("/api/v1/levels/commune/%2e%2e/%2e%2e/%2e%2e/%2e%2e/metrics", "/api/v1/sessions/../../../metrics"),
        *("/metrics?x", "/metrics%00", "/metrics%3f", "/cap/commune/../../metrics", "/cap/commune/..%2f..%2fmetrics"),
    ],
)
def test_the_figures_of_the_services_stay_inside(system: System, path: str) -> None:
    answer = _said(system, f"GET {path} HTTP/1.1\r\nHost: thidua\r\nConnection: close\r\n\r\n")

    assert not any(word in answer for word in _INSIDE), answer[:300]
    assert " 500 " not in answer.partition("\r\n")[0]


def test_the_figures_are_inside(system: System) -> None:
    figures = httpx.get(f"{system.stack.address_of('intake')}/metrics", trust_env=False)

    assert figures.status_code == 200
    assert all(word in figures.text for word in _INSIDE)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/levels/commune/../state/cases",
        "/api/v1/levels/commune/%2e%2e/state/cases",
        "/api/v1/levels/commune/..%2fstate/cases",
        "/api/v1/levels/state%2fcases",
        "/api/v1/levels//commune/cases",
        "/api/v1/levels/commune;state/cases",
        "/api/v1/nominations/..%2f..%2f..%2fmetrics",
        "/api/v1/nominations/%2e%2e%2fdossiers",
        "/api/v1/nominations/a%0d%0aX-Evil:%201",
        "/api/v1/attachments/..%2f..%2f..%2fetc%2fpasswd",
        "/de-nghi/tai-nguyen/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/de-nghi/tai-nguyen/%2e%2e/%2e%2e/main.py",
    ],
)
async def test_a_path_in_disguise_leads_nowhere_new(system: System, office: Office, path: str) -> None:
    token = (await office.person("chuyen-vien.xa-yen-phu")).http.headers["Authorization"]

    answer = _said(
        system, f"GET {path} HTTP/1.1\r\nHost: thidua\r\nAuthorization: {token}\r\nConnection: close\r\n\r\n"
    )

    status = int(answer.split(" ", 2)[1])
    assert status in {301, 307, 308, 400, 403, 404, 405, 422} or _is_an_own_list(answer), answer[:300]
    assert "x-evil" not in answer.partition("\r\n\r\n")[0].lower()
    assert "root:" not in answer


def test_a_request_in_full_address_form_reaches_no_other_server(system: System) -> None:
    inside = urlsplit(system.stack.address_of("intake")).netloc

    answer = _said(system, f"GET http://{inside}/metrics HTTP/1.1\r\nHost: {inside}\r\nConnection: close\r\n\r\n")

    assert not any(word in answer for word in _INSIDE)


@pytest.mark.parametrize(
    "frame",
    [
        "Content-Length: 5\r\nContent-Length: 44\r\n\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Content-Length: +2\r\n\r\n{}",
        "Content-Length: -1\r\n\r\n",
        " Content-Length: 2\r\n\r\n{}",
    ],
)
def test_a_request_hidden_in_another_is_never_answered(system: System, frame: str) -> None:
    hidden = "GET /health/address HTTP/1.1\r\nHost: thidua\r\nX-Hidden: 1\r\n\r\n"
    start = "POST /api/v1/sessions HTTP/1.1\r\nHost: thidua\r\nContent-Type: application/json\r\n"

    answer = _said(system, f"{start}{frame}{hidden}")

    first = answer.partition("\r\n")[0]
    assert first.split(" ")[1] in {"400", "411", "413", "415", "422", "501"}, answer[:300]
    # A frame that can be read in two ways ends the conversation, or is read in one way by everybody on the path.
    assert answer.count("HTTP/1.1 ") <= 2
    assert " 500 " not in first


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("X-Original-URL", "/metrics"), ("X-Rewrite-URL", "/metrics"), ("X-Forwarded-Prefix", "/metrics")),
        *(("X-HTTP-Method-Override", "DELETE"), ("X-Method-Override", "DELETE"), ("X-Forwarded-Host", "evil.example")),
        *(("Forwarded", "host=evil.example"), ("X-Forwarded-Proto", "ftp"), ("X-Forwarded-For", "::1, 10.0.0.1")),
        *(("Range", "bytes=0-0,1-1,2-2"), ("Accept-Encoding", "gzip;q=99"), ("If-None-Match", "*")),
    ],
)
async def test_a_header_changes_neither_method_nor_path_nor_host(office: Office, name: str, value: str) -> None:
    http = (await office.person("nop.thcs-yen-phu")).http

    response = await http.get("/api/v1/sessions/current", headers={name: value})

    assert response.status_code == 200, response.text
    assert "evil.example" not in response.text + str(response.headers)
    assert (await http.get("/api/v1/sessions/current")).status_code == 200  # not signed out


@pytest.mark.parametrize(
    "request_head",
    [
        f"GET /api/v1/dossiers HTTP/1.1\r\nHost: thidua\r\nX-Long: {'a' * 2_000_000}\r\n\r\n",
        f"GET /{'a' * 100_000} HTTP/1.1\r\nHost: thidua\r\nConnection: close\r\n\r\n",
        "GET /api/v1/dossiers HTTP/1.1\r\nHost: thidua\r\n" + "X-Many: 1\r\n" * 20_000 + "Connection: close\r\n\r\n",
        "FOO /api/v1/dossiers HTTP/1.1\r\nHost: thidua\r\nConnection: close\r\n\r\n",
        "GET /api/v1/dossiers\x00 HTTP/1.1\r\nHost: thidua\r\nConnection: close\r\n\r\n",
        "GET /api/v1/dossiers HTTP/9.9\r\nHost: thidua\r\nConnection: close\r\n\r\n",
        "GET /api/v1/dossiers HTTP/1.1\r\nConnection: close\r\n\r\n",
        "TRACE /api/v1/dossiers HTTP/1.1\r\nHost: thidua\r\nCookie: secret=1\r\nConnection: close\r\n\r\n",
        "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: thidua\r\nConnection: close\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=["long header", "long path", "many headers", "method", "nul", "version", "no host", "trace", "connect", "tls"],
)
async def test_a_monstrous_request_is_refused_and_the_next_one_served(
    system: System, office: Office, request_head: str
) -> None:
    answer = _said(system, request_head)

    assert not answer or answer.split(" ", 2)[1] in {"400", "401", "404", "405", "414", "431", "501", "505"}, answer[
        :200
    ]
    assert "secret=1" not in answer
    assert (await (await office.person("nop.thcs-yen-phu")).http.get("/health/live")).status_code == 200


async def test_pages_may_not_be_framed_nor_guess_types(office: Office) -> None:
    response = await (await office.person("nop.thcs-yen-phu")).http.get("/")

    assert response.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in response.headers.get("content-security-policy", "") or (
        response.headers.get("x-frame-options") == "DENY"
    )


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/dang-nhap", "/health/live", "/health/address", "/openapi.json", "/openapi/appraisal.json"),
        *("/asyncapi", "/api/v1/dossiers", "/api/v1/levels/commune/cases", "/api/v1/levels/state/decisions"),
        *("/api/v1/mails", "/api/v1/sessions/current", "/api/v1/nominations/BDQHS-7MDPX-9/events", "/nowhere"),
    ],
)
async def test_head_is_answered_as_get_without_a_body(office: Office, path: str) -> None:
    http = (await office.person("nop.thcs-yen-phu")).http
    own = {"date", "x-correlation-id", "set-cookie"}  # of each answer
    got = await http.get(path)

    answer = await http.head(path)

    assert got.content
    assert answer.content == b""
    assert (answer.status_code, answer.headers["content-type"]) == (got.status_code, got.headers["content-type"])
    assert {name for name in answer.headers if name not in own} == {name for name in got.headers if name not in own}


async def test_a_method_that_is_not_taken_is_told_which_are(office: Office) -> None:
    http = (await office.person("nop.thcs-yen-phu")).http

    answers = [await http.delete(path) for path in ("/", "/api/v1/dossiers", "/api/v1/levels/commune/decisions")]

    assert {one.status_code for one in answers} == {405}
    assert [one.headers["allow"] for one in answers] == ["GET, HEAD", "GET, HEAD, POST", "GET, HEAD, POST"]


def _is_an_own_list(answer: str) -> bool:
    """A server may tidy `..` away before it looks: then the list is the caller's own, as under the plain path."""
    return " 200 " in answer.partition("\r\n")[0] and '"items":[]' in answer.replace(" ", "")


def _said(system: System, request: str) -> str:
    """All that the address says to these bytes before it hangs up or falls silent."""
    where = urlsplit(system.stack.address)
    with socket.create_connection((where.hostname or "", where.port or 80), timeout=_PATIENCE) as line:
        line.settimeout(3)
        received = b""
        try:
            line.sendall(request.encode("latin-1"))
            while piece := line.recv(65_536):
                received += piece
        except (TimeoutError, ConnectionError):
            pass
    return received.decode("utf-8", "replace")


def test_the_address_itself_answers(system: System) -> None:
    assert httpx.get(f"{system.stack.address}/health/address", trust_env=False).text == "ok"
