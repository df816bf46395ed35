"""Events on their way into a document's outbox, and the offer to the relay once they are stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.events.content import NominationContent
from shared.events.envelope import Outgoing, outgoing
from shared.events.event import Event
from shared.events.words import Level
from shared.messaging.relay.offering import Offer
from shared.nominees.initials import seal
from shared.observability.correlation import correlation_id, trace_headers
from shared.refusals import TooLargeError


@dataclass(frozen=True)
class Posting:
    """Puts the sender's level on events."""

    level: Level
    offer: Offer

    def messages(
        self, events: Sequence[Event], at: datetime, about: NominationContent | None = None
    ) -> tuple[Outgoing, ...]:
        """The events as they are stored, tied to the act that set them off; `about` is the nomination, if of one.

        Where it is confidential, facts have initials for its name.

        Raises:
            TooLargeError: One would not fit into a message.
        """
        correlation, trace, source = correlation_id(), trace_headers(), self.level.value
        try:
            return tuple(
                outgoing(
                    event if about is None else seal(event, about),
                    source=source,
                    at=at,
                    correlation_id=correlation,
                    trace=trace,
                )
                for event in events
            )
        except ValueError as error:
            raise TooLargeError(
                "Nội dung kèm theo vượt quá 64 KiB nên chưa chuyển đi được. Rút ngắn phần giải thích rồi gửi lại."
            ) from error

    def hand_to_relay(self, collection: str, document_id: str, messages: Sequence[Outgoing]) -> None:
        """Tell the relay what was stored, under the name that it knows the level's collection by."""
        self.offer(f"{self.level.value}.{collection}", document_id, messages)
