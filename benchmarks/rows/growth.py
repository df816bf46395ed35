"""What the everyday requests cost with ten thousand nominations in the database, and with a million."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from statistics import median

from benchmarks.bench import Bench
from benchmarks.dossiers import HEAD, SUBMITTER
from benchmarks.figures import Figure
from benchmarks.load.plan import LoadPlan
from benchmarks.load.starting import PROJECT, pounded
from benchmarks.system import System
from ops.stack.waiting import wait_until

_FEW, _MANY = 10_000, 1_000_000
_LEAST_FEW, _LEAST_MANY = 5_000, 20_000  # below that the measuring unit has none
_GOAL = 1.3
_CONNECTIONS = 2
# The speed of a machine changes from minute to minute: the middle one counts, of rounds in which each has a turn.
_ROUNDS = 5
_FILLERS = 2
_HISTORIES = 200
_LEVEL = "appraisal-commune"
_SERVICES = ("intake", _LEVEL)
_FILLED = (("intake", "dossiers"), ("intake", "nominations"), ("appraisal_commune", "cases"))
_MIB = 2**20
_INDEX_SECONDS = 30
_CASES = "/api/v1/levels/commune/cases"
_PAGE = "/cap/commune/viec"
_UNIT = "33.327.12079.doan-thanh-nien"


def measure(bench: Bench) -> Iterable[Figure]:
    """The same requests on the same machine, twice; then how much slower each became."""
    few, many = bench.scaled(_FEW, least=_LEAST_FEW), bench.scaled(_MANY, least=_LEAST_MANY)
    system = bench.system
    system.empty()
    with system.mongo() as mongo:
        mongo.drop_database("floor")
    _make_indexes(system)
    seen: list[Mapping[str, float]] = []
    filled = 0
    for size in (few, many):
        bench.tell(f"filling up to {size:,} nominations")
        with _without_indexes(system):
            _fill(system, filled, size)
        filled = size
        stored = _stored(system)
        bench.tell(f"requests at {size:,}; {stored}")
        system.start(_SERVICES)
        try:
            seen.append(_measured(system, bench.seconds))
        finally:
            system.stop(_SERVICES)
    yield Figure("nominations stored", f"{many:,}", f"first {few:,}", note=stored)
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


def _make_indexes(system: System) -> None:
    """Let the services make their own; the last ones are for the outboxes."""
    system.start(_SERVICES)
    try:
        with system.mongo() as mongo:
            collections = [mongo[database][name] for database, name in _FILLED]
            wait_until(
                lambda: all("outbox_due" in each.index_information() for each in collections),
                what="the services' indexes",
                seconds=_INDEX_SECONDS,
                way_out="See the services' logs.",
            )
    finally:
        system.stop(_SERVICES)


@contextmanager
def _without_indexes(system: System) -> Iterator[None]:
    """Take the services' indexes away and put them back: making them at once takes a tenth of keeping them."""
    with system.mongo() as mongo:
        collections = [mongo[database][name] for database, name in _FILLED]
        indexes = [[one for one in each.list_indexes() if one["name"] != "_id_"] for each in collections]
        for each in collections:
            each.drop_indexes()
        yield
        for each, own in zip(collections, indexes, strict=True):
            each.database.command("createIndexes", each.name, indexes=own)
        # What was filled in is on disk before anything is measured, not while.
        mongo.admin.command("fsync")


def _stored(system: System) -> str:
    with system.mongo() as mongo:
        sizes = [mongo[database].command("collStats", name) for database, name in _FILLED]
    lines = (
        f"{size['count']:,} {name} of {size['size'] / _MIB:,.0f} MiB ({size['storageSize'] / _MIB:,.0f} on disk,"
        f" indexes {size['totalIndexSize'] / _MIB:,.0f})"
        for (_, name), size in zip(_FILLED, sizes, strict=True)
    )
    return "; ".join(lines)


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
        "the worklist's page": (_LEVEL, [_PAGE, f"{_PAGE}?ngan=qua-han", f"{_PAGE}?don-vi={_UNIT}"], HEAD),
        "a history": ("intake", _histories(system), SUBMITTER),
        "the unit's dossiers": ("intake", ["/api/v1/dossiers?limit=20"], SUBMITTER),
    }
    found: dict[str, list[float]] = {name: [] for name in ("submitting", *asked)}
    at_a_time = seconds / 2
    for _ in range(_ROUNDS):
        for name, (service, paths, user) in asked.items():
            asking = LoadPlan(ports=system.ports(service), method="GET", paths=tuple(paths), seconds=at_a_time)
            found[name].append(_p95(system, asking, user))
    # Last, since it is the one that changes what the others look at.
    for seed in range(_ROUNDS):
        submitting = LoadPlan(ports=system.ports("intake"), paths=("/api/v1/dossiers",), seconds=at_a_time, seed=seed)
        found["submitting"].append(_p95(system, submitting, SUBMITTER))
    return {name: median(of_rounds) for name, of_rounds in found.items()}


def _p95(system: System, plan: LoadPlan, user: str) -> float:
    report = pounded(plan.model_copy(update={"connections": _CONNECTIONS, "token": system.token(user)}))
    if report.refused or report.lost:
        raise RuntimeError(f"{plan.paths[0]}: {report.statuses} {report.example}")
    return report.p95


def _histories(system: System) -> list[str]:
    with system.mongo() as mongo:
        found = mongo["intake"]["nominations"].find({"unit": _UNIT}, {"_id": 1}).limit(_HISTORIES)
        return [f"/api/v1/nominations/{document['_id']}" for document in found]
