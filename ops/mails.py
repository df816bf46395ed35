"""Mails as the sink received them: the append-only record on disk, and the readers of it."""

import base64
import email
import email.policy
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import getaddresses
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class ReceivedMail:
    """One accepted mail. `answered` is false where the sink took it but, as ordered, did not say so."""

    id: str
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    raw: bytes = field(repr=False)
    answered: bool = True

    @cached_property
    def message(self) -> EmailMessage:
        """The mail, taken apart."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def message_id(self) -> str:
        """The Message-ID without its brackets."""
        return str(self.message["message-id"] or "").strip().strip("<>")

    @property
    def subject(self) -> str:
        """The decoded subject."""
        return str(self.message["subject"] or "")

    def body(self, kind: str) -> str:
        """The text of the `plain` or `html` part, or nothing."""
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""

    def summary(self) -> dict[str, object]:
        """As Mailpit lists it."""
        return {
            "ID": self.id,
            "MessageID": self.message_id,
            "From": _people([str(self.message["from"] or self.sender)])[0],
            "To": _people([str(each) for each in self.message.get_all("to", [])]) or _people(self.recipients),
            "Subject": self.subject,
            "Created": self.at.isoformat(),
            "Size": len(self.raw),
            "Snippet": " ".join(self.body("plain").split())[:200],
        }

    def full(self) -> dict[str, object]:
        """As Mailpit shows it."""
        return self.summary() | {
            "ReturnPath": self.sender,
            "Recipients": list(self.recipients),
            "Date": self.at.isoformat(),
            "Text": self.body("plain"),
            "HTML": self.body("html"),
            "Headers": {name: self.message.get_all(name) for name in self.message},
            "Attachments": [{"FileName": part.get_filename()} for part in self.message.iter_attachments()],
        }


class MailRecord:
    """The record in `path`, one JSON object a line, kept from run to run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        _cut_unfinished_line(path)
        self._mails = list(read_record(path, since_cleared=True))
        self._last_id = sum(1 for _ in read_record(path))

    def mails(self) -> Sequence[ReceivedMail]:
        """Those received since the last clearing, oldest first."""
        return self._mails

    def add(self, sender: str, recipients: Sequence[str], raw: bytes, *, answered: bool) -> ReceivedMail:
        """Keep a mail for good, before anybody is told that it was taken."""
        self._last_id += 1
        mail = ReceivedMail(str(self._last_id), datetime.now(UTC), sender, tuple(recipients), raw, answered)
        line = {
            "kind": "mail",
            "id": mail.id,
            "at": mail.at.isoformat(),
            "from": sender,
            "to": list(recipients),
            "answered": answered,
            "raw": base64.b64encode(raw).decode(),
        }
        self._append(line)
        self._mails.append(mail)
        return mail

    def refused(self, stage: str, code: int, address: str) -> None:
        """Note a conversation that ended without a mail."""
        self._append({"kind": "refused", "at": _now(), "stage": stage, "code": code, "address": address})

    def clear(self) -> None:
        """Show nothing of what came so far; the record itself keeps it."""
        self._append({"kind": "cleared", "at": _now()})
        self._mails.clear()

    def _append(self, line: Mapping[str, object]) -> None:
        with self._path.open("ab") as file:
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


class Chaos:
    """Faults ordered by stage: Sender, Recipient, Message; each an `ErrorCode` and how many `Times` (unsaid: always).

    An ErrorCode of 0 at Message takes the mail and hangs up unanswered: the gap that no sender can see through.
    """

    SILENCE = -1

    def __init__(self) -> None:
        self._orders: dict[str, dict[str, int]] = {}

    def order(self, orders: Mapping[str, Mapping[str, int]]) -> None:
        """Replace all orders; an empty mapping ends every fault."""
        self._orders = {stage: dict(order) for stage, order in orders.items()}

    def orders(self) -> dict[str, object]:
        """What still stands."""
        return dict(self._orders)

    def answer(self, stage: str) -> int:
        """The code to refuse with now, `SILENCE`, or 0 for no fault."""
        order = self._orders.get(stage)
        if order is None or order.get("Times", 1) <= 0:
            return 0
        if "Times" in order:
            order["Times"] -= 1
        return order.get("ErrorCode", 451) or self.SILENCE


def read_record(path: Path, *, since_cleared: bool = False) -> Iterator[ReceivedMail]:
    """The mails of a record in the order received; a last line that a crash cut short was never answered."""
    kept: list[ReceivedMail] = []
    for text in path.read_bytes().splitlines(keepends=True):
        if not text.endswith(b"\n"):
            break
        line = json.loads(text)
        if line["kind"] == "cleared" and since_cleared:
            kept.clear()
        if line["kind"] == "mail":
            kept.append(_to_mail(line))
    return iter(kept)


def _cut_unfinished_line(path: Path) -> None:
    """What a crash left half written must not run into the next line."""
    content = path.read_bytes()
    if not content.endswith(b"\n"):
        os.truncate(path, content.rfind(b"\n") + 1)


def _to_mail(line: Mapping[str, object]) -> ReceivedMail:
    recipients = line["to"] if isinstance(line["to"], list) else []
    return ReceivedMail(
        id=str(line["id"]),
        at=datetime.fromisoformat(str(line["at"])),
        sender=str(line["from"]),
        recipients=tuple(str(each) for each in recipients),
        raw=base64.b64decode(str(line["raw"])),
        answered=bool(line["answered"]),
    )


def _people(headers: Sequence[str]) -> list[dict[str, str]]:
    return [{"Name": name, "Address": address} for name, address in getaddresses(list(headers))]


def _now() -> str:
    return datetime.now(UTC).isoformat()
