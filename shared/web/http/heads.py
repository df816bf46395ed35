"""HEAD: status and headers of GET, without the body (RFC 9110, 9.3.2), on every route that has GET."""

from collections.abc import Sequence

from anyio import CancelScope
from anyio.lowlevel import checkpoint
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Heads:
    """Outermost: what stands inside sees a GET; of its answer only the head leaves."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; the body of an answer to HEAD is read no further than its first piece."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        # A copy: the server reads the method of its own scope to know that no body follows.
        with CancelScope() as answering:
            await self._app({**scope, "method": "GET"}, receive, _Head(send, answering).send)


class _Head:
    def __init__(self, send: Send, answering: CancelScope) -> None:
        self._send = send
        self._answering = answering
        self._is_sent = False

    async def send(self, message: Message) -> None:
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        if not self._is_sent:
            self._is_sent = True
            await self._send({"type": "http.response.body", "body": b""})
        if message.get("more_body", False):
            # A file is not read to its end, and a stream that never ends is left, for a body that nobody gets.
            self._answering.cancel()
            await checkpoint()


def allowed_methods(routes: Sequence[BaseRoute], scope: Scope) -> Sequence[str]:
    """The methods that the path of `scope` takes, HEAD beside GET: what a 405 must say in Allow (RFC 9110, 15.5.6)."""
    taken = [method for method in _METHODS if _is_taken(routes, {**scope, "method": method})]
    return ["GET", "HEAD", *taken[1:]] if taken[:1] == ["GET"] else taken


def _is_taken(routes: Sequence[BaseRoute], scope: Scope) -> bool:
    return any(route.matches(scope)[0] is Match.FULL for route in routes)
