"""What every request passes: correlation id, size limit, security headers, measurement, the last catch for errors."""

import asyncio
import contextlib
import logging
import sys
import time
from collections.abc import Collection, Iterable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.observability.correlation import TRACE_HEADERS, bind_correlation, bind_trace
from shared.observability.logs import get_logger
from shared.observability.tracing import Kind, is_on, span
from shared.web.crowding import RETRY_AFTER_SECONDS, Crowd, announced
from shared.web.measures import REQUESTS
from shared.web.problems import problem_response

MAX_BODY_BYTES = 16 * 1024 * 1024
# What a body weighs of which never more than this is in memory at once.
STREAMED_BYTES = 2 * 1024 * 1024
# A refused body is still taken and thrown away for a moment: a connection closed while it comes takes the answer along.
# Long enough for what a client or proxy has under way, short enough to be no way to hold a connection.
DISCARD_SECONDS = 5.0
DISCARD_BYTES = 64 * 1024 * 1024
CORRELATION_HEADER = b"x-correlation-id"
_CARRIED = frozenset({CORRELATION_HEADER, *(name.encode() for name in TRACE_HEADERS)})
# Asked every few seconds by machines.
_UNTOLD = ("/health", "/metrics")
_SECURITY: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    # Answers carry personal data: neither browser nor proxy keeps them unless a route says so.
    (b"cache-control", b"no-store"),
)
# Where it was reached by TLS, it is asked for by TLS alone from then on (two years: what browsers' lists expect).
_STRICT = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")

log = get_logger(__name__)
_VERBOSITY = logging.getLogger(__name__)


class Framing:
    """Outermost of the service's own code; pure ASGI, since it is on the path of every request."""

    def __init__(
        self,
        app: ASGIApp,
        max_body_bytes: int = MAX_BODY_BYTES,
        crowd: Crowd | None = None,
        streamed: Collection[str] = (),
    ) -> None:
        self._app = app
        self._streamed = frozenset(streamed)
        self._max_body_bytes = max_body_bytes
        self._crowd = crowd or Crowd()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; nothing escapes but cancellation."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        correlation = _take_over(scope["headers"])
        # Routes that take a body piece by piece hold it to a limit of their own.
        limit = sys.maxsize if scope["path"] in self._streamed else self._max_body_bytes
        exchange = _Exchange(scope, receive, send, correlation, limit)
        try:
            await self._told(scope, exchange, limit)
        finally:
            exchange.measure()

    async def _told(self, scope: Scope, exchange: "_Exchange", limit: int) -> None:
        if not is_on() or scope["path"].startswith(_UNTOLD):
            await self._serve(scope, exchange, limit)
            return
        method = scope["method"]
        with span(method, Kind.SERVER, {"http.request.method": method}) as telling:
            try:
                await self._serve(scope, exchange, limit)
            finally:
                # Its pattern, not the path: that may carry what people typed, and the query certainly does.
                telling.name(f"{method} {exchange.route}")
                telling.note({"http.route": exchange.route, "http.response.status_code": exchange.status})
                if exchange.status >= 500:  # noqa: PLR2004
                    telling.fail(str(exchange.status))

    async def _serve(self, scope: Scope, exchange: "_Exchange", limit: int) -> None:
        status = _refused_unread(scope, limit)
        if status:
            await exchange.answer(status)
            return
        weight = announced(scope["headers"], self._max_body_bytes)
        if limit > self._max_body_bytes:
            weight = min(weight, STREAMED_BYTES)
        if not weight:
            await self._pass_on(scope, exchange)
        elif self._crowd.let_in(weight):
            try:
                await self._pass_on(scope, exchange)
            finally:
                self._crowd.let_go(weight)
        else:
            await exchange.answer(503, {"Retry-After": str(RETRY_AFTER_SECONDS)})

    async def _pass_on(self, scope: Scope, exchange: "_Exchange") -> None:
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except Exception:
            log.exception("http.unexpected")
            if exchange.status:
                raise
            await exchange.answer(500)


class _TooLargeError(HTTPException):
    # FastAPI lets HTTPException pass where it would turn any other error while reading into a 400.
    def __init__(self) -> None:
        super().__init__(413, headers={"Connection": "close"})


class _Exchange:
    """One request and its response, counted and labelled on the way."""

    __slots__ = (
        "_correlation",
        "_is_closing",
        "_is_unread",
        "_left",
        "_receive",
        "_scope",
        "_send",
        "_started",
        "status",
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send, correlation: bytes, limit: int) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._correlation = correlation
        self._left = limit
        self._is_unread = announced(scope["headers"], 1) > 0
        self._is_closing = False
        self._started = time.perf_counter()
        self.status = 0

    async def receive(self) -> Message:
        message = await self._receive_part()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise _TooLargeError
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", ()))
            present = {name.lower() for name, _ in headers}
            headers.append((CORRELATION_HEADER, self._correlation))
            headers += [header for header in _SECURITY if header[0] not in present]
            if self._scope.get("scheme") == "https":
                headers.append(_STRICT)
            message = {**message, "headers": headers}
            self._is_closing = any(name.lower() == b"connection" and value == b"close" for name, value in headers)
        elif self._is_closing and self._is_unread and not message.get("more_body"):
            # The whole answer goes out first, then the connection stays open while the rest of the body is thrown away.
            await self._send({**message, "more_body": True})
            await self._discard()
            message = {"type": "http.response.body"}
        await self._send(message)

    async def _receive_part(self) -> Message:
        message = await self._receive()
        self._is_unread = self._is_unread and message["type"] == "http.request" and message.get("more_body", False)
        return message

    async def _discard(self) -> None:
        left = DISCARD_BYTES
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DISCARD_SECONDS):
                while self._is_unread and left > 0:
                    left -= len((await self._receive_part()).get("body", b""))

    async def answer(self, status: int, headers: Mapping[str, str] | None = None) -> None:
        if self.status:
            return
        # The rest of an oversized body is not waited for.
        headers = {"Connection": "close"} if status == 413 else headers  # noqa: PLR2004
        response = problem_response(Request(self._scope), status, headers=headers)
        await response(self._scope, self._receive, self.send)

    @property
    def route(self) -> str:
        """The pattern of the route that answers, once it is found."""
        route = self._scope.get("route")
        return getattr(route, "path_format", None) or getattr(route, "path", None) or "(none)"

    def measure(self) -> None:
        template = self.route
        seconds = time.perf_counter() - self._started
        REQUESTS.labels(self._scope["method"], template, str(self.status)).observe(seconds)
        if not _VERBOSITY.isEnabledFor(logging.DEBUG):
            return
        log.debug(
            "http.request",
            method=self._scope["method"],
            route=template,
            status=self.status,
            milliseconds=round(seconds * 1000, 1),
        )


def _refused_unread(scope: Scope, max_body_bytes: int) -> int:
    """The status with which a request is refused before anybody reads it, or 0."""
    if "\x00" in scope["path"] or b"%00" in scope["query_string"] or b"\x00" in scope["query_string"]:
        return 400
    for name, value in scope["headers"]:
        # The server has checked that it is a number.
        if name == b"content-length" and value.isdigit() and int(value) > max_body_bytes:
            return 413
    return 0


def _take_over(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Bind the caller's correlation and trace ids, so that logs and messages of this request carry them."""
    given = {name: value for name, value in headers if name in _CARRIED}
    bind_trace({name: given[name.encode()].decode("latin-1") for name in TRACE_HEADERS if name.encode() in given})
    return bind_correlation(given.get(CORRELATION_HEADER, b"").decode("latin-1")).encode()
