"""How long after its 201 a case is there to be seen: `python -m benchmarks.load.probing`, plan and report as JSON."""

import asyncio
import json
import sys
import time

import uvloop
from pydantic import BaseModel, ConfigDict

from benchmarks.dossiers import Body, Dossiers
from benchmarks.load.connection import Connection, request
from benchmarks.load.quantiles import quantile

_CASES = "/api/v1/levels/commune/cases"
_POLL_SECONDS = 0.002
_PAUSE_SECONDS = 0.02
_OK, _CREATED = 200, 201


class ProbePlan(BaseModel):
    """One probe after the other for so many seconds."""

    model_config = ConfigDict(frozen=True)

    intake_port: int
    level_port: int
    submitter: str
    officer: str
    seconds: float
    seed: int = 7


class ProbeReport(BaseModel):
    """Milliseconds from the answer 201 to the moment at which a look was begun that found the case.

    `p50_answered` goes on to the end of that look, which costs the level what every look costs it.
    """

    model_config = ConfigDict(frozen=True)

    probes: int
    p50: float
    p99: float
    slowest: float
    p50_answered: float


async def probe(plan: ProbePlan) -> ProbeReport:
    """Carry the plan out."""
    intake = await Connection.open("127.0.0.1", plan.intake_port)
    level = await Connection.open("127.0.0.1", plan.level_port)
    ends = time.perf_counter() + plan.seconds
    found: list[tuple[float, float]] = []
    for body in Dossiers(1, plan.seed):
        if time.perf_counter() > ends:
            break
        found.append(await _one(plan, intake, level, body))
        await asyncio.sleep(_PAUSE_SECONDS)
    begun, answered = (sorted(times) for times in zip(*found, strict=True))
    return ProbeReport(
        probes=len(found),
        p50=quantile(begun, 0.5),
        p99=quantile(begun, 0.99),
        slowest=begun[-1],
        p50_answered=quantile(answered, 0.5),
    )


async def _one(plan: ProbePlan, intake: Connection, level: Connection, body: Body) -> tuple[float, float]:
    headers = f"Authorization: Bearer {plan.submitter}\r\nIdempotency-Key: {body.key}\r\n".encode()
    answer = await intake.send(request("POST", "/api/v1/dossiers", headers, body.content))
    accepted = time.perf_counter()
    if answer.status != _CREATED:
        raise RuntimeError(f"refused: {answer.status} {answer.body[:300].decode()}")
    nomination = json.loads(answer.body)["nominations"][0]["id"]
    headers = f"Authorization: Bearer {plan.officer}\r\n".encode()
    asking = request("GET", f"{_CASES}/{nomination}:1", headers)
    begun = time.perf_counter()
    while (await level.send(asking)).status != _OK:
        await asyncio.sleep(_POLL_SECONDS)
        begun = time.perf_counter()
    return (begun - accepted) * 1000, (time.perf_counter() - accepted) * 1000


def main() -> None:
    """Read the plan, probe, report."""
    plan = ProbePlan.model_validate_json(sys.stdin.read())
    print(uvloop.run(probe(plan)).model_dump_json())


if __name__ == "__main__":
    main()
