"""How an event is put on the wire: CloudEvents 1.0 attributes in AMQP headers, JSON in the body."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import ValidationError

from shared.events.amendments import AMENDMENTS
from shared.events.cases import CASES
from shared.events.correspondence import CORRESPONDENCE
from shared.events.digests import DIGESTS
from shared.events.drafts import DRAFTS
from shared.events.event import Event
from shared.events.mails import MAILS
from shared.events.nominations import NOMINATIONS
from shared.events.windows import WINDOWS
from shared.events.work import WORK
from shared.refusals import MalformedMessageError

_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:event")
CONTENT_TYPE = "application/json"
MAX_BYTES = 64 * 1024
EVENTS: Mapping[str, type[Event]] = {
    event.model_fields["type"].default: event
    for event in (*WORK, *CASES, *AMENDMENTS, *NOMINATIONS, *MAILS, *WINDOWS, *CORRESPONDENCE, *DIGESTS, *DRAFTS)
}


@dataclass(frozen=True)
class Outgoing:
    """A message ready for the outbox: everything the relay needs, nothing it must look up."""

    id: UUID
    exchange: str
    key: str
    type: str
    source: str
    subject: str
    sequence: int
    body: bytes
    at: datetime
    correlation_id: str = ""
    trace: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Incoming:
    """A message as it was taken from a queue. `sender` is the AMQP user, vouched for by RabbitMQ."""

    id: str
    type: str
    source: str
    sender: str
    body: bytes
    correlation_id: str = ""
    trace: Mapping[str, str] = field(default_factory=dict)


def event_id(event: Event) -> UUID:
    """The id that the same change always has: uuid5 of aggregate, version, type and target."""
    return uuid5(_NAMESPACE, f"{event.aggregate}/{event.sequence}/{event.type}/{event.target}")


def outgoing(
    event: Event, *, source: str, at: datetime, correlation_id: str = "", trace: Mapping[str, str] | None = None
) -> Outgoing:
    """The event as `source` puts it in its outbox.

    Raises:
        ValueError: The body is over 64 KiB: the writer let in too much.
    """
    body = event.model_dump_json(exclude_defaults=False).encode()
    if len(body) > MAX_BYTES:
        raise ValueError(f"{event.type}: {len(body)} bytes, over {MAX_BYTES}")
    return Outgoing(
        id=event_id(event),
        exchange=event.exchange,
        key=event.routing_key(source),
        type=event.type,
        source=source,
        subject=event.aggregate,
        sequence=event.sequence,
        body=body,
        at=at,
        correlation_id=correlation_id,
        trace=dict(trace or {}),
    )


def decode(incoming: Incoming) -> Event:
    """The typed event.

    Raises:
        MalformedMessageError: Unknown type or version, or a body that does not fit it. The reason names fields, never
            values, since values may be personal.
    """
    known = EVENTS.get(incoming.type)
    if known is None:
        raise MalformedMessageError(f"unknown type {incoming.type[:80]!r}")
    try:
        event = known.model_validate_json(incoming.body)
    except ValidationError as error:
        places = sorted({".".join(str(part) for part in problem["loc"]) or "body" for problem in error.errors()})
        raise MalformedMessageError(f"{incoming.type}: does not fit at {', '.join(places[:10])}") from None
    if str(event_id(event)) != incoming.id:
        raise MalformedMessageError(f"{incoming.type}: its id is not that of its content")
    return event
