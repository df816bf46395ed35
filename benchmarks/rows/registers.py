"""A register of a hundred thousand lines: taken away in level memory, and counted."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median

import httpx

from benchmarks.bench import Bench
from benchmarks.dossiers import HEAD
from benchmarks.figures import Figure, against, at_most
from benchmarks.filling import measuring_cases
from benchmarks.system import CpuMeter, System
from ops.stack.mail import PROJECT
from shared.web.http.cookies import SESSION_COOKIE

_LINES, _LEAST = 100_000, 5_000
_LEVEL = "appraisal-commune"
_REGISTER, _FIGURES = "/cap/commune/so", "/cap/commune/so-lieu"
_GOAL_MIB, _GOAL_SHARE, _GOAL_PAGE_MS, _GOAL_FIGURES_MS, _GOAL_WAIT_MS = 48.0, 0.4, 500.0, 3_000.0, 250.0
_BATCH = 1_000
_PATIENCE_SECONDS = 600.0
_PAGES = 9
_BETWEEN_SECONDS = 0.02


@dataclass
class _Taken:
    """What one file cost: memory over rest, seconds, and how long others waited meanwhile at most."""

    over_rest: float = 0.0
    seconds: float = 0.0
    processor_seconds: float = 0.0
    waits: list[float] = field(default_factory=list)


def measure(bench: Bench) -> Iterable[Figure]:
    """The register as XLSX beside openpyxl alone, as CSV, its first page, and figures nobody has asked for before."""
    system, count = bench.system, bench.scaled(_LINES, least=_LEAST)
    with system.services(_LEVEL, "identity"):
        bench.tell(f"filling {count:,} cases of one commune")
        _fill(system, count)
        cookies = {SESSION_COOKIE: system.token(HEAD)}
        with httpx.Client(
            base_url=system.stack.address_of(_LEVEL), cookies=cookies, timeout=_PATIENCE_SECONDS, trust_env=False
        ) as http:
            yield from _pages(http, count)
            rest = _waits(http, bench.seconds)
            csv_file, xlsx_file = (system.stack.root / f"register.{ending}" for ending in ("csv", "xlsx"))
            try:
                for file in (csv_file, xlsx_file):
                    bench.tell(f"the register as {file.suffix}")
                    taken = _take_away(system, http, file)
                    yield from _of_file(file, count, taken, rest)
                yield _beside_floor(csv_file, count, taken)
            finally:
                csv_file.unlink(missing_ok=True)
                xlsx_file.unlink(missing_ok=True)


def _pages(http: httpx.Client, count: int) -> Iterator[Figure]:
    _milliseconds(http, _REGISTER)
    pages = median(_milliseconds(http, _REGISTER) for _ in range(_PAGES))
    yield at_most(f"first page of a register of {count:,}", pages, goal=_GOAL_PAGE_MS, unit="ms")
    first, again = (_milliseconds(http, f"{_FIGURES}?tu=01/01/2021") for _ in range(2))
    yield at_most(
        f"figures of {count:,} lines, counted anew", first, goal=_GOAL_FIGURES_MS, unit="ms",
        beside=f"within a minute again: {again:,.0f} ms",
    )  # fmt: skip


def _of_file(file: Path, count: int, taken: _Taken, rest: Sequence[float]) -> Iterator[Figure]:
    kind = file.suffix[1:].upper()
    yield at_most(
        f"memory of a level over rest, {count:,} lines as {kind}", taken.over_rest, goal=_GOAL_MIB, unit="MiB",
        beside=f"{taken.seconds:,.1f} s, {file.stat().st_size / 1e6:,.1f} MB",
    )  # fmt: skip
    yield at_most(
        f"longest wait of others, {count:,} lines as {kind}", max(taken.waits), goal=_GOAL_WAIT_MS, unit="ms",
        beside=f"middle {median(taken.waits):,.1f} ms; at rest {median(rest):,.1f}, longest {max(rest):,.1f} ms",
    )  # fmt: skip


def _beside_floor(csv_file: Path, count: int, taken: _Taken) -> Figure:
    target = csv_file.with_suffix(".floor.xlsx")
    command = [sys.executable, "-m", "benchmarks.floors.bare_workbook", str(csv_file), str(target)]
    try:
        ran = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    finally:
        target.unlink(missing_ok=True)
    lines, seconds = json.loads(ran.stdout)
    if lines != count:
        raise RuntimeError(f"{lines:,} lines were taken away of {count:,}")
    return against(
        "lines of a register as XLSX, for each second of a processor",
        count / taken.processor_seconds,
        lines / seconds,
        goal=_GOAL_SHARE,
        beside="openpyxl alone",
        note="read, put into words, formulas made harmless, others answered; beside writing the same values only",
    )


def _fill(system: System, count: int) -> None:
    cases = measuring_cases()
    with system.mongo() as mongo:
        stored = mongo["appraisal_commune"]["cases"]
        for start in range(0, count, _BATCH):
            stored.insert_many(list(islice(cases, min(_BATCH, count - start))), ordered=False)
        mongo.admin.command("fsync")


def _milliseconds(http: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    http.get(path).raise_for_status()
    return 1_000 * (time.perf_counter() - began)


def _take_away(system: System, http: httpx.Client, file: Path) -> _Taken:
    watched, taken = [_LEVEL], _Taken()
    (before,) = system.resident_mib(watched).values()
    system.forget_most_resident(watched)
    meter = CpuMeter(system)
    with _others(http, taken), file.open("wb") as kept:
        began = time.perf_counter()
        with http.stream("GET", f"{_REGISTER}/xuat{file.suffix}") as answer:
            answer.raise_for_status()
            for piece in answer.iter_raw():
                kept.write(piece)
        taken.seconds, taken.processor_seconds = time.perf_counter() - began, meter.seconds_of(_LEVEL)
    (most,) = system.most_resident_mib(watched).values()
    taken.over_rest = most - before
    return taken


def _waits(http: httpx.Client, seconds: float) -> Sequence[float]:
    """How long somebody waits who asks for next to nothing, while nobody takes a register away."""
    taken = _Taken()
    with _others(http, taken):
        time.sleep(seconds)
    return taken.waits


@contextmanager
def _others(http: httpx.Client, taken: _Taken) -> Iterator[None]:
    """Somebody who asks for next to nothing, again and again."""
    is_over = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=http.base_url, timeout=_PATIENCE_SECONDS, trust_env=False) as own:
            while not is_over.wait(_BETWEEN_SECONDS):
                taken.waits.append(_milliseconds(own, "/health/live"))

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield
    finally:
        is_over.set()
        asking.join()
