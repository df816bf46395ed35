"""Puts single messages into retry and parking, on a connection apart from the one that consumes.

An alarm blocks connections that publish; one that only consumes and acknowledges goes on.
"""

import asyncio

from aio_pika import Message

from shared.messaging.link import Link, Published


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

    async def close(self) -> None:
        """Close the connection, if there is one."""
        async with self._lock:
            await self._drop()

    async def _drop(self) -> None:
        if self._link is not None:
            await self._link.close()
            self._link = None
