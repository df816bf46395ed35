"""What sending mails about accounts needs of the world around it."""

from datetime import datetime
from typing import Protocol

from services.identity.domain.account_mails import AccountMail, MailKind
from shared.audit.entry import Entry


class AccountMails(Protocol):
    """The mails about accounts, sent and to be sent."""

    async def add(self, mail: AccountMail) -> None:
        """Keep it, to be sent."""
        ...

    async def take(self, at: datetime, until: datetime) -> AccountMail | None:
        """The one that is due first, which nobody else takes until then; its attempt is counted."""
        ...

    async def extend(self, mail: AccountMail, until: datetime) -> None:
        """Nobody else takes it until then."""
        ...

    async def save(self, before: AccountMail, after: AccountMail, entry: Entry | None = None) -> bool:
        """Store how it stands now, with the entry; whether it was still as it was before."""
        ...

    async def count_since(self, account_id: str, kind: MailKind, at: datetime) -> int:
        """How many mails of that kind were for that account since then."""
        ...

    async def with_link(self, token_hash: str) -> AccountMail | None:
        """The one whose link that is, unless it was used."""
        ...


class Letters(Protocol):
    """Writes mails out."""

    def __call__(self, mail: AccountMail, token: str, at: datetime) -> bytes:
        """The whole mail, dated `at`.

        Raises:
            UnwritableError: No header can carry its address.
        """
        ...


class Line(Protocol):
    """A connection to the mail server."""

    async def ready(self) -> None:
        """Connected, and clear of any earlier mail."""
        ...

    async def address(self, recipient: str, *, envelope_id: str) -> None:
        """Say whom the mail is for."""
        ...

    async def content(self, raw: bytes) -> None:
        """Hand over the mail itself, up to the server's answer."""
        ...

    async def close(self) -> None:
        """Hang up."""
        ...
