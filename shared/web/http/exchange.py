"""One request and its response: counted as it comes, held to its class and to a deadline, labelled on the way."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterable

from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from shared.observability.logs import get_logger
from shared.web.api.problems import BodyRefusedError, problem_response
from shared.web.http.admission import Ticket, TurnedAwayError, retry_headers
from shared.web.http.classes import KIBIBYTE, MEBIBYTE
from shared.web.http.measures import REQUESTS

CORRELATION_HEADER = b"x-correlation-id"
# A body comes at this rate or faster, after some patience: whoever sends a byte a minute holds nothing for long. The
# proxy in front waits longer, so that the answer is this one.
BODY_PATIENCE_SECONDS = 15.0
LEAST_BYTES_A_SECOND = 64 * KIBIBYTE
# A refused body is still taken and thrown away for a moment: a connection closed while it comes takes the answer along.
# Long enough for what a client or proxy has under way, short enough to be no way to hold a connection.
DISCARD_SECONDS = 5.0
DISCARD_BYTES = 64 * MEBIBYTE
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

_VERBOSITY = logging.getLogger(__name__)
log = get_logger(__name__)


class Exchange:
    """One request and its response. With a `ticket` its body counts; one that `is_streamed` is kept by nobody."""

    __slots__ = (
        *("_correlation", "_deadline", "_is_closing", "_is_unread", "_receive", "_scope", "_send", "_started"),
        *("is_streamed", "status", "ticket"),
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send, correlation: bytes) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._correlation = correlation
        self._is_unread = announced(scope["headers"]) is not None
        self._is_closing = False
        self._started = time.perf_counter()
        self._deadline = time.monotonic() + BODY_PATIENCE_SECONDS
        self.ticket: Ticket | None = None
        self.is_streamed = False
        self.status = 0

    @property
    def has_body(self) -> bool:
        """Whether some of the request's body is still to come."""
        return self._is_unread

    async def receive(self) -> Message:
        """The next part of the request.

        Raises:
            BodyRefusedError: It comes too slowly, or there is no room for it.
        """
        if not self._is_unread:
            return await self._receive()
        try:
            async with asyncio.timeout(max(self._deadline - time.monotonic(), 0.0)):
                message = await self._receive_part()
        except TimeoutError:
            raise BodyRefusedError(408) from None
        size = len(message.get("body", b""))
        self._deadline += size / LEAST_BYTES_A_SECOND
        if self.ticket is not None and not self.is_streamed:
            self._count(self.ticket, size)
        return message

    async def send(self, message: Message) -> None:
        """The next part of the answer, its head with what every answer carries."""
        if message["type"] == "http.response.start":
            message = {**message, "headers": self._headed(message)}
        elif self._is_closing and not message.get("more_body"):
            # The whole answer goes out first, then the connection stays open while the rest of the body is thrown away.
            await self._send({**message, "more_body": True})
            await self._discard()
            message = {"type": "http.response.body"}
        await self._send(message)

    async def answer(self, status: int, detail: str = "") -> None:
        """Answer with a problem, unless there is an answer already."""
        if self.status:
            return
        response = problem_response(Request(self._scope), status, detail, headers=retry_headers(status))
        await response(self._scope, self._receive, self.send)

    def _headed(self, message: Message) -> list[tuple[bytes, bytes]]:
        self.status = message["status"]
        headers: list[tuple[bytes, bytes]] = list(message.get("headers", ()))
        present = {name.lower() for name, _ in headers}
        headers.append((CORRELATION_HEADER, self._correlation))
        headers += [header for header in _SECURITY if header[0] not in present]
        if self._scope.get("scheme") == "https":
            headers.append(_STRICT)
        if self._is_unread:
            self._is_closing = True
            headers = [(name, value) for name, value in headers if name.lower() != b"connection"]
            headers.append((b"connection", b"close"))
        return headers

    def _count(self, ticket: Ticket, size: int) -> None:
        try:
            ticket.add(size)
            if not self._is_unread:
                ticket.enter()
        except TurnedAwayError as refused:
            limit = size_in_words(ticket.kind.body_bytes) if refused.status == 413 else ""  # noqa: PLR2004
            raise BodyRefusedError(refused.status, limit=limit) from None

    async def _receive_part(self) -> Message:
        message = await self._receive()
        self._is_unread = message["type"] == "http.request" and message.get("more_body", False)
        return message

    async def _discard(self) -> None:
        left = DISCARD_BYTES
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DISCARD_SECONDS):
                while self._is_unread and left > 0:
                    left -= len((await self._receive_part()).get("body", b""))

    @property
    def route(self) -> str:
        """The pattern of the route that answers, once it is found."""
        route = self._scope.get("route")
        return getattr(route, "path_format", None) or getattr(route, "path", None) or "(none)"

    def measure(self) -> None:
        """Count it, by route and status."""
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


def announced(headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    """How many bytes of body a request announces; -1 where it has one and does not say, nothing where it has none."""
    for name, value in headers:
        if name == b"content-length":
            # The server has checked that it is a number.
            return int(value) or None if value.isdigit() else -1
        if name == b"transfer-encoding":
            return -1
    return None


def size_in_words(size: int) -> str:
    """The size as people say it."""
    return f"{size // MEBIBYTE} MiB" if size >= MEBIBYTE else f"{size // KIBIBYTE} KiB"
