"""How a repository tells the relay of messages that it has just stored."""

from collections.abc import Sequence
from typing import Protocol

from shared.events.envelope import Outgoing


class Offer(Protocol):
    """Hands over stored messages for quick publishing. Never blocks, never raises; what it drops, the sweep finds."""

    def __call__(self, collection: str, document_id: object, messages: Sequence[Outgoing]) -> None:
        """`collection` is the name under which the relay knows the outbox."""


def no_offer(_collection: str, _document_id: object, _messages: Sequence[Outgoing]) -> None:
    """For a process without a relay, such as a command: some service's sweep publishes what was stored."""
