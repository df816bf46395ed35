"""A stand-in for one node of a cluster: an address of its own that leads to the shared broker, and that can die."""

import asyncio
import contextlib
from dataclasses import dataclass, field

from yarl import URL


@dataclass
class Node:
    """Dead at first. `host` never changes, so that a node can come back."""

    broker: str
    _port: int = 0
    _server: asyncio.Server | None = None
    _lines: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def host(self) -> str:
        """What stands for it in an address."""
        return f"127.0.0.1:{self._port}"

    async def reserve(self) -> None:
        """Have an address, without anybody there."""
        await self.start()
        await self.die()

    async def start(self) -> None:
        """Let connections in."""
        self._server = await asyncio.start_server(self._lead, "127.0.0.1", self._port)
        self._port = int(self._server.sockets[0].getsockname()[1])

    async def die(self) -> None:
        """Cut every connection and let none in."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for line in tuple(self._lines):
            line.transport.abort()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = URL(self.broker)
        far_reader, far_writer = await asyncio.open_connection(there.host, there.port)
        self._lines |= {writer, far_writer}
        await asyncio.gather(_pass_on(reader, far_writer), _pass_on(far_reader, writer))
        self._lines -= {writer, far_writer}


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while some := await reader.read(65_536):
            writer.write(some)
            await writer.drain()
    writer.close()
