"""An AMQP user who may do everything, also in the names of others: whatever gets past RabbitMQ's own checks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aio_pika
from aio_pika.abc import AbstractChannel

from ops.stack import Stack
from shared.messaging.topology.queues import VHOST

_NAME = "insider"
_EVERYTHING = {"configure": ".*", "write": ".*", "read": ".*"}


@asynccontextmanager
async def insider(stack: Stack) -> AsyncIterator[AbstractChannel]:
    """A confirming channel of that user, who is gone afterwards."""
    await asyncio.to_thread(_admit, stack)
    try:
        url = f"amqp://{_NAME}:{stack.secrets.password(_NAME)}@127.0.0.1:{stack.ports.rabbitmq}/{VHOST}"
        connection = await aio_pika.connect(url)
        async with connection:
            yield await connection.channel(publisher_confirms=True)
    finally:
        await asyncio.to_thread(_dismiss, stack)


def _admit(stack: Stack) -> None:
    with stack.rabbitmq.management() as management:
        # RabbitMQ takes another's `user_id` from an impersonator alone.
        body = {"password": stack.secrets.password(_NAME), "tags": "impersonator"}
        management.put("users", _NAME, body=body)
        management.put("permissions", VHOST, _NAME, body=_EVERYTHING)


def _dismiss(stack: Stack) -> None:
    with stack.rabbitmq.management() as management:
        management.delete("users", _NAME)
