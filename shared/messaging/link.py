"""One connection to RabbitMQ with one confirming channel: a message is either known to be safe, or it is not."""

import asyncio
import contextlib
from collections.abc import Coroutine
from enum import StrEnum
from typing import Self, cast

import aio_pika
import aiormq
from aio_pika.abc import AbstractConnection, AbstractMessage
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, DeliveryError, PublishError
from aiormq.exceptions import ChannelAccessRefused, ChannelNotFoundEntity
from yarl import URL

from shared.crashpoints import checkpoint, is_armed
from shared.messaging.nodes import nodes_of, open_at_any
from shared.messaging.supervision import is_cancelled
from shared.observability.versions import OF_BROKER, tell_version
from shared.refusals import UnavailableError

HEARTBEAT_SECONDS = 10  # a frozen broker is noticed after three of these, by a publish after PUBLISH_SECONDS
CONNECT_SECONDS = 5.0
PUBLISH_SECONDS = 5.0
_CLOSE_SECONDS = 2.0
_BLOCKED_SECONDS = 0.5
_FRAME_SECONDS = 0.005
# Whoever finds this buffer full waits with the channel's lock in hand; from then on each message waits a turn of the
# loop for that lock: with the library's 10, a busy process published 20 a second. The relay's window bounds it anyway.
aiormq.Connection.FRAME_BUFFER_SIZE = 1_000
FRAME_WRITTEN = "relay.frame_written"


class Published(StrEnum):
    """What is known about a message after trying to publish it."""

    CONFIRMED = "confirmed"
    UNROUTABLE = "unroutable"  # no queue is bound for it; it was not kept
    REJECTED = "rejected"  # the queue is full; it was not kept
    REFUSED = "refused"  # this user may not publish under that key, or the exchange is missing; the channel is closed
    LOST = "lost"  # unknown: connection, channel or patience gave way


class Link:
    """Publishes with confirmation, or says that it cannot; once `broken` it is of no more use."""

    def __init__(self, connection: AbstractConnection, channel: aiormq.Channel) -> None:
        self._connection = connection
        self._channel = channel
        self.broken = asyncio.Event()

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connect to the broker, or to any node where the address names several.

        Raises:
            UnavailableError: The broker is away, blocked or does not let this user in; the cause is chained.
        """
        return await open_at_any(url, cls._open_at)

    @classmethod
    async def _open_at(cls, url: str) -> Self:
        connection: AbstractConnection | None = None
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                connection = await aio_pika.connect(with_heartbeat(url))
                channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
                _tell_version(connection)
                link = cls(connection, cast("aiormq.Channel", await channel.get_underlay_channel()))
        except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
            await _close(connection)
            raise UnavailableError from error
        except asyncio.CancelledError as error:
            await _close(connection)
            if is_cancelled():
                raise
            raise UnavailableError from error
        connection.close_callbacks.add(link._on_closed)
        channel.close_callbacks.add(link._on_closed)
        return link

    async def publish(self, exchange: str, key: str, message: AbstractMessage) -> Published:
        """Publish and wait for the confirmation. Never two at once with one `message_id`: returns are told by it."""
        try:
            async with asyncio.timeout(PUBLISH_SECONDS):
                # Not through aio-pika's exchange, which keeps that lock until the frame is written.
                publishing = self._channel.basic_publish(
                    message.body,
                    exchange=exchange,
                    routing_key=key,
                    properties=message.properties,
                    mandatory=True,
                    wait=False,
                )
                await (_seen_written(publishing) if is_armed(FRAME_WRITTEN) else publishing)
        except PublishError:
            return Published.UNROUTABLE
        except DeliveryError:
            return Published.REJECTED
        except (ChannelAccessRefused, ChannelNotFoundEntity) as error:
            self.broken.set()
            return Published.REFUSED if _is_about(str(error), exchange, key) else Published.LOST
        except (*CONNECTION_EXCEPTIONS, TimeoutError):
            self.broken.set()
            return Published.LOST
        except asyncio.CancelledError:
            # aiormq cancels those who wait for a confirmation when it loses the connection.
            if is_cancelled():
                raise
            self.broken.set()
            return Published.LOST
        return Published.CONFIRMED

    async def is_blocked(self) -> bool:
        """Whether the broker has stopped this connection's publishing (memory or disk alarm)."""
        transport = self._connection.transport
        if self.broken.is_set() or transport is None:
            return True
        try:
            async with asyncio.timeout(_BLOCKED_SECONDS):
                await transport.connection.ready()
        except TimeoutError:
            return True
        return False

    async def close(self) -> None:
        """Close, without waiting long for a broker that does not answer."""
        self.broken.set()
        await _close(self._connection)

    def _on_closed(self, _sender: object, _error: BaseException | None) -> None:
        self.broken.set()


def with_heartbeat(url: str) -> str:
    """The address with this system's heartbeat, unless it states one."""
    address = URL(url)
    if "heartbeat" in address.query:
        return url
    return str(address.update_query(heartbeat=str(HEARTBEAT_SECONDS)))


def user_of(url: str) -> str:
    """The AMQP user of an address."""
    return URL(nodes_of(url)[0]).user or ""


def _tell_version(connection: AbstractConnection) -> None:
    properties = connection.transport.connection.server_properties if connection.transport else {}
    tell_version(OF_BROKER, str(properties.get("version", "")))


async def _close(connection: AbstractConnection | None) -> None:
    if connection is None:
        return
    with contextlib.suppress(*CONNECTION_EXCEPTIONS, TimeoutError):
        async with asyncio.timeout(_CLOSE_SECONDS):
            await connection.close()


def _is_about(text: str, exchange: str, key: str) -> bool:
    # One message closes the channel for all in flight; RabbitMQ's text names the topic, or only the exchange.
    return f"topic '{key}'" in text or ("topic '" not in text and f"exchange '{exchange}'" in text)


async def _seen_written(publishing: Coroutine[object, object, object]) -> None:
    # Reached only where a test asks for this point: by then the frame is out, and nobody has acted on a confirmation.
    task = asyncio.ensure_future(publishing)
    await asyncio.wait({task}, timeout=_FRAME_SECONDS)
    checkpoint(FRAME_WRITTEN)
    await task
