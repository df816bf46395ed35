"""Facts of the mail ledger, for a nomination's list of mails. No addresses."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from shared.events.content import Count, Frozen
from shared.events.event import Event

Recipient = Literal["unit", "submitter"]


class Covered(Frozen):
    """A change that the mail tells of; version 1 of a dossier's receipt covers the dossier, without a nomination."""

    nomination_id: UUID | None = None
    version: Count


class MailEvent(Event):
    """Something happened to a mail. `version` is the ledger entry's."""

    mail_id: str
    version: Count
    dossier_id: UUID
    recipient: Recipient
    subject: str
    covers: tuple[Covered, ...]
    at: AwareDatetime

    @property
    def aggregate(self) -> str:
        """The ledger entry."""
        return f"mail/{self.mail_id}"

    @property
    def sequence(self) -> int:
        """The ledger entry's version."""
        return self.version

    def routing_key(self, source: str) -> str:
        """`<type>.notifier.<recipient kind>`."""
        return f"{self.type}.{source}.{self.recipient}"


class MailSent(MailEvent):
    """The mail server took it. `uncertain` when an earlier attempt may have been taken too."""

    type: Literal["mail.sent.v1"] = "mail.sent.v1"
    uncertain: bool = False


class MailFailed(MailEvent):
    """It was given up; `reason` is the server's code, without addresses. An operator can have it sent again."""

    type: Literal["mail.failed.v1"] = "mail.failed.v1"
    reason: str


MAILS: tuple[type[Event], ...] = (MailSent, MailFailed)
