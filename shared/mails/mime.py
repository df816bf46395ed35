"""Letters written out as MIME: one text, one HTML that works without pictures, and headers that machines go by."""

import re
from binascii import b2a_qp
from email.header import Header
from pathlib import Path
from textwrap import wrap

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from shared.mails.page import Page
from shared.refusals import DomainError
from shared.text.addresses import UNREACHABLE, is_address
from shared.text.seen import compose_line

SENDER_NAME = "Thi đua, khen thưởng tỉnh Hưng Yên"
_TEMPLATES = Path(__file__).parent / "templates"
_COLUMNS = 72
_START = re.compile(r" *(?:[*-] )?")


class UnwritableError(DomainError):
    """A mail that cannot be written out; it is refused before anything is sent."""


class MimeBody:
    """Draws pages by the templates beside this module. The same page and id give the same bytes."""

    def __init__(self) -> None:
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

    def __call__(self, mail_id: str, shown: Page) -> bytes:
        """Both parts, put together by hand: EmailMessage takes four times as long as all the rest of a mail."""
        boundary = "=_" + mail_id.replace(":", "_")
        written = [
            f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n'.encode("ascii"),
            self._encode("plain", self.write_text(shown)),
            self._encode("html", self._draw("letter.html.j2", shown)),
        ]
        return f"\r\n--{boundary}\r\n".encode("ascii").join(written) + f"\r\n--{boundary}--\r\n".encode("ascii")

    def write_text(self, shown: Page) -> str:
        """The page as plain text, in lines that a terminal has room for."""
        return "\n".join(map(_fold, self._draw("letter.txt.j2", shown).split("\n")))

    def _draw(self, template: str, shown: Page) -> str:
        return self._templates.get_template(template).render(page=shown)

    def _encode(self, kind: str, text: str) -> bytes:
        head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        return head.encode("ascii") + b2a_qp(text.replace("\n", "\r\n").encode(), istext=True)


def mailbox_header(header: str, name: str, address: str) -> str:
    """The header with a name and an address.

    Raises:
        UnwritableError: The address cannot stand in a header.
    """
    if not is_address(address):
        raise UnwritableError(f"{UNREACHABLE} Sửa địa chỉ rồi gửi lại thư này.")
    return f"{header}: {encode_header(header, name)}\r\n <{address}>"


def encode_header(header: str, text: str) -> str:
    """The text as the header carries it; Python's newer folding loses spaces and encodes ids beyond recognition."""
    return Header(compose_line(text), "utf-8", header_name=header).encode(linesep="\r\n")


def _fold(line: str) -> str:
    """The line in as many as a terminal needs; the mark of a list hangs, and an address of a page stays whole."""
    if len(line) <= _COLUMNS:
        return line
    start = _START.match(line)
    hanging = " " * len(start[0]) if start else ""
    return "\n".join(wrap(line, _COLUMNS, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False))
