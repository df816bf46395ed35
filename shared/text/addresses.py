"""Mail addresses: one rule for every entry, which is also the rule of what the notifier can write into a letter."""

import re
import unicodedata

import idna

from shared.text.seen import compose_line

# A dot-atom of RFC 5321; quoted local parts are nobody's official mailbox.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"(?=.{{1,64}}\Z){_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LONGEST = 254
UNREACHABLE = "Nhập địa chỉ thư dạng ten@ten-mien: trước @ là chữ không dấu, chữ số và dấu chấm đơn; sau @ là tên miền."


class MailAddressError(ValueError):
    """No mail can be sent to what was typed; the text is a sentence for whoever typed it."""

    def __init__(self) -> None:
        super().__init__(UNREACHABLE)


def read_address(typed: str) -> str:
    """The address as letters carry it: trimmed, without invisible characters, its domain in ASCII.

    Raises:
        MailAddressError: No letter can carry it.
    """
    local, at, domain = compose_line(typed).rpartition("@")
    address = f"{local}@{_in_ascii(domain)}" if at and domain else ""
    if not is_address(address):
        raise MailAddressError
    return address


def reach(stored: str | None) -> str | None:
    """A stored address as letters carry it: earlier ones were kept as typed. One that none can carry stays as it is."""
    try:
        return read_address(stored) if stored else stored
    except MailAddressError:
        return stored


def is_address(address: str) -> bool:
    """Whether it is an address as `read_address` gives it."""
    local, _, domain = address.rpartition("@")
    return len(address) <= _LONGEST and bool(_LOCAL.fullmatch(local)) and bool(_DOMAIN.fullmatch(domain))


def _in_ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return idna.encode(unicodedata.normalize("NFKC", domain), uts46=True).decode()
    except idna.IDNAError:
        return ""
