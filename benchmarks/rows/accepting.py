"""Dossiers accepted a second, with the broker stopped and with everything running, beside a bare handler."""

from collections.abc import Iterable
from statistics import mean

from benchmarks.bench import Bench
from benchmarks.dossiers import SUBMITTER
from benchmarks.figures import Figure, against, at_most
from benchmarks.load.plan import LoadPlan, LoadReport
from benchmarks.load.starting import pounded
from benchmarks.outbox_watch import OutboxWatch
from benchmarks.system import BROKER, CpuMeter, System

_CLIENTS = 64
_PATH = "/api/v1/dossiers"
_HANDLER, _FLOOR = "bare handler", "benchmarks.floors.bare_handler"
_BROKER_STOPPED_GOAL, _RUNNING_GOAL, _OLDEST_OUTBOX_SECONDS = 0.55, 0.4, 2.0
_SLOWER = (1.0, 0.85, 0.7, 0.55, 0.4)
_LEAST_SUSTAINED = 60.0


def measure(bench: Bench) -> Iterable[Figure]:
    """Both rows; the floor is measured before and after them, so that a slow moment of the machine tells."""
    bench.tell("bare handler")
    before, before_cost = _floor(bench)
    bench.tell("accepting with the broker stopped")
    stopped, stopped_cost = _broker_stopped(bench)
    bench.tell("accepting with everything running")
    running, running_cost, oldest, tried = _sustained(bench)
    after, _ = _floor(bench)
    floor = mean((before.rate, after.rate))
    spread = f"floor before {before.rate:,.0f}/s, after {after.rate:,.0f}/s; p50 {before.p50:.0f} ms; {before_cost}"
    yield against(
        "dossiers of 1 accepted, 64 clients, broker stopped",
        stopped.rate,
        floor,
        goal=_BROKER_STOPPED_GOAL,
        beside=_HANDLER,
        note=f"{_described(stopped)}; {stopped_cost}. {spread}",
    )
    yield against(
        f"the same, all running, sustained {running.seconds:.0f} s",
        running.rate,
        floor,
        goal=_RUNNING_GOAL,
        beside=_HANDLER,
        note=f"{_described(running)}; {running_cost}. Offered {tried}",
    )
    yield at_most("  oldest message in intake's outboxes meanwhile", oldest, goal=_OLDEST_OUTBOX_SECONDS, unit="s")


def plan_for(system: System, seconds: float, *, rate: float | None = None, size: int = 1, seed: int = 1) -> LoadPlan:
    """Dossiers for the running intake."""
    return LoadPlan(
        ports=system.ports("intake"),
        paths=(_PATH,),
        token=system.token(SUBMITTER),
        seconds=seconds,
        rate=rate,
        size=size,
        seed=seed,
        connections=_CLIENTS,
    )


def _floor(bench: Bench) -> tuple[LoadReport, str]:
    system = bench.system
    system.empty()
    arguments = ("--mongo-url", system.stack.mongo_url("root"))
    with system.floor_on_every_core(_FLOOR, *arguments, service="intake") as ports:
        return _metered(bench, LoadPlan(ports=ports, paths=(_PATH,), seconds=bench.seconds, connections=_CLIENTS))


def _metered(bench: Bench, plan: LoadPlan) -> tuple[LoadReport, str]:
    meter = CpuMeter(bench.system)
    report = pounded(plan)
    return report, meter.milliseconds_each(report.accepted_with_warm_up)


def _broker_stopped(bench: Bench) -> tuple[LoadReport, str]:
    system = bench.system
    with system.services(*system.on_every_core("intake")):
        system.stack.stop_part(BROKER)
        try:
            return _metered(bench, plan_for(system, bench.seconds))
        finally:
            system.stack.start_part(BROKER)


def _sustained(bench: Bench) -> tuple[LoadReport, str, float, str]:
    """The highest rate at which the outbox keeps up: as fast as it goes, else a share of that by the clock."""
    system, best = bench.system, 0.0
    seconds = _LEAST_SUSTAINED if bench.scale >= 1 else bench.seconds
    tried: list[str] = []
    for share in _SLOWER:
        rate = best * share if best else None
        with system.services(*system.on_every_core_with_the_rest("intake")), OutboxWatch(system, "intake") as watch:
            report, cost = _metered(bench, plan_for(system, seconds, rate=rate))
        tried.append(f"{'as fast as answered' if rate is None else f'{rate:,.0f}/s'}: oldest {watch.oldest:.1f} s")
        best = best or report.rate
        if watch.oldest <= _OLDEST_OUTBOX_SECONDS:
            break
    return report, cost, watch.oldest, "; ".join(tried)


def _described(report: LoadReport) -> str:
    times = f"p50 {report.p50:.0f}, p99 {report.p99:.0f} ms"
    if not report.refused and not report.lost:
        return f"{times}, all answered 201, client used {report.client_cpu:.0%} of a core"
    return f"{times}, refused {report.statuses}, lost {report.lost}: {report.example}"
