"""How soon after its 201 a nomination stands in the worklist of the first level: idle, and under half the load."""

from collections.abc import Iterable

from benchmarks.bench import Bench
from benchmarks.dossiers import OFFICER, SUBMITTER
from benchmarks.figures import Figure, at_most
from benchmarks.load.probing import ProbePlan
from benchmarks.load.starting import pounded, pounding, probing
from benchmarks.rows.accepting import plan_for
from benchmarks.system import System

_P50_GOAL, _P99_GOAL = 20.0, 250.0
_LEVEL = "appraisal-commune"


def measure(bench: Bench) -> Iterable[Figure]:
    """The rate that all of it sustains is found first, as what comes out at the far end under full load."""
    system = bench.system
    bench.tell("201 to visible, idle")
    with system.services():
        idle = probing(_plan(system, bench.seconds)).report()
    bench.tell("the sustained rate")
    with system.services():
        sustained = _sustained(system, bench.seconds)
    bench.tell(f"201 to visible at {sustained / 2:.0f}/s")
    with system.services():
        load = pounding(plan_for(system, bench.seconds, rate=sustained / 2))
        busy = probing(_plan(system, bench.seconds)).report()
        report = load.report()
    for name, seen in (("idle", idle), (f"at half the sustained rate ({sustained / 2:,.0f}/s)", busy)):
        note = (
            f"{seen.probes} probes, slowest {seen.slowest:.0f} ms, until MongoDB tells that the case is there for all"
            f" to read; p50 of the look at it then {seen.p50_look:.1f} ms"
        )
        yield at_most(f"201 to case visible, {name}: p50", seen.p50, goal=_P50_GOAL, unit="ms", note=note)
        yield at_most(f"201 to case visible, {name}: p99", seen.p99, goal=_P99_GOAL, unit="ms")
    yield Figure("  the load meanwhile", f"{report.rate:,.0f}/s", note=f"{report.statuses} {report.example}")


def _plan(system: System, seconds: float) -> ProbePlan:
    return ProbePlan(
        mongo_url=system.stack.mongo_url("root"),
        intake_port=system.port("intake"),
        level_port=system.port(_LEVEL),
        submitter=system.token(SUBMITTER),
        officer=system.token(OFFICER),
        seconds=seconds,
    )


def _sustained(system: System, seconds: float) -> float:
    """Cases opened a second while intake is pounded: the smaller of what goes in and what comes out."""
    with system.mongo() as mongo:
        cases = mongo["appraisal_commune"]["cases"]
        plan = plan_for(system, seconds)
        report = pounded(plan)
        return min(report.rate, cases.estimated_document_count() / (plan.warm_up_seconds + report.seconds))
