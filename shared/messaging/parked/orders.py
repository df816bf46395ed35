"""What the operator orders about parked messages, and what its owner reports: the operator carries no message itself.

An order names messages and an act, never a sender or a content; so whoever has the operator's credential can make up
neither work nor facts.
"""

from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Self
from uuid import UUID, uuid4

from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractIncomingMessage
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.events.envelope import CONTENT_TYPE
from shared.messaging.wire import APPLICATION
from shared.refusals import MalformedMessageError

MOST_NAMES = 200
MOST_NAME = 255  # as long as AMQP lets a message's id be
MOST_WHY = 500
_Name = Annotated[str, Field(min_length=1, max_length=MOST_NAME)]
_NAMELESS_CHARS = 12


class Act(StrEnum):
    """What shall become of the messages."""

    REPLAY = "replay"
    DROP = "drop"


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def read(cls, body: bytes) -> Self:
        """What the body says.

        Raises:
            MalformedMessageError: It says nothing of the kind.
        """
        try:
            return cls.model_validate_json(body)
        except ValidationError:
            raise MalformedMessageError(f"no {cls.__name__.lower()}") from None


class Order(_Content):
    """`names` as `name_of` gives them; without any, all messages that are parked when the order is taken."""

    id: UUID = Field(default_factory=uuid4)
    act: Act
    names: Annotated[tuple[_Name, ...], Field(max_length=MOST_NAMES)] | None = None
    why: Annotated[str, Field(max_length=MOST_WHY)] = ""


class Report(_Content):
    """What became of an order. `missing`: names that were not parked, for which nothing at all was done."""

    order: UUID
    done: int
    missing: tuple[str, ...] = ()


def name_of(raw: AbstractIncomingMessage) -> str:
    """How a parked message is named in orders: its event id, or where it has none a digest of its body."""
    return raw.message_id or f"#{sha256(raw.body).hexdigest()[:_NAMELESS_CHARS]}"


def as_message(content: Order | Report, user: str) -> Message:
    """The order or the report as that user sends it; they are told apart by the order's id."""
    order = content.id if isinstance(content, Order) else content.order
    return Message(
        content.model_dump_json().encode(),
        content_type=CONTENT_TYPE,
        delivery_mode=DeliveryMode.PERSISTENT,
        message_id=str(order),
        correlation_id=str(order),
        timestamp=datetime.now(UTC),
        user_id=user,
        app_id=APPLICATION,
    )
