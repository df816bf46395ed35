"""How a repository tells the relay of messages that it has just stored, and of those that it found stored."""

from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from shared.events.envelope import Outgoing


class Offer(Protocol):
    """Hands over stored messages for quick publishing. Never blocks, never raises; what it drops, the sweep finds."""

    def __call__(self, collection: str, document_id: object, messages: Sequence[Outgoing]) -> None:
        """`collection` is the name under which the relay knows the outbox."""


class Mind(Protocol):
    """Hears which messages a document holds at the moment it is read to be changed. Never blocks, never raises.

    Those that this process does not have in hand are another's, dead or alive; what is stored next must not overtake
    them, and leaves with them by the sweep.
    """

    def __call__(self, collection: str, document_id: object, waiting: Collection[UUID]) -> None:
        """`collection` is the name under which the relay knows the outbox."""
