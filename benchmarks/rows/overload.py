"""Far more clients than can be served: refusals say when to come back, and what was accepted is finished."""

from collections.abc import Iterable

from benchmarks.bench import Bench
from benchmarks.figures import Figure, at_most
from benchmarks.load.starting import pounded
from benchmarks.progress import seconds_until
from benchmarks.rows.accepting import plan_for
from ops.stack.parts import SERVICES

_CLIENTS = 1_000
_MEMORY_MIB = 250.0
_ALLOWED = frozenset({201, 503})
_NO_WARM_UP = 0.0


def measure(bench: Bench) -> Iterable[Figure]:
    """A thousand clients at once; then quiet, until all that was accepted has its case."""
    system = bench.system
    bench.tell(f"{_CLIENTS} clients at once")
    with system.services(), system.mongo() as mongo:
        plan = plan_for(system, bench.seconds).model_copy(
            update={"connections": _CLIENTS, "warm_up_seconds": _NO_WARM_UP}
        )
        system.forget_most_resident(SERVICES)
        report = pounded(plan)
        most = system.most_resident_mib(SERVICES)
        cases = mongo["appraisal_commune"]["cases"]
        took = seconds_until(cases.estimated_document_count, report.accepted, since=None)
        found = cases.estimated_document_count()
    is_clean = set(report.statuses) <= _ALLOWED and not report.refused_without_retry_after and not report.lost
    yield Figure(
        f"{_CLIENTS} clients: answers",
        f"{report.statuses}, {report.lost} lost, {report.refused_without_retry_after} without Retry-After",
        goal="201, or 503 with Retry-After",
        met=is_clean,
        note=f"{report.rate:,.0f} accepted/s, p50 {report.p50:.0f}, p99 {report.p99:.0f} ms {report.example}",
    )
    yield Figure(
        f"{_CLIENTS} clients: accepted, then opened as cases",
        f"{report.accepted:,}, then {found:,} after {took:.0f} s",
        goal="all",
        met=found >= report.accepted,
    )
    largest = max(most, key=most.__getitem__)
    yield at_most(f"{_CLIENTS} clients: memory of the largest, {largest}", most[largest], goal=_MEMORY_MIB, unit="MiB")
