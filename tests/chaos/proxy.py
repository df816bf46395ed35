"""A TCP proxy between a part of the system and a server: it cuts at a byte, holds back a direction, and is slow."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from enum import StrEnum

_CHUNK = 64 * 1024


class Way(StrEnum):
    """Whither bytes go."""

    TO_SERVER = "to the server"
    TO_CLIENT = "to the client"


class Proxy:
    """Everything is passed on until something is ordered; `passed` and `cuts` count what happened.

    `delay` is the seconds that every chunk waits. `watch` is shown each chunk before it is passed on.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._cut: dict[Way, int] = {}
        self._flowing = {way: asyncio.Event() for way in Way}
        self._lines: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0
        self.delay = 0.0
        self.watch: Callable[[Way, bytes], None] = _look_away
        self.passed: Counter[Way] = Counter()
        self.cuts = 0
        self.mend()

    def cut_after(self, way: Way, count: int) -> None:
        """After that many more bytes that way, cut their line in both directions; later ones are whole."""
        self._cut[way] = count

    def cut_now(self) -> None:
        """Cut every line there is."""
        for line in list(self._lines):
            self._break(*line)

    def hold(self, *ways: Way) -> None:
        """Let nothing through those ways, nor the news that a side hung up; `mend` lets all of it through, late."""
        for way in ways:
            self._flowing[way].clear()

    def mend(self) -> None:
        """End every fault."""
        self._cut.clear()
        self.delay = 0.0
        self.watch = _look_away
        for flowing in self._flowing.values():
            flowing.set()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection; a server that is not there is told by hanging up."""
        try:
            there, back = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        line = (writer, back)
        self._lines.add(line)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._pass_on(Way.TO_SERVER, reader, back, line))
            both.create_task(self._pass_on(Way.TO_CLIENT, there, writer, line))
        self._break(*line)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a connection in a task of its own."""
        task = asyncio.create_task(self.take(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Cut everything and be gone."""
        self.mend()
        self.cut_now()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _pass_on(
        self,
        way: Way,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        line: tuple[asyncio.StreamWriter, asyncio.StreamWriter],
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(_CHUNK):
                self.watch(way, data)
                await asyncio.sleep(self.delay)
                await self._flowing[way].wait()
                kept = data[: self._cut.get(way, len(data))]
                writer.write(kept)
                await writer.drain()
                self.passed[way] += len(kept)
                if self._is_cut(way, len(data)):
                    break
            await self._flowing[way].wait()
        self._break(*line)

    def _is_cut(self, way: Way, length: int) -> bool:
        if way not in self._cut:
            return False
        self._cut[way] -= length
        if self._cut[way] > 0:
            return False
        del self._cut[way]
        self.cuts += 1
        return True

    def _break(self, *line: asyncio.StreamWriter) -> None:
        for end in line:
            end.transport.abort()
        self._lines = {one for one in self._lines if one[0] is not line[0]}


def _look_away(_way: Way, _data: bytes) -> None:
    return


@asynccontextmanager
async def proxied(port: int, host: str = "127.0.0.1") -> AsyncIterator[Proxy]:
    """A proxy before that port, on a port of its own."""
    proxy = Proxy(host, port)
    server = await asyncio.start_server(proxy.accept, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await proxy.close()
        await server.wait_closed()
