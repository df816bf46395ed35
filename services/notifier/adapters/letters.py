"""Mails written out as MIME: one text, one HTML that works without pictures, and the headers that machines go by."""

import re
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, parseaddr
from pathlib import Path
from textwrap import wrap

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.notifier.application.ports import UnwritableError
from services.notifier.domain.facts import in_reading_order
from services.notifier.domain.law import Law
from services.notifier.domain.letter_layout import LetterLayout, Page
from services.notifier.domain.mails import Letter, Mail
from services.notifier.domain.stories import write_subject
from shared.clock.days import VIETNAM
from shared.events.digests import DigestDue
from shared.identity.digest_links import PATH, DigestLinks
from shared.text.addresses import UNREACHABLE, is_address
from shared.text.seen import compose_line

_TEMPLATES = Path(__file__).parent / "templates"
_COLUMNS = 72
_START = re.compile(r" *(?:[*-] )?")
_WITHOUT_RECEIPT = ("authority", "officer")
_WITHOUT_LINKS = DigestLinks("")
_SENDER_NAME = "Thi đua, khen thưởng tỉnh Hưng Yên"


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
        return parseaddr(self.sender)[0] or _SENDER_NAME

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
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=select_autoescape(("html.j2",)),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        # What one line is for stays in one, whatever was stored in earlier days: a second would look like the letter's.
        self._templates.filters["line"] = compose_line

    def __call__(self, mail: Mail, at: datetime) -> Letter:
        """The letter, dated `at`.

        Raises:
            UnwritableError: The address cannot stand in a header.
        """
        facts = in_reading_order(mail.facts)
        title = write_subject(facts, self._law)
        shown = self._lay_out(facts, greeted=mail.recipient.name)
        return Letter(title, self._head(mail, title, at) + self._body(mail, shown))

    def _head(self, mail: Mail, title: str, at: datetime) -> bytes:
        """The headers, folded by hand: Python's newer folding loses spaces and encodes ids beyond recognition."""
        own = self._stationery
        lines = [
            f"Message-ID: {self._message_id(mail.id)}",
            f"Date: {format_datetime(at.astimezone(VIETNAM))}",
            _mailbox("From", own.name, own.address),
            _mailbox("To", mail.recipient.name, mail.recipient.address),
            f"Subject: {_encoded('Subject', title)}",
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

    def _body(self, mail: Mail, shown: Page) -> bytes:
        """Both parts, put together by hand: EmailMessage takes four times as long as all the rest of a mail."""
        boundary = "=_" + mail.id.replace(":", "_")
        parts = {"plain": "txt", "html": "html"}
        written = [
            f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n'.encode("ascii"),
            *(self._part(kind, f"letter.{file}.j2", shown) for kind, file in parts.items()),
        ]
        return f"\r\n--{boundary}\r\n".encode("ascii").join(written) + f"\r\n--{boundary}--\r\n".encode("ascii")

    def _part(self, kind: str, template: str, shown: Page) -> bytes:
        text = self._templates.get_template(template).render(page=shown)
        if kind == "plain":
            text = "\n".join(map(_fold, text.split("\n")))
        head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        return head.encode("ascii") + b2a_qp(text.replace("\n", "\r\n").encode(), istext=True)

    def _message_id(self, mail_id: str) -> str:
        return f"<{mail_id.replace(':', '.')}@{self._stationery.domain}>"


def _fold(line: str) -> str:
    """The line in as many as a terminal needs; the mark of a list hangs, and an address of a page stays whole."""
    if len(line) <= _COLUMNS:
        return line
    start = _START.match(line)
    hanging = " " * len(start[0]) if start else ""
    return "\n".join(wrap(line, _COLUMNS, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False))


def _mailbox(header: str, name: str, address: str) -> str:
    if not is_address(address):
        raise UnwritableError(f"{UNREACHABLE} Sửa địa chỉ rồi gửi lại thư này.")
    return f"{header}: {_encoded(header, name)}\r\n <{address}>"


def _encoded(header: str, text: str) -> str:
    return Header(compose_line(text), "utf-8", header_name=header).encode(linesep="\r\n")
