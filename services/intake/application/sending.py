"""Events as they go into an outbox, bound to the request or message that caused them."""

from collections.abc import Iterable
from datetime import datetime

from shared.events.content import NominationContent
from shared.events.envelope import Outgoing, outgoing
from shared.events.event import Event
from shared.nominees.initials import seal
from shared.observability.correlation import correlation_id, trace_headers

SOURCE = "intake"


def messages_of(events: Iterable[Event], at: datetime, about: NominationContent) -> tuple[Outgoing, ...]:
    """The events as messages of intake; where what they are about is confidential, facts have initials for its name.

    Raises:
        ValueError: One is over the size that an event may have.
    """
    identity, trace = correlation_id(), trace_headers()
    sealed = (seal(event, about) for event in events)
    return tuple(outgoing(event, source=SOURCE, at=at, correlation_id=identity, trace=trace) for event in sealed)
