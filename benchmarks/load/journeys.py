"""Whole journeys, driven from a process of its own: submit, two steps, a decision, always the next call when it may be.

MongoDB tells when a case is there, so that product and floor get the same calls, not the slower one more of them.

`python -m benchmarks.load.journeys` reads a JourneyPlan as JSON and prints a JourneyReport as JSON.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import uvloop
from pydantic import BaseModel, ConfigDict

from benchmarks.dossiers import Body, Dossiers
from benchmarks.load.arrivals import Arrivals
from benchmarks.load.connection import Answer, Connection, UnexpectedAnswerError, bearer, request
from benchmarks.load.quantiles import quantile

_CASES, _DECISIONS = "/api/v1/levels/commune/cases", "/api/v1/levels/commune/decisions"
_COLLECTION = "cases"
_PATIENCE_SECONDS = 120.0


class JourneyPlan(BaseModel):
    """How many journeys, how many at a time, and who makes them."""

    model_config = ConfigDict(frozen=True)

    mongo_url: str
    database: str
    intake_port: int
    level_port: int
    submitter: str = ""
    head: str = ""
    clerk: str = ""
    count: int
    at_once: int = 32
    seed: int = 1


class JourneyReport(BaseModel):
    """`began` and `ended` are moments of the machine's clock; requests by kind tell what the floor must do as well."""

    model_config = ConfigDict(frozen=True)

    began: float
    ended: float
    requests: dict[str, int]
    p50_seconds: float
    p95_seconds: float
    nominations: list[str]


@dataclass
class Traveller:
    """One connection to each service, used for one journey after the other; all hear of arrivals together."""

    plan: JourneyPlan
    intake: Connection
    level: Connection
    arrivals: Arrivals
    requests: dict[str, int] = field(default_factory=dict)

    async def travel(self, body: Body, number: int) -> str:
        """One journey; the answer is the nomination's id."""
        headers = bearer(self.plan.submitter) + f"Idempotency-Key: {body.key}\r\n".encode()
        submitting = request("POST", "/api/v1/dossiers", headers, body.content)
        nomination = str(json.loads((await self._ask("submit", self.intake, submitting)).body)["nominations"][0]["id"])
        await self._decide(f"{nomination}:1", "forward")
        await self._decide(f"{nomination}:2", "approve")
        decision = {
            "number": f"{self.plan.seed}-{number}/QĐ-UBND",
            "issued_on": "2021-10-20",
            "signatory": {"name": "Lưu Mẫu Phúc", "position": "Chủ tịch"},
            "case_ids": [f"{nomination}:2"],
        }
        headers = bearer(self.plan.clerk) + f"Idempotency-Key: {uuid4()}\r\n".encode()
        await self._ask("decision", self.level, request("POST", _DECISIONS, headers, _json(decision)))
        return nomination

    async def _decide(self, case: str, outcome: str) -> None:
        await self.arrivals.of(case, within=_PATIENCE_SECONDS)
        asking = request("GET", f"{_CASES}/{case}", bearer(self.plan.head))
        version = json.loads((await self._ask("look", self.level, asking)).body)["version"]
        headers = bearer(self.plan.head) + f'If-Match: "{version}"\r\n'.encode()
        body = _json({"outcome": outcome})
        await self._ask("outcome", self.level, request("POST", f"{_CASES}/{case}/outcome", headers, body))

    async def _ask(self, kind: str, connection: Connection, asking: bytes) -> Answer:
        answer = await connection.send(asking)
        self.requests[kind] = self.requests.get(kind, 0) + 1
        if answer.status >= 400:  # noqa: PLR2004 - HTTP's classes
            raise UnexpectedAnswerError(f"{kind}: {answer.status} {answer.body[:500].decode()}")
        return answer


async def travel(plan: JourneyPlan) -> JourneyReport:
    """Make all journeys of the plan."""
    supply = zip(range(1, plan.count + 1), Dossiers(1, plan.seed), strict=False)
    seconds: list[float] = []
    nominations: list[str] = []
    async with Arrivals.open(plan.mongo_url, plan.database, _COLLECTION) as arrivals:
        travellers = [
            Traveller(
                plan,
                await Connection.open("127.0.0.1", plan.intake_port),
                await Connection.open("127.0.0.1", plan.level_port),
                arrivals,
            )
            for _ in range(plan.at_once)
        ]
        began = time.time()
        await asyncio.gather(*(_keep_travelling(one, supply, seconds, nominations) for one in travellers))
        ended = time.time()
    kinds = {kind for one in travellers for kind in one.requests}
    return JourneyReport(
        began=began,
        ended=ended,
        requests={kind: sum(one.requests.get(kind, 0) for one in travellers) for kind in sorted(kinds)},
        p50_seconds=quantile(sorted(seconds), 0.5),
        p95_seconds=quantile(sorted(seconds), 0.95),
        nominations=nominations,
    )


async def _keep_travelling(
    traveller: Traveller, supply: Iterator[tuple[int, Body]], seconds: list[float], nominations: list[str]
) -> None:
    for number, body in supply:
        started = time.perf_counter()
        nominations.append(await traveller.travel(body, number))
        seconds.append(time.perf_counter() - started)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def main() -> None:
    """Read the plan, travel, report."""
    plan = JourneyPlan.model_validate_json(sys.stdin.read())
    print(uvloop.run(travel(plan)).model_dump_json())


if __name__ == "__main__":
    main()
