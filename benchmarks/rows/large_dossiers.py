"""Nominations accepted a second in dossiers of 500, beside insert_many of the very documents that this stores."""

import json
import subprocess
import sys
from collections.abc import Iterable

from benchmarks.bench import Bench
from benchmarks.dossiers import SUBMITTER
from benchmarks.figures import Figure, against
from benchmarks.load.plan import LoadPlan
from benchmarks.load.starting import PROJECT, pounded
from benchmarks.system import BROKER, System

_SIZE, _CLIENTS = 500, 4
_GOAL, _LEAST = 0.5, 2_000


def measure(bench: Bench) -> Iterable[Figure]:
    """With the broker stopped, so that the stored documents are whole; then with everything running."""
    system = bench.system
    bench.tell("dossiers of 500, broker stopped")
    with system.services(*system.on_every_core("intake")):
        system.stack.stop_part(BROKER)
        try:
            stopped = pounded(_plan(system, bench.seconds))
            bench.tell("the same documents by insert_many")
            floor = _insert_many(system, bench.seconds)
        finally:
            system.stack.start_part(BROKER)
    bench.tell("dossiers of 500, everything running")
    with system.services(*system.on_every_core_with_the_rest("intake")):
        running = pounded(_plan(system, bench.seconds))
    for name, report in (("broker stopped", stopped), ("all running", running)):
        rate = report.rate * _SIZE
        yield against(
            f"dossiers of 500, {_CLIENTS} clients, {name}: nominations accepted",
            rate,
            floor,
            goal=_GOAL,
            beside="same bytes by insert_many",
            note=f"a dossier: p50 {report.p50:.0f}, p99 {report.p99:.0f} ms; {report.statuses} {report.example}",
        )
        yield Figure("  the same, absolutely", f"{rate:,.0f}/s", goal=f"≥ {_LEAST:,}/s", met=rate >= _LEAST)


def _plan(system: System, seconds: float) -> LoadPlan:
    return LoadPlan(
        ports=system.ports("intake"),
        paths=("/api/v1/dossiers",),
        token=system.token(SUBMITTER),
        seconds=seconds,
        size=_SIZE,
        connections=_CLIENTS,
    )


def _insert_many(system: System, seconds: float) -> float:
    command = [sys.executable, "-m", "benchmarks.floors.bulk_insert", "--mongo-url", system.stack.mongo_url("root")]
    command += ["--size", str(_SIZE), "--clients", str(_CLIENTS), "--seconds", str(seconds)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout))
