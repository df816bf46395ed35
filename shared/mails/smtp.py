"""A line to the mail server, spoken step by step, so that it is known at each moment whether it may have the mail."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from aiosmtplib.errors import SMTPSenderRefused

from shared.mails.line import DeferredError, DoubtError, LineDownError, LineError, RefusedError

_ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_TEMPORARY = range(400, 500)
_PERMANENT = range(500, 600)


@dataclass(frozen=True)
class MailServer:
    """How to reach the mail server, and under which address."""

    host: str
    port: int
    sender: str
    tls: Literal["none", "starttls", "tls"] = "none"
    username: str = ""
    password: str = ""
    command_seconds: float = 15.0
    content_seconds: float = 120.0


class SmtpLine:
    """One connection, kept over many mails; a mail that was not finished is reset before the next."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._smtp: SMTP | None = None

    async def ready(self) -> None:
        """Connected, greeted, secured, signed in, and clear of any earlier mail.

        Raises:
            LineDownError: It is not possible now.
        """
        if self._smtp is not None:
            # The server may have hung up since the last mail: that is found out here, where no mail suffers for it.
            try:
                await self._smtp.rset()
            except (SMTPException, OSError):
                self.drop()
        if self._smtp is None:
            self._smtp = await self._connected()

    async def _connected(self) -> SMTP:
        server = self._server
        smtp = SMTP(
            hostname=server.host,
            port=server.port,
            timeout=server.command_seconds,
            use_tls=server.tls == "tls",
            start_tls=server.tls == "starttls",
        )
        try:
            await smtp.connect()
            if smtp.is_ehlo_or_helo_needed:
                await smtp.ehlo()
            if server.username:
                await smtp.login(server.username, server.password)
        except (SMTPException, OSError, ValueError) as error:
            smtp.close()
            raise LineDownError(_reason(error)) from error
        return smtp

    async def address(self, recipient: str, *, envelope_id: str) -> None:
        """MAIL and RCPT. Reports about it are to name it and to leave out what it says, where the server can do so."""
        smtp = self._open()
        options = ["RET=HDRS", f"ENVID={envelope_id}"] if smtp.supports_extension("dsn") else []
        with self._translated(lost=DeferredError):
            try:
                await smtp.mail(self._server.sender, options=options)
            except SMTPSenderRefused as error:
                if error.code in _PERMANENT:
                    # It is we who are not welcome, whatever the mail: failing them all for that would be wrong.
                    raise LineDownError(_reason(error)) from error
                raise
            await smtp.rcpt(recipient)

    async def content(self, raw: bytes) -> None:
        """DATA, up to the answer to its final dot."""
        smtp = self._open()
        with self._translated(lost=DoubtError):
            await smtp.data(raw, timeout=self._server.content_seconds)

    async def close(self) -> None:
        """QUIT, if the server still listens."""
        if self._smtp is None:
            return
        with suppress(SMTPException, OSError):
            await self._smtp.quit(timeout=1.0)
        self.drop()

    def drop(self) -> None:
        """Cut it."""
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None

    def _open(self) -> SMTP:
        if self._smtp is None:
            raise DeferredError("not connected")
        return self._smtp

    @contextmanager
    def _translated(self, *, lost: type[LineError]) -> Iterator[None]:
        try:
            yield
        except SMTPResponseException as error:
            if error.code in _TEMPORARY:
                raise DeferredError(_reason(error)) from error
            if error.code in _PERMANENT:
                raise RefusedError(_reason(error)) from error
            self.drop()
            raise lost(_reason(error)) from error
        except (SMTPException, OSError) as error:
            self.drop()
            raise lost(_reason(error)) from error
        except UnicodeEncodeError as error:
            raise RefusedError("553 5.6.7") from error


def _reason(error: Exception) -> str:
    """Codes only: what a server says in words may contain addresses."""
    if isinstance(error, SMTPResponseException):
        enhanced = _ENHANCED.search(error.message)
        return f"{error.code} {enhanced[0]}" if enhanced else str(error.code)
    return type(error).__name__.removeprefix("SMTP")
