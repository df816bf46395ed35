"""What every request passes: who sends it and what for, correlation id, security headers, the last catch for errors."""

import re
from collections.abc import Awaitable, Callable, Collection, Iterable

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.observability.correlation import TRACE_HEADERS, bind_correlation, bind_trace
from shared.observability.logs import get_logger
from shared.observability.tracing import Kind, is_on, span
from shared.refusals import DomainError, NotSignedInError
from shared.web.api.problems import TOO_LARGE, problem_of
from shared.web.http.admission import Admission, TurnedAwayError, network_of
from shared.web.http.classes import READ, UPLOAD, RequestClass, class_of, for_stranger
from shared.web.http.exchange import CORRELATION_HEADER, Exchange, announced, size_in_words
from shared.web.http.rates import Rate, Rates, rate_of

MAX_BODY_BYTES = UPLOAD.body_bytes
# Who sends a request, by what it carries: the account's id. Raises `NotSignedInError` for a stranger.
Recognise = Callable[[Request], Awaitable[str]]
_CARRIED = frozenset({CORRELATION_HEADER, *(name.encode() for name in TRACE_HEADERS)})
# Asked every few seconds by machines.
_UNTOLD = ("/health", "/metrics")

log = get_logger(__name__)


class Framing:
    """Outermost of the service's own code; pure ASGI, since it is on the path of every request.

    Bodies of `streamed` paths are taken piece by piece and held to a limit of their own. Where the application's state
    has a `recognise`, only somebody whom it knows gets to send more than a stranger may.
    """

    def __init__(self, app: ASGIApp, admission: Admission | None = None, streamed: Collection[str] = ()) -> None:
        self._app = app
        self._admission = admission or Admission()
        self._streamed = frozenset(streamed)
        self._rates = Rates()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; nothing escapes but cancellation."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(scope, receive, send, _take_over(scope["headers"]))
        try:
            await self._serve_traced(scope, exchange)
        finally:
            if exchange.ticket is not None:
                exchange.ticket.leave()
            exchange.measure()

    async def _serve_traced(self, scope: Scope, exchange: Exchange) -> None:
        if not is_on() or scope["path"].startswith(_UNTOLD):
            await self._serve(scope, exchange)
            return
        method = scope["method"]
        with span(method, Kind.SERVER, {"http.request.method": method}) as serving:
            try:
                await self._serve(scope, exchange)
            finally:
                # Its pattern, not the path: that may carry what people typed, and the query certainly does.
                serving.name(f"{method} {exchange.route}")
                serving.note({"http.route": exchange.route, "http.response.status_code": exchange.status})
                if exchange.status >= 500:  # noqa: PLR2004
                    serving.fail(str(exchange.status))

    async def _serve(self, scope: Scope, exchange: Exchange) -> None:
        if "\x00" in scope["path"] or b"%00" in scope["query_string"] or b"\x00" in scope["query_string"]:
            await exchange.answer(400)
            return
        if not scope["path"].startswith(_UNTOLD):
            if not _is_for_us(scope):
                await exchange.answer(421)
                return
            if not await self._is_admitted(class_of(scope["method"], scope["path"]), scope, exchange):
                return
        await self._pass_on(scope, exchange)

    async def _is_admitted(self, kind: RequestClass, scope: Scope, exchange: Exchange) -> bool:
        """Whether there is room; where there is none, the answer has been given, and nothing of the body was read."""
        try:
            kind, sender = await self._sender(kind, scope, exchange)
        except DomainError as refusal:
            await problem_of(Request(scope), refusal)(scope, exchange.receive, exchange.send)
            return False
        exchange.is_streamed = kind is not READ and scope["path"] in self._streamed
        if kind is not READ and not exchange.is_streamed and (announced(scope["headers"]) or 0) > kind.body_bytes:
            await exchange.answer(413, TOO_LARGE.format(limit=size_in_words(kind.body_bytes)))
            return False
        exchange.ticket = self._admission.ticket(kind, sender)
        if kind is READ or exchange.is_streamed or not exchange.has_body:
            try:
                exchange.ticket.enter()
            except TurnedAwayError as refused:
                await exchange.answer(refused.status)
                return False
        return True

    async def _sender(self, kind: RequestClass, scope: Scope, exchange: Exchange) -> tuple[RequestClass, str]:
        client, state = scope.get("client"), _state_of(scope)
        network = network_of(client[0] if client else "")
        rate = _rate_of(scope) if getattr(state, "is_rated", False) else None
        recognise: Recognise | None = getattr(state, "recognise", None)
        # Asking takes its place as its network: only what is counted is worth looking the account up for.
        if recognise is None or (kind.is_open and (kind is not READ or rate is None)):
            return kind, network
        try:
            account = await recognise(Request(scope))
        except NotSignedInError:
            strangers = for_stranger(kind, scope["path"])
            if strangers is None and exchange.has_body:
                raise
            return strangers or kind, network
        if rate is not None:
            self._rates.count(account, rate)
        return kind, network if kind is READ else account

    async def _pass_on(self, scope: Scope, exchange: Exchange) -> None:
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except Exception:
            log.exception("http.unexpected")
            if exchange.status:
                raise
            await exchange.answer(500)


def _state_of(scope: Scope) -> object:
    return scope["app"].state if "app" in scope else None


def _rate_of(scope: Scope) -> Rate | None:
    return rate_of(scope["method"], scope["path"], scope["query_string"].decode("latin-1"))


def _is_for_us(scope: Scope) -> bool:
    """Whether the request names a host of this deployment, where that is known."""
    hosts: Collection[str] | None = getattr(_state_of(scope), "hosts", None)
    if hosts is None:
        return True
    given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    return len(given) == 1 and re.sub(r":\d+$", "", given[0]).lower() in hosts


def _take_over(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Bind the caller's correlation and trace ids, so that logs and messages of this request carry them."""
    given = {name: value for name, value in headers if name in _CARRIED}
    bind_trace({name: given[name.encode()].decode("latin-1") for name in TRACE_HEADERS if name.encode() in given})
    return bind_correlation(given.get(CORRELATION_HEADER, b"").decode("latin-1")).encode()
