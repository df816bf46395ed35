"""Events as they go into an outbox, bound to the request or message that caused them."""

from collections.abc import Iterable
from datetime import datetime

from shared.events.envelope import Outgoing, outgoing
from shared.events.event import Event
from shared.observability.correlation import correlation_id, trace_headers

SOURCE = "intake"


def messages_of(events: Iterable[Event], at: datetime) -> tuple[Outgoing, ...]:
    """The events as messages of intake.

    Raises:
        ValueError: One is over the size that an event may have.
    """
    identity, trace = correlation_id(), trace_headers()
    return tuple(outgoing(event, source=SOURCE, at=at, correlation_id=identity, trace=trace) for event in events)
