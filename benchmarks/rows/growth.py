"""What the everyday requests cost with ten thousand nominations in the database, and with a million."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from itertools import pairwise

from benchmarks.bench import Bench
from benchmarks.dossiers import HEAD, SUBMITTER
from benchmarks.figures import Figure
from benchmarks.load.plan import LoadPlan
from benchmarks.load.starting import PROJECT, pounded
from benchmarks.system import System

_FEW, _MANY = 10_000, 1_000_000
_LEAST_FEW, _LEAST_MANY = 5_000, 20_000  # below that the measuring unit has none
_GOAL = 1.3
_CONNECTIONS = 2
_FILLERS = 2
_HISTORIES = 200
_LEVEL = "appraisal-commune"
_SERVICES = ("intake", _LEVEL)
_CASES = "/api/v1/levels/commune/cases"
_UNIT = "33.327.12079.doan-thanh-nien"


def measure(bench: Bench) -> Iterable[Figure]:
    """The same requests on the same machine, twice; then how much slower each became."""
    few, many = bench.scaled(_FEW, least=_LEAST_FEW), bench.scaled(_MANY, least=_LEAST_MANY)
    system = bench.system
    system.empty()
    with system.mongo() as mongo:
        mongo.drop_database("floor")
    # The services make their indexes before the data comes: filling is then as slow as years of use.
    system.start(_SERVICES)
    system.token(SUBMITTER)
    seen: list[Mapping[str, float]] = []
    filled = 0
    try:
        for size in (few, many):
            bench.tell(f"filling up to {size:,} nominations")
            _fill(system, filled, size)
            filled = size
            bench.tell(f"requests at {size:,}")
            seen.append(_measured(system, bench.seconds))
    finally:
        system.stop(_SERVICES)
    for name, at_few in seen[0].items():
        at_many = seen[1][name]
        share = at_many / at_few
        yield Figure(
            f"p95 of {name} at {many:,} nominations",
            f"{at_many:.1f} ms",
            f"at {few:,}: {at_few:.1f} ms",
            f"{share:.2f}",
            f"≤ {_GOAL:g}",
            share <= _GOAL,
        )


def _fill(system: System, first: int, last: int) -> None:
    edges = [first + (last - first) * part // _FILLERS for part in range(_FILLERS + 1)]
    environment = dict(os.environ) | {"FILL_MONGO_URL": system.stack.mongo_url("root")}
    fillers = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.filling", str(begin), str(end)], cwd=PROJECT, env=environment
        )
        for begin, end in pairwise(edges)
    ]
    statuses = [filler.wait() for filler in fillers]
    if any(statuses):
        raise RuntimeError("filling failed")


def _measured(system: System, seconds: float) -> Mapping[str, float]:
    asked = {
        "the case list": (_LEVEL, [f"{_CASES}?tab=can-lam&limit=50"], HEAD),
        "the counts": (_LEVEL, [f"{_CASES}/counts"], HEAD),
        "a history": ("intake", _histories(system), SUBMITTER),
        "the unit's dossiers": ("intake", ["/api/v1/dossiers?limit=20"], SUBMITTER),
    }
    found = {
        name: _p95(system, LoadPlan(port=system.port(service), method="GET", paths=tuple(paths), seconds=seconds), user)
        for name, (service, paths, user) in asked.items()
    }
    # Last, since it is the one that changes what the others look at.
    submitting = LoadPlan(port=system.port("intake"), paths=("/api/v1/dossiers",), seconds=seconds, seed=len(found))
    return {"submitting": _p95(system, submitting, SUBMITTER), **found}


def _p95(system: System, plan: LoadPlan, user: str) -> float:
    report = pounded(plan.model_copy(update={"connections": _CONNECTIONS, "token": system.token(user)}))
    if report.refused or report.lost:
        raise RuntimeError(f"{plan.paths[0]}: {report.statuses} {report.example}")
    return report.p95


def _histories(system: System) -> list[str]:
    with system.mongo() as mongo:
        found = mongo["intake"]["nominations"].find({"unit": _UNIT}, {"_id": 1}).limit(_HISTORIES)
        return [f"/api/v1/nominations/{document['_id']}" for document in found]
