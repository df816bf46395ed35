"""One sender who takes what there is to take, in a process of its own: `python -m tests.attack.greed URL HOW [TOKEN]`.

It says `ready` once all its connections are at work, and goes on until its input ends.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

# One path of each class of `shared.web.http.classes`, and how large a body of it may be.
PATHS: Sequence[tuple[str, str, int]] = (
    ("POST", "/api/v1/sessions", 4 * 1024),
    ("POST", "/dang-nhap", 4 * 1024),
    ("POST", "/thu-tom-tat", 64 * 1024),
    ("POST", "/api/v1/levels/province/cases/none:1/claim", 512 * 1024),
    ("POST", "/api/v1/nominations/none/withdrawal", 512 * 1024),
    ("POST", "/api/v1/dossiers", 16 * 1024 * 1024),
    ("POST", "/api/v1/attachments?name=a", 16 * 1024 * 1024),
    ("GET", "/api/v1/dossiers?search=a", 4 * 1024),
    ("GET", "/api/v1/levels/province/cases", 4 * 1024),
)
# Connections for each path. Those that wait cost their sender nothing, so there are more of them.
_EACH: Mapping[str, int] = {"idle": 40, "drip": 40, "huge": 8, "many": 8}
_PIECE = b'{"":0},' * 9_000
_QUICK = b'{"username": "khong-co-ai", "password": "khong-dung-dau-nhe"}'

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Act = Callable[[Line, bytes, int], Awaitable[None]]


async def idle(line: Line, head: bytes, size: int) -> None:
    """Announce a body and send nothing of it."""
    line[1].write(head + b"Content-Length: %d\r\n\r\n{" % size)
    await _end(line)


async def drip(line: Line, head: bytes, size: int) -> None:
    """Send a byte of it at a time."""
    line[1].write(head + b"Content-Length: %d\r\n\r\n[" % size)
    while not line[0].at_eof():
        line[1].write(b" ")
        await line[1].drain()
        with suppress(TimeoutError):
            await asyncio.wait_for(line[0].read(4_096), 0.2)


async def huge(line: Line, head: bytes, size: int) -> None:
    """Send as much as may be sent, made to cost more than it weighs."""
    line[1].write(head + b"Content-Length: %d\r\n\r\n[" % size)
    left = size - 1
    while left > 0 and not line[1].is_closing():
        piece = _PIECE[:left]
        line[1].write(piece)
        await line[1].drain()
        left -= len(piece)
    await _answer(line)


async def many(line: Line, head: bytes, _size: int) -> None:
    """Ask something small, and again as soon as it is answered."""
    while not line[0].at_eof():
        line[1].write(head + b"Content-Length: %d\r\n\r\n" % len(_QUICK) + _QUICK)
        await line[1].drain()
        await _answer(line)


HOW: Mapping[str, Act] = {"idle": idle, "drip": drip, "huge": huge, "many": many}


async def _end(line: Line) -> None:
    while await line[0].read(4_096):
        pass


async def _answer(line: Line) -> None:
    head = await line[0].readuntil(b"\r\n\r\n")
    length = next((int(row[15:]) for row in head.lower().split(b"\r\n") if row.startswith(b"content-length:")), 0)
    await line[0].readexactly(length)


async def _again_and_again(address: str, act: Act, head: bytes, size: int, at_work: asyncio.Semaphore) -> None:
    where = urlsplit(address)
    is_first = True
    while True:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            line = await asyncio.open_connection(where.hostname, where.port)
            if is_first:
                at_work.release()
                is_first = False
            try:
                await act(line, head, size)
            finally:
                line[1].close()
        await asyncio.sleep(0.05)


async def main(address: str, how: str, token: str = "") -> None:
    """Take, until the input ends."""
    at_work, tasks = asyncio.Semaphore(0), []
    for method, path, size in PATHS * _EACH[how]:
        head = f"{method} {path} HTTP/1.1\r\nHost: thidua\r\nContent-Type: application/json\r\n"
        if token:
            head += f"Authorization: {token}\r\n"
        tasks.append(asyncio.create_task(_again_and_again(address, HOW[how], head.encode(), size, at_work)))
    for _ in tasks:
        await at_work.acquire()
    print("ready", flush=True)  # noqa: T201  what it is waited for by
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
