"""How long after its 201 a case is there to be seen: `python -m benchmarks.load.probing`, plan and report as JSON.

Asking the level again and again would be part of the load, and find a case no sooner than such a question takes; so
MongoDB tells when a case is there for all to read, and one look at it then shows that the level says so too.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass

import uvloop
from pydantic import BaseModel, ConfigDict

from benchmarks.dossiers import Body, Dossiers
from benchmarks.load.arrivals import Arrivals
from benchmarks.load.connection import Connection, UnexpectedAnswerError, bearer, request
from benchmarks.load.quantiles import quantile

_CASES = "/api/v1/levels/commune/cases"
_DATABASE, _COLLECTION = "appraisal_commune", "cases"
_PAUSE_SECONDS = 0.02
_PATIENCE_SECONDS = 60.0
_OK, _CREATED = 200, 201


class ProbePlan(BaseModel):
    """One probe after the other for so many seconds."""

    model_config = ConfigDict(frozen=True)

    mongo_url: str
    intake_port: int
    level_port: int
    submitter: str
    officer: str
    seconds: float
    seed: int = 7


class ProbeReport(BaseModel):
    """Milliseconds from the answer 201 until the case is there to be read; `p50_look` is what it takes to read it."""

    model_config = ConfigDict(frozen=True)

    probes: int
    p50: float
    p99: float
    slowest: float
    p50_look: float


@dataclass(frozen=True)
class Prober:
    """Submits and looks, over one connection to each service."""

    plan: ProbePlan
    intake: Connection
    level: Connection
    arrivals: Arrivals

    async def probe(self, body: Body) -> tuple[float, float]:
        """Submit one dossier; milliseconds until its case was there, and of the look at it."""
        headers = bearer(self.plan.submitter) + f"Idempotency-Key: {body.key}\r\n".encode()
        answer = await self.intake.send(request("POST", "/api/v1/dossiers", headers, body.content))
        accepted = time.perf_counter()
        if answer.status != _CREATED:
            raise UnexpectedAnswerError(f"refused: {answer.status} {answer.body[:300].decode()}")
        case = f"{json.loads(answer.body)['nominations'][0]['id']}:1"
        arrived = await self.arrivals.of(case, within=_PATIENCE_SECONDS)
        began = time.perf_counter()
        look = await self.level.send(request("GET", f"{_CASES}/{case}", bearer(self.plan.officer)))
        if look.status != _OK:
            raise UnexpectedAnswerError(f"not to be seen though it is there: {look.status}")
        return max(arrived - accepted, 0.0) * 1000, (time.perf_counter() - began) * 1000


async def probe(plan: ProbePlan) -> ProbeReport:
    """Carry the plan out."""
    async with Arrivals.open(plan.mongo_url, _DATABASE, _COLLECTION) as arrivals:
        intake = await Connection.open("127.0.0.1", plan.intake_port)
        level = await Connection.open("127.0.0.1", plan.level_port)
        prober = Prober(plan, intake, level, arrivals)
        ends = time.perf_counter() + plan.seconds
        found: list[tuple[float, float]] = []
        for body in Dossiers(1, plan.seed):
            if time.perf_counter() > ends:
                break
            found.append(await prober.probe(body))
            await asyncio.sleep(_PAUSE_SECONDS)
    until_there, looks = (sorted(times) for times in zip(*found, strict=True))
    return ProbeReport(
        probes=len(found),
        p50=quantile(until_there, 0.5),
        p99=quantile(until_there, 0.99),
        slowest=until_there[-1],
        p50_look=quantile(looks, 0.5),
    )


def main() -> None:
    """Read the plan, probe, report."""
    plan = ProbePlan.model_validate_json(sys.stdin.read())
    print(uvloop.run(probe(plan)).model_dump_json())


if __name__ == "__main__":
    main()
