"""An HTTP/1.1 connection that costs next to nothing: it shares the machine with what it measures."""

import asyncio
from dataclasses import dataclass
from typing import Self

from shared.web.http.cookies import SESSION_COOKIE

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length:"
_STATUS = slice(9, 12)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `head` is lower-case."""

    status: int
    head: bytes
    body: bytes


class LostConnectionError(Exception):
    """The server closed the connection before it had answered."""


class UnexpectedAnswerError(Exception):
    """The answer was another than whoever asked can go on with."""


class Connection(asyncio.Protocol):
    """One request at a time; only answers with a Content-Length, as both the product and the floors give."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._waiting: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None
        self._head_length = 0
        self._whole_length = 0

    @classmethod
    async def open(cls, host: str, port: int) -> Self:
        """A connection to that address."""
        transport, connection = await asyncio.get_running_loop().create_connection(cls, host, port)
        connection._transport = transport  # noqa: SLF001 - its own
        return connection

    async def send(self, request: bytes) -> Answer:
        """Send the whole request, head and body, and wait for its answer.

        Raises:
            LostConnectionError: There was none.
        """
        if self._transport is None or self._transport.is_closing():
            raise LostConnectionError
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Asyncio's callback."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(LostConnectionError(str(exc)))

    def data_received(self, data: bytes) -> None:
        """Asyncio's callback."""
        self._buffer += data
        if not self._whole_length:
            end = self._buffer.find(_END_OF_HEAD)
            if end < 0:
                return
            self._head_length = end + len(_END_OF_HEAD)
            self._whole_length = self._head_length + _content_length(bytes(self._buffer[: self._head_length]).lower())
        if len(self._buffer) >= self._whole_length and self._waiting is not None:
            answer = self._take()
            if not self._waiting.done():
                self._waiting.set_result(answer)

    def _take(self) -> Answer:
        head = bytes(self._buffer[: self._head_length])
        body = bytes(self._buffer[self._head_length : self._whole_length])
        del self._buffer[: self._whole_length]
        self._whole_length = 0
        return Answer(int(head[_STATUS]), head.lower(), body)


def bearer(token: str) -> bytes:
    """The header line of whoever is signed in with that token."""
    return f"Authorization: Bearer {token}\r\n".encode()


def session(token: str) -> bytes:
    """The same for pages, which are opened by the session's cookie alone."""
    return f"Cookie: {SESSION_COOKIE}={token}\r\n".encode()


def request(method: str, path: str, headers: bytes = b"", body: bytes = b"") -> bytes:
    """The bytes of a request; `headers` are whole lines, each with its line end."""
    length = b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body) if body else b""
    if not body and method != "GET":
        length = b"Content-Length: 0\r\n"
    line = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode()
    return line + headers + length + b"\r\n" + body


def _content_length(head: bytes) -> int:
    start = head.find(_LENGTH)
    if start < 0:
        return 0
    start += len(_LENGTH)
    return int(head[start : head.index(b"\r", start)])
