"""Reports of mail servers that a mail reached nobody (RFC 3464), read for which mail it was and what became of it.

Nothing of what the mail says is kept, and no address.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from hashlib import sha256
from pathlib import Path

_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_MESSAGE_ID = re.compile(r"<([^<>\s@]+)@[^<>\s@]+>")
_ID_IN_HEADERS = re.compile(r"^Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_LARGEST = 4 * 1024 * 1024
# What says that the mail is lost; all else is on its way, arrived, or goes on elsewhere.
_FINAL = "failed"
_GIVEN_UP = "5.0.0"


@dataclass(frozen=True)
class Report:
    """One report: its own hash, the mails that it may be about by our ids, and the status, if that is final."""

    digest: str
    mails: tuple[str, ...]
    status: str
    is_final: bool


def find_files(place: Path) -> Iterator[Path]:
    """The file itself, or all files of a folder and its folders, as a Maildir has them; hidden ones are none.

    Raises:
        OSError: It is not there, or may not be read.
    """
    if not place.is_dir():
        yield place
        return
    yield from sorted(path for path in place.rglob("*") if path.is_file() and not path.name.startswith("."))


def read_report(path: Path) -> Report | None:
    """The report in a file; nothing where the file is none.

    Raises:
        OSError: It may not be read.
    """
    with path.open("rb") as file:
        raw = file.read(_LARGEST)
    try:
        return _read(raw)
    except (MessageError, LookupError, ValueError):
        return None


def _read(raw: bytes) -> Report | None:
    # The plain policy: a report's headers are read as they stand, however broken they are.
    message = message_from_bytes(raw, policy=policy.compat32)
    statuses = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
    if not statuses:
        return None
    envelope, *recipients = _blocks(statuses[0])
    mails = dict.fromkeys([*_named_by(envelope), *_named_within(message)])
    final = [recipient for recipient in recipients if _is_final(recipient)]
    judged = final or recipients
    status = _status_of(judged[0]) if judged else ""
    return Report(sha256(raw).hexdigest()[:32], tuple(mails), status or _GIVEN_UP, bool(final))


def _blocks(part: Message) -> list[Message]:
    """The fields about the mail, then those of each recipient."""
    payload = part.get_payload()
    blocks = [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
    blocks = [block for block in blocks if block.keys()]
    # Some leave the fields about the mail away.
    return blocks if blocks and "action" not in blocks[0] else [Message(), *blocks]


def _is_final(recipient: Message) -> bool:
    action = str(recipient.get("action", "")).strip().casefold()
    return action == _FINAL or (not action and _status_of(recipient).startswith("5"))


def _status_of(recipient: Message) -> str:
    found = _STATUS.search(str(recipient.get("status", "")))
    return found[0] if found else ""


def _named_by(envelope: Message) -> Iterator[str]:
    name = str(envelope.get("original-envelope-id", "")).strip()
    if name:
        yield name.partition("@")[0].strip("<>")
    # Some name the mail here and leave its headers away.
    yield from _ids_in(str(envelope.get("x-original-message-id", "")))


def _named_within(message: Message) -> Iterator[str]:
    """Ids by the Message-ID of the mail that came back, whole or only its headers."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else None
            yield from _ids_in(str(inner.get("message-id", "")) if isinstance(inner, Message) else "")
        elif part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            body = part.get_payload(decode=True)
            headers = body.decode(errors="replace") if isinstance(body, bytes) else ""
            for found in _ID_IN_HEADERS.findall(re.sub(r"\r?\n[ \t]+", " ", headers)):
                yield from _ids_in(found)


def _ids_in(header: str) -> Iterator[str]:
    # Our Message-IDs are the ledger's ids with dots for colons; theirs have neither in another place.
    yield from (local.replace(".", ":") for local in _MESSAGE_ID.findall(header))
