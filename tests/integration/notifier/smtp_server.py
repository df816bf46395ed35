"""A real SMTP server in this process that keeps what it takes and fails as ordered."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PATIENCE_SECONDS = 60.0
Answer = str | None


@dataclass(frozen=True)
class Taken:
    """A mail that the server answers for; `answered` is whether the sender was told."""

    recipient: str
    raw: bytes
    answered: bool

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        return str(message_from_bytes(self.raw, policy=default)["Message-ID"])


@dataclass
class SmtpServer:
    """Orders are used up one by one, in the order given; without one, everything is taken."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    sessions: int = 0
    greetings: deque[str] = field(default_factory=deque)
    senders: deque[str] = field(default_factory=deque)
    recipients: deque[str] = field(default_factory=deque)
    contents: deque[str] = field(default_factory=deque)
    cuts: deque[str] = field(default_factory=deque)
    slow: asyncio.Event | None = None
    password: str = ""
    reports: bool = False  # RFC 3461: it says so in its greeting, and keeps what it is asked for in `reporting`
    reporting: list[str] = field(default_factory=list)
    _server: asyncio.Server | None = None
    connections: set[asyncio.BaseTransport] = field(default_factory=set)

    async def open(self) -> None:
        """Listen, on the same port as before if there was one."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Conversation(self), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Refuse connections and end those there are."""
        if self._server is not None:
            self._server.close()
        for transport in set(self.connections):
            transport.close()
        self._server = None

    def message_ids(self) -> list[str]:
        """Of everything taken, in order."""
        return [one.message_id for one in self.taken]


class _Conversation(SMTP):
    """One connection. `cuts` order what happens to the content: "middle" or "dot"."""

    def __init__(self, smtp_server: SmtpServer) -> None:
        super().__init__(
            _Clerk(smtp_server),
            hostname="thu.example",
            loop=asyncio.get_running_loop(),
            authenticator=self._knows if smtp_server.password else None,
            auth_require_tls=False,
            auth_required=bool(smtp_server.password),
        )
        self._office = smtp_server
        self._in_content = False

    def _knows(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, told: object
    ) -> AuthResult:
        is_known = isinstance(told, LoginPassword) and told.password == self._office.password.encode()
        return AuthResult(success=is_known, handled=False)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 the library's name
        """Keep what is asked of reports; the library knows nothing of them."""
        sender, marker, options = (arg or "").partition(" RET=")
        if marker and self._office.reports:
            self._office.reporting.append(f"RET={options.partition(' SIZE=')[0]}")
            arg = sender
        await super().smtp_MAIL(arg)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        self._office.sessions += 1
        self._office.connections.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget it."""
        if self.transport is not None:
            self._office.connections.discard(self.transport)
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """Hang up in the middle of a content, if so ordered."""
        cuts = self._office.cuts
        if cuts and cuts[0] == "middle" and b"Message-ID:" in data:
            cuts.popleft()
            if isinstance(self.transport, asyncio.WriteTransport):
                self.transport.abort()
            return
        super().data_received(data)


class _Clerk:
    """aiosmtpd's hooks."""

    def __init__(self, smtp_server: SmtpServer) -> None:
        self._office = smtp_server

    async def handle_EHLO(  # noqa: N802 aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        if self._office.greetings:
            return [self._office.greetings.popleft()]
        session.host_name = hostname
        # The last line of the answer is the one without a hyphen.
        return [*responses[:-1], "250-DSN", responses[-1]] if self._office.reports else responses

    async def handle_MAIL(  # noqa: N802 aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self._office.senders:
            return self._office.senders.popleft()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self._office.recipients:
            return self._office.recipients.popleft()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 aiosmtpd's name
        smtp_server = self._office
        if smtp_server.contents:
            return smtp_server.contents.popleft()
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        is_cut = bool(smtp_server.cuts) and smtp_server.cuts[0] == "dot"
        smtp_server.taken.append(Taken(envelope.rcpt_tos[0], raw, answered=not is_cut))
        if is_cut:
            smtp_server.cuts.popleft()
            if isinstance(server.transport, asyncio.WriteTransport):
                server.transport.abort()
        if smtp_server.slow is not None:
            await smtp_server.slow.wait()
        return "250 OK"


@asynccontextmanager
async def smtp_serving() -> AsyncIterator[SmtpServer]:
    """One, open."""
    smtp_server = SmtpServer()
    await smtp_server.open()
    try:
        yield smtp_server
    finally:
        if smtp_server.slow is not None:
            smtp_server.slow.set()
        await smtp_server.close()


async def until(holds: Callable[[], bool] | Callable[[], Awaitable[bool]]) -> None:
    """Return as soon as the condition holds; asked every few milliseconds, for as long as a slow machine may need."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = holds()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(0.01)
