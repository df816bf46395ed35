"""Mails written out as MIME: one text, one HTML that works without pictures, and the headers that machines go by."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parseaddr

from services.notifier.domain.facts import in_reading_order
from services.notifier.domain.mails import Letter, Mail
from shared.clock.days import VIETNAM
from shared.events.digests import DigestDue
from shared.identity.digest_links import PATH, DigestLinks
from shared.mails.law import Law
from shared.mails.letter_layout import LetterLayout
from shared.mails.mime import SENDER_NAME, MimeBody, encode_header, mailbox_header
from shared.mails.stories import write_subject

_WITHOUT_RECEIPT = ("authority", "officer")
_WITHOUT_LINKS = DigestLinks("")


@dataclass(frozen=True)
class Stationery:
    """What all letters of an installation share. `sender` is an address, with or without a name."""

    public_url: str
    sender: str
    idempotency_header: str = "X-Idempotency-Key"
    digest_links: DigestLinks = _WITHOUT_LINKS

    @property
    def address(self) -> str:
        """The sender's bare address, also the envelope's."""
        return parseaddr(self.sender)[1]

    @property
    def name(self) -> str:
        """The sender's name."""
        return parseaddr(self.sender)[0] or SENDER_NAME

    def end_of_digest(self, account: str) -> str:
        """Where the account's digest is ended without signing in; nothing where the deployment has no key for that."""
        token = self.digest_links.token(account)
        return f"{self.public_url.rstrip('/')}{PATH}/{token}" if token else ""

    @property
    def domain(self) -> str:
        """The part of the address behind the at sign; Message-IDs end in it."""
        return self.address.rpartition("@")[2] or "localhost"


class MimeLetters:
    """Composes letters from the templates beside this module. The same mail and moment give the same bytes."""

    def __init__(self, stationery: Stationery, law: Law) -> None:
        self._stationery = stationery
        self._law = law
        self._lay_out = LetterLayout(stationery.public_url, law, stationery.end_of_digest)
        self._body = MimeBody()

    def __call__(self, mail: Mail, at: datetime) -> Letter:
        """The letter, dated `at`.

        Raises:
            UnwritableError: The address cannot stand in a header.
        """
        facts = in_reading_order(mail.facts)
        title = write_subject(facts, self._law)
        shown = self._lay_out(facts, greeted=mail.recipient.name)
        return Letter(title, self._head(mail, title, at) + self._body(mail.id, shown))

    def _head(self, mail: Mail, title: str, at: datetime) -> bytes:
        """The headers, folded by hand: Python's newer folding loses spaces and encodes ids beyond recognition."""
        own = self._stationery
        lines = [
            f"Message-ID: {self._message_id(mail.id)}",
            f"Date: {format_datetime(at.astimezone(VIETNAM))}",
            mailbox_header("From", own.name, own.address),
            mailbox_header("To", mail.recipient.name, mail.recipient.address),
            f"Subject: {encode_header('Subject', title)}",
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: All",
            f"List-Id: <thong-bao.{own.domain}>",
            "Content-Language: vi",
        ]
        receipt = f"{mail.dossier_id}:received:{mail.recipient.key}"
        if receipt not in mail.covers and mail.recipient.key not in _WITHOUT_RECEIPT:
            lines += [f"{header}: {self._message_id(receipt)}" for header in ("In-Reply-To", "References")]
        if isinstance(mail.facts[0], DigestDue) and (ending := own.end_of_digest(mail.facts[0].account)):
            lines += [f"List-Unsubscribe: <{ending}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
        if own.idempotency_header:
            lines.append(f"{own.idempotency_header}: {mail.id}")
        return "".join(f"{line}\r\n" for line in lines).encode("ascii")

    def _message_id(self, mail_id: str) -> str:
        return f"<{mail_id.replace(':', '.')}@{self._stationery.domain}>"
