"""A delivery as the broker hands it over, made up: who sent it, when, with which headers."""

from datetime import datetime
from unittest.mock import create_autospec

from aio_pika import IncomingMessage
from aio_pika.abc import AbstractIncomingMessage
from aiormq.abc import AbstractChannel, DeliveredMessage
from pamqp.commands import Basic
from pamqp.header import ContentHeader


def delivery(
    user: str,
    headers: dict[str, object],
    *,
    sent_at: datetime | None = None,
    body: bytes = b"{}",
    name: str | None = None,
) -> AbstractIncomingMessage:
    """The message of that AMQP user, which the broker has checked."""
    properties = Basic.Properties(headers=headers, user_id=user, timestamp=sent_at, message_id=name)
    return IncomingMessage(
        DeliveredMessage(
            delivery=Basic.GetOk(delivery_tag=1),
            header=ContentHeader(properties=properties),
            body=body,
            channel=create_autospec(AbstractChannel),
        )
    )
