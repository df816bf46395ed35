"""Mails about accounts written out as MIME, in the look of all mails of the system."""

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parseaddr
from urllib.parse import urlencode

from services.identity.domain.account_mails import AccountMail
from services.identity.domain.letters import TOKEN_FIELD, lay_out, write_subject
from shared.clock.days import VIETNAM
from shared.mails.mime import SENDER_NAME, MimeBody, encode_header, mailbox_header


@dataclass(frozen=True)
class MimeLetters:
    """Writes mails out. The same mail, token and moment give the same bytes; links lead to `public_url`."""

    public_url: str
    sender: str
    _body: MimeBody = field(default_factory=MimeBody)

    def __call__(self, mail: AccountMail, token: str, at: datetime) -> bytes:
        """The whole mail, dated `at`.

        Raises:
            UnwritableError: No header can carry its address.
        """
        subject, page = write_subject(mail), lay_out(mail, token, self._address)
        return self._head(mail, subject, at) + self._body(mail.id, page)

    def _address(self, path: str, token: str) -> str:
        query = f"?{urlencode({TOKEN_FIELD: token})}" if token else ""
        return f"{self.public_url.rstrip('/')}{path}{query}"

    def _head(self, mail: AccountMail, subject: str, at: datetime) -> bytes:
        name, address = parseaddr(self.sender)
        domain = address.rpartition("@")[2] or "localhost"
        lines = (
            f"Message-ID: <tai-khoan.{mail.id}@{domain}>",
            f"Date: {format_datetime(at.astimezone(VIETNAM))}",
            mailbox_header("From", name or SENDER_NAME, address),
            mailbox_header("To", mail.name, mail.address),
            f"Subject: {encode_header('Subject', subject)}",
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: All",
            "Content-Language: vi",
        )
        return "".join(f"{line}\r\n" for line in lines).encode("ascii")
