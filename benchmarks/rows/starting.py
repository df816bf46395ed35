"""How soon things are ready, and what memory they hold."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.figures import Figure, at_most
from benchmarks.load.starting import PROJECT, pounded
from benchmarks.rows.accepting import plan_for
from ops.stack.parts import SERVICES
from ops.stack.ports import Ports
from ops.stack.waiting import answers, wait_until

_READY_SECONDS, _IDLE_MIB, _LOADED_MIB = 4.0, 120.0, 250.0
_SECOND_RUN_SECONDS = 25.0
_SETTLING_SECONDS = 3.0
_PATIENCE_SECONDS = 180.0
_ONE_OF_A_KIND = ("intake", "appraisal-commune", "notifier")


def measure(bench: Bench) -> Iterable[Figure]:
    """Time to ready of each kind of service alone; memory of all, idle and while intake is pounded."""
    system = bench.system
    for name in _ONE_OF_A_KIND:
        bench.tell(f"start of {name}")
        system.empty()
        started = time.perf_counter()
        try:
            system.start([name])
            yield at_most(f"{name} to ready", time.perf_counter() - started, goal=_READY_SECONDS, unit="s")
        finally:
            system.stop([name])
    bench.tell("make run, twice")
    data = system.stack.root.parent / "bench-make-run"
    shutil.rmtree(data, ignore_errors=True)
    first, second = (_make_run(data) for _ in range(2))
    yield at_most(
        "second `make run` to ready", second, goal=_SECOND_RUN_SECONDS, unit="s", note=f"the first took {first:.1f} s"
    )
    bench.tell("memory")
    with system.services():
        time.sleep(_SETTLING_SECONDS)
        idle = system.resident_mib(SERVICES)
        system.forget_most_resident(SERVICES)
        report = pounded(plan_for(system, bench.seconds))
        loaded = system.most_resident_mib(SERVICES)
    yield at_most(
        "memory of the largest process, idle", max(idle.values()), goal=_IDLE_MIB, unit="MiB", note=_each(idle)
    )
    yield at_most(
        "memory of the largest process, loaded",
        max(loaded.values()),
        goal=_LOADED_MIB,
        unit="MiB",
        note=f"{_each(loaded)}; at {report.rate:,.0f} dossiers/s",
    )


def _make_run(data: Path) -> float:
    """Seconds until every service of a `make run` on that data is ready; it is stopped again."""
    ports = Ports.free().by_name()
    environment = os.environ | {f"THIDUA_PORT_{name.upper()}": str(port) for name, port in ports.items()}
    environment |= {"THIDUA_DATA": str(data)}
    awaited = [f"http://127.0.0.1:{ports[name.replace('-', '_')]}/health/ready" for name in SERVICES]
    with (data.parent / "bench-make-run.log").open("ab") as log:
        started = time.perf_counter()
        run = subprocess.Popen(
            ["make", "run"],  # noqa: S607 - as people type it
            cwd=PROJECT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_until(lambda: all(map(answers, awaited)), what="make run", seconds=_PATIENCE_SECONDS, way_out=log.name)
            return time.perf_counter() - started
        finally:
            os.killpg(run.pid, signal.SIGINT)
            run.wait(_PATIENCE_SECONDS)


def _each(memory: dict[str, float]) -> str:
    return ", ".join(f"{name} {mib:.0f}" for name, mib in memory.items())
