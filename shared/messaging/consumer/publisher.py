"""Puts single messages into retry and parking, on a connection apart from the one that consumes.

An alarm blocks connections that publish; one that only consumes and acknowledges goes on.
"""

import asyncio
import random

from aio_pika import Message
from aio_pika.abc import AbstractIncomingMessage

from shared.messaging.link import Link, Published
from shared.observability.logs import get_logger
from shared.refusals import UnavailableError

_log = get_logger(__name__)
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0


class Publisher:
    """Opens its connection at the first message and again after each loss; one message at a time."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = asyncio.Lock()
        self._link: Link | None = None

    async def publish(self, exchange: str, key: str, message: Message) -> Published:
        """Publish with confirmation.

        Raises:
            UnavailableError: There is no connection to be had.
        """
        async with self._lock:
            link = self._link
            if link is None or link.broken.is_set():
                await self._drop()
                link = self._link = await Link.open(self._url)
            return await link.publish(exchange, key, message)

    async def place(self, raw: AbstractIncomingMessage, exchange: str, key: str, message: Message) -> bool:
        """Publish what shall remain of a delivery, again and again as long as the delivery stands; whether it is safe.

        When the delivery's channel is gone, it is delivered again anyway.
        """
        pause = _FIRST_PAUSE
        while not raw.channel.is_closed:
            try:
                outcome = await self.publish(exchange, key, message)
            except UnavailableError:
                outcome = Published.LOST
            if outcome is Published.CONFIRMED:
                return True
            _log.warning("message.not_put", exchange=exchange, key=key, outcome=outcome.value)
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311  no secret
            pause = min(pause * 2, _LONGEST_PAUSE)
        return False

    async def close(self) -> None:
        """Close the connection, if there is one."""
        async with self._lock:
            await self._drop()

    async def _drop(self) -> None:
        if self._link is not None:
            await self._link.close()
            self._link = None
