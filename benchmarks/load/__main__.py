"""The load process: `python -m benchmarks.load` reads a LoadPlan as JSON and prints a LoadReport as JSON."""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice

import uvloop

from benchmarks.dossiers import Dossiers
from benchmarks.load.connection import Answer, Connection, LostConnectionError, bearer, request, session
from benchmarks.load.plan import LoadPlan, LoadReport
from benchmarks.load.quantiles import quantile

_BAD_REQUEST = 400
_UNAVAILABLE = 503
_PAUSE_AFTER_LOSS = 0.1


@dataclass
class Tally:
    """What happened after `since`."""

    since: float
    statuses: Counter[int] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    accepted_with_warm_up: int = 0
    lost: int = 0
    without_retry_after: int = 0
    example: str = ""

    def add(self, asked: float, answer: Answer) -> None:
        """Count an answer to a request that was due at `asked`."""
        now = time.perf_counter()
        self.accepted_with_warm_up += answer.status < _BAD_REQUEST
        if now < self.since:
            return
        self.statuses[answer.status] += 1
        if answer.status < _BAD_REQUEST:
            self.milliseconds.append((now - asked) * 1000)
            return
        self.example = self.example or answer.body[:400].decode(errors="replace")
        if answer.status == _UNAVAILABLE and b"\r\nretry-after:" not in answer.head:
            self.without_retry_after += 1


def requests(plan: LoadPlan) -> Iterator[bytes]:
    """The requests of the plan, without end."""
    signed_in = bearer(plan.token) if plan.token else b""
    if plan.method == "GET":
        opened = session(plan.token) if plan.token else b""
        yield from cycle(
            [request("GET", path, signed_in if path.startswith("/api/") else opened) for path in plan.paths]
        )
    for body in Dossiers(plan.size, plan.seed):
        headers = signed_in + b"Idempotency-Key: %s\r\n" % body.key.encode()
        yield request("POST", plan.paths[0], headers, body.content)


async def pound(plan: LoadPlan) -> LoadReport:
    """Carry the plan out."""
    supply = requests(plan)
    started = time.perf_counter()
    tally = Tally(since=started + plan.warm_up_seconds)
    ends = tally.since + plan.seconds
    clock = _ticks(started, plan.rate) if plan.rate else None
    cpu = time.process_time()
    ports = islice(cycle(plan.ports), plan.connections)
    await asyncio.gather(*(_keep_asking(port, supply, clock, tally, ends) for port in ports))
    elapsed = time.perf_counter() - tally.since
    times = sorted(tally.milliseconds)
    return LoadReport(
        seconds=elapsed,
        statuses=dict(tally.statuses),
        accepted_with_warm_up=tally.accepted_with_warm_up,
        lost=tally.lost,
        refused_without_retry_after=tally.without_retry_after,
        p50=quantile(times, 0.50),
        p95=quantile(times, 0.95),
        p99=quantile(times, 0.99),
        slowest=times[-1] if times else 0,
        client_cpu=(time.process_time() - cpu) / (elapsed + plan.warm_up_seconds),
        example=tally.example,
    )


def _ticks(started: float, rate: float) -> Iterator[float]:
    number = 0
    while True:
        yield started + number / rate
        number += 1


async def _keep_asking(
    port: int, supply: Iterator[bytes], clock: Iterator[float] | None, tally: Tally, ends: float
) -> None:
    connection = await Connection.open("127.0.0.1", port)
    while (due := next(clock) if clock else time.perf_counter()) < ends:
        if clock:
            # The wait for a free connection counts: the time runs from when the request was due.
            await asyncio.sleep(due - time.perf_counter())
        try:
            tally.add(due, await connection.send(next(supply)))
        except LostConnectionError:
            tally.lost += 1
            await asyncio.sleep(_PAUSE_AFTER_LOSS)
            connection = await Connection.open("127.0.0.1", port)
    connection.close()


def main() -> None:
    """Read the plan, pound, report."""
    plan = LoadPlan.model_validate_json(sys.stdin.read())
    print(uvloop.run(pound(plan)).model_dump_json())


if __name__ == "__main__":
    main()
