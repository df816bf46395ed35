"""How messages look on AMQP 0-9-1: CloudEvents 1.0 attributes as headers, and this system's own headers for retries."""

from collections.abc import Mapping
from datetime import UTC, datetime

from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractIncomingMessage, HeadersType

from shared.events.envelope import CONTENT_TYPE, Incoming, Outgoing
from shared.observability.correlation import TRACE_HEADERS

APPLICATION = "thidua"
ATTEMPT = "thidua-attempt"  # how often a message went through a retry queue
SENDER = "thidua-sender"  # who sent it first, when its AMQP user is the one who put it back
REASON = "thidua-reason"  # why it was parked
PARKED_AT = "thidua-parked-at"
_CLOUD_EVENTS = "cloudEvents:"
_REASON_CHARS = 300


def to_message(outgoing: Outgoing, user: str, *, trace: Mapping[str, str] | None = None) -> Message:
    """The message as the relay publishes it. RabbitMQ refuses any `user_id` but the connection's own.

    `trace` are the headers of the publishing itself, where somebody follows it.
    """
    headers: HeadersType = {
        "cloudEvents:specversion": "1.0",
        "cloudEvents:id": str(outgoing.id),
        "cloudEvents:source": outgoing.source,
        "cloudEvents:type": outgoing.type,
        "cloudEvents:subject": outgoing.subject,
        "cloudEvents:time": outgoing.at.isoformat(),
        "cloudEvents:sequence": outgoing.sequence,
        **(trace or outgoing.trace),
    }
    return Message(
        outgoing.body,
        headers=headers,
        content_type=CONTENT_TYPE,
        delivery_mode=DeliveryMode.PERSISTENT,
        message_id=str(outgoing.id),
        correlation_id=outgoing.correlation_id or None,
        timestamp=outgoing.at,
        type=outgoing.type,
        user_id=user,
        app_id=APPLICATION,
    )


def from_delivery(message: AbstractIncomingMessage, owner: str) -> Incoming:
    """What a queue of `owner` delivered, whatever its form: checking it is left to `decode`."""
    headers = message.headers
    return Incoming(
        id=message.message_id or "",
        type=text(headers, "cloudEvents:type") or message.type or "",
        source=text(headers, "cloudEvents:source"),
        sender=sender_of(message, owner),
        body=message.body,
        correlation_id=message.correlation_id or "",
        trace={name: text(headers, name) for name in TRACE_HEADERS if text(headers, name)},
    )


def subject_of(message: AbstractIncomingMessage) -> str:
    """What the message is about; blank where it does not say."""
    return text(message.headers, "cloudEvents:subject")


def sender_of(message: AbstractIncomingMessage, owner: str) -> str:
    """The AMQP user who sent it first.

    Only the queue's owner puts its messages back and aside, so only its word on an earlier sender is taken.
    """
    user = message.user_id or ""
    if user and user == owner:
        return text(message.headers, SENDER) or user
    return user


def attempt_of(message: AbstractIncomingMessage) -> int:
    """How often it was put back already."""
    value = message.headers.get(ATTEMPT)
    return value if isinstance(value, int) and value > 0 else 0


def parked_since(message: AbstractIncomingMessage, owner: str) -> datetime | None:
    """When the owner of the queue parked it, or else when it was sent; nothing where neither is known.

    The broker parks by itself what was returned too often, with all that its sender wrote: only the owner's word on the
    day of parking is taken.
    """
    try:
        parked_at = datetime.fromisoformat(text(message.headers, PARKED_AT)) if message.user_id == owner else None
    except ValueError:
        parked_at = None
    since = parked_at or message.timestamp
    return since if since is None or since.tzinfo else since.replace(tzinfo=UTC)


def put_back(message: AbstractIncomingMessage, *, user: str, owner: str, attempt: int) -> Message:
    """A copy for a retry queue; `user` is who puts it back."""
    return _copy(message, user, {SENDER: sender_of(message, owner), ATTEMPT: attempt})


def put_aside(message: AbstractIncomingMessage, *, user: str, owner: str, reason: str) -> Message:
    """A copy for the parked queue, with the reason for the operator."""
    marks: HeadersType = {
        SENDER: sender_of(message, owner),
        ATTEMPT: attempt_of(message),
        REASON: reason[:_REASON_CHARS],
        PARKED_AT: datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return _copy(message, user, marks)


def text(headers: Mapping[str, object], name: str) -> str:
    """A header's value if it is text; foreign senders may put anything there."""
    value = headers.get(name)
    return value if isinstance(value, str) else ""


def _copy(message: AbstractIncomingMessage, user: str, marks: HeadersType) -> Message:
    # Not `x-death` and its like: RabbitMQ would take the copy for a message that goes in circles.
    kept = {k: v for k, v in message.headers.items() if k.startswith(_CLOUD_EVENTS) or k in TRACE_HEADERS}
    return Message(
        message.body,
        headers={**kept, **marks},
        content_type=message.content_type,
        delivery_mode=DeliveryMode.PERSISTENT,
        message_id=message.message_id,
        correlation_id=message.correlation_id,
        timestamp=message.timestamp,
        type=message.type,
        user_id=user,
        app_id=APPLICATION,
    )
