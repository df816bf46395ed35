"""Many open streams of live status: `python -m benchmarks.load.streams`, plan and report as JSON.

It says in a first line that all of them are open; then it changes nominations and sees how soon their streams tell.
"""

import asyncio
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

import uvloop
from pydantic import BaseModel, ConfigDict

from benchmarks.load.connection import Connection, bearer, request
from benchmarks.load.quantiles import quantile

_AT_ONCE = 50
_SPARE_FILES = 100
_PATIENCE_SECONDS = 30.0
_ACCEPTED, _OPEN = 202, b"HTTP/1.1 200"
_END_OF_HEAD, _END_OF_EVENT = b"\r\n\r\n", b"\n\n"
_CHANGED = b'"fact":"withdrawal_requested"'
_BODY = json.dumps({"reason": "Đơn vị rút để rà soát."}).encode()


class StreamsPlan(BaseModel):
    """Each session follows one of the nominations, in turn; `changes` of them are withdrawn over `seconds`."""

    model_config = ConfigDict(frozen=True)

    port: int
    submitter: str
    sessions: tuple[str, ...]
    nominations: tuple[UUID, ...]
    changes: int
    seconds: float


class StreamsReport(BaseModel):
    """Milliseconds from the answer to a change until a stream told it; `missed` ones did not in half a minute."""

    model_config = ConfigDict(frozen=True)

    opened: int
    opening_seconds: float
    told: int
    missed: int
    ended: int
    p50: float
    p99: float
    slowest: float
    client_cpu: float


@dataclass
class Watch:
    """When nominations were changed, and when streams told of it."""

    changed: dict[UUID, float] = field(default_factory=dict)
    told: list[tuple[UUID, float]] = field(default_factory=list)
    ended: int = 0

    def milliseconds(self) -> list[float]:
        """How long each stream took that told; a stream may be faster than the answer."""
        return sorted(max(at - self.changed[of], 0) * 1000 for of, at in self.told if of in self.changed)


class Stream(asyncio.Protocol):
    """One open stream; it looks for nothing but the change."""

    def __init__(self, nomination: UUID, watch: Watch) -> None:
        self._nomination = nomination
        self._watch = watch
        self._buffer = bytearray()
        self._began = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def open(cls, plan: StreamsPlan, session: str, nomination: UUID, watch: Watch) -> Self:
        """A stream whose first event has come.

        Raises:
            RuntimeError: It was refused.
        """
        loop = asyncio.get_running_loop()
        transport, stream = await loop.create_connection(lambda: cls(nomination, watch), "127.0.0.1", plan.port)
        stream._transport = transport  # noqa: SLF001 - its own
        headers = bearer(session) + b"Accept: text/event-stream\r\n"
        transport.write(request("GET", f"/api/v1/nominations/{nomination}/events", headers))
        await stream._began  # noqa: SLF001 - its own
        return stream

    def data_received(self, data: bytes) -> None:
        """Asyncio's callback."""
        self._buffer += data
        if not self._began.done():
            self._begin()
            return
        while (end := self._buffer.find(_END_OF_EVENT)) >= 0:
            if self._buffer.find(_CHANGED, 0, end) >= 0:
                self._watch.told.append((self._nomination, time.perf_counter()))
            del self._buffer[: end + len(_END_OF_EVENT)]

    def connection_lost(self, exc: Exception | None) -> None:
        """Asyncio's callback."""
        self._watch.ended += 1
        if not self._began.done():
            self._began.set_exception(exc or RuntimeError("the stream ended before it began"))

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def _begin(self) -> None:
        head, _, first = self._buffer.partition(_END_OF_HEAD)
        if not head.startswith(_OPEN) and _END_OF_HEAD in self._buffer:
            self._began.set_exception(RuntimeError(bytes(self._buffer[:500]).decode(errors="replace")))
        elif b"event: history" in first:
            self._began.set_result(None)


async def follow(plan: StreamsPlan) -> StreamsReport:
    """Carry the plan out."""
    watch, started, cpu = Watch(), time.perf_counter(), time.process_time()
    streams = await _opened(plan, watch)
    opening_seconds = time.perf_counter() - started
    print(json.dumps({"opened": len(streams)}), flush=True)
    followers = Counter(_followed(plan, number) for number in range(len(streams)))
    changed = list(followers)[: plan.changes]
    await _change(plan, changed, watch)
    expected = sum(followers[one] for one in changed)
    await _until_told(watch, expected)
    ended, elapsed = watch.ended, time.perf_counter() - started
    for stream in streams:
        stream.close()
    times = watch.milliseconds()
    return StreamsReport(
        opened=len(streams),
        opening_seconds=opening_seconds,
        told=len(times),
        missed=expected - len(times),
        ended=ended,
        p50=quantile(times, 0.50),
        p99=quantile(times, 0.99),
        slowest=times[-1] if times else 0,
        client_cpu=(time.process_time() - cpu) / elapsed,
    )


async def _opened(plan: StreamsPlan, watch: Watch) -> list[Stream]:
    door = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int, session: str) -> Stream:
        async with door:
            return await Stream.open(plan, session, _followed(plan, number), watch)

    return await asyncio.gather(*(one(number, session) for number, session in enumerate(plan.sessions)))


def _followed(plan: StreamsPlan, number: int) -> UUID:
    return plan.nominations[number % len(plan.nominations)]


async def _change(plan: StreamsPlan, nominations: Sequence[UUID], watch: Watch) -> None:
    """Withdraw them one after the other, by the clock."""
    unit = await Connection.open("127.0.0.1", plan.port)
    headers = bearer(plan.submitter)
    began = time.perf_counter()
    for number, nomination in enumerate(nominations):
        await asyncio.sleep(began + number * plan.seconds / len(nominations) - time.perf_counter())
        answer = await unit.send(request("POST", f"/api/v1/nominations/{nomination}/withdrawal", headers, _BODY))
        if answer.status != _ACCEPTED:
            raise RuntimeError(f"refused: {answer.status} {answer.body[:300].decode()}")
        watch.changed[nomination] = time.perf_counter()
    await asyncio.sleep(began + plan.seconds - time.perf_counter())
    unit.close()


async def _until_told(watch: Watch, expected: int) -> None:
    ends = time.perf_counter() + _PATIENCE_SECONDS
    while len(watch.told) < expected and time.perf_counter() < ends:  # noqa: ASYNC110 - sockets bring it about
        await asyncio.sleep(0.1)


def _allow_many_files(count: int) -> None:
    """Raise this process's own limit of open files, which is usually 1,024.

    Raises:
        RuntimeError: The machine allows fewer.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < count + _SPARE_FILES:
        raise RuntimeError(f"{count} streams need as many open files; allow more (`ulimit -Hn` says {most})")
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main() -> None:
    """Read the plan, follow, report."""
    plan = StreamsPlan.model_validate_json(sys.stdin.read())
    _allow_many_files(len(plan.sessions))
    print(uvloop.run(follow(plan)).model_dump_json())


if __name__ == "__main__":
    main()
