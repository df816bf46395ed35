"""What lies between the documents' outboxes and the relay: the port that the relay reads and settles through."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from shared.events.envelope import Outgoing


@dataclass(frozen=True)
class Pending:
    """A document's unpublished messages, oldest first."""

    document_id: object
    messages: tuple[Outgoing, ...]


@dataclass(frozen=True)
class Settlement:
    """What became of a document's messages: `confirmed` leave the outbox; what remains is put off to `due`, if set."""

    document_id: object
    confirmed: frozenset[UUID] = field(default_factory=frozenset)
    due: datetime | None = None


@dataclass(frozen=True)
class Backlog:
    """How much waits in a collection's outboxes, and since when; the count stops at a bound."""

    pending: int
    oldest: datetime | None


class PendingMessages(Protocol):
    """The outboxes of one collection. All of these raise `UnavailableError` when the database is away."""

    async def take_due(self, now: datetime, limit: int) -> Sequence[Pending]:
        """Documents whose outbox is due, leased to the caller for a while so that no other relay takes them."""

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Apply the settlements, in bulk."""

    async def backlog(self) -> Backlog:
        """What waits."""
