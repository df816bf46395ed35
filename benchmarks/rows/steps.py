"""Consume, write, publish: a level that takes up its work, beside Celery doing the same step with safe settings."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from benchmarks.bench import Bench
from benchmarks.figures import Figure, against
from benchmarks.load.starting import PROJECT
from benchmarks.progress import seconds_until
from benchmarks.system import System
from benchmarks.works import messages_in, put_into_queue
from ops.stack.processes import Program
from shared.events.words import Level
from shared.messaging.topology.queues import INTAKE_QUEUE, work_queue

_LEVEL = "appraisal-commune"
_DATABASE = "appraisal_commune"
_GOAL, _BACKLOG_GOAL = 3.0, 0.5
_STEPS, _BACKLOG, _CELERY_STEPS = 10_000, 50_000, 4_000
_LEAST = 500
_PREFETCH = 64
_POOLS = (("prefork", 4), ("prefork", 12), ("threads", 16))


def measure(bench: Bench) -> Iterable[Figure]:
    """The step beside Celery's best pool, then a long backlog beside a raw consumer."""
    yield _step_beside_celery(bench)
    yield _backlog_beside_raw_consumer(bench)


def _step_beside_celery(bench: Bench) -> Figure:
    count = bench.scaled(_STEPS, least=_LEAST)
    bench.tell(f"{count} steps")
    rate, seen = _product(bench.system, count, published=True)
    celery = {}
    for pool, width in _POOLS:
        bench.tell(f"the step in Celery, {pool} {width}")
        celery[f"{pool} {width}"] = _celery(bench, pool, width)
    best = max(celery, key=celery.__getitem__)
    all_pools = ", ".join(f"{name} {value:,.0f}/s" for name, value in celery.items())
    return against(
        "one consume → write → publish step",
        rate,
        celery[best],
        goal=_GOAL,
        beside=f"Celery ({best})",
        note=f"{seen}; Celery: {all_pools}",
    )


def _backlog_beside_raw_consumer(bench: Bench) -> Figure:
    count = bench.scaled(_BACKLOG, least=2 * _LEAST)
    bench.tell(f"backlog of {count}")
    rate, seen = _product(bench.system, count, published=False)
    bench.tell("raw consume-and-upsert")
    floor = _raw(bench.system, count)
    work = f"backlog of {count:,} for one level"
    return against(work, rate, floor, goal=_BACKLOG_GOAL, beside="raw consume-and-upsert", note=seen)


def _product(system: System, count: int, *, published: bool) -> tuple[float, str]:
    """The rate until each message has its case and, when asked for, its event is at the broker; what was left."""
    with _filled(system, count), system.mongo() as mongo:
        names = system.on_every_core(_LEVEL)
        for name in names:
            system.stack.spawn(name)
        try:
            cases = mongo[_DATABASE]["cases"]
            taken = seconds_until(cases.estimated_document_count, count)
            if published:
                taken += seconds_until(lambda: -cases.count_documents({"outbox_due": {"$exists": True}}), 0, since=None)
            left, facts = (
                asyncio.run(messages_in(system.stack.amqp_url("provisioner"), queue))
                for queue in (work_queue(Level.COMMUNE), INTAKE_QUEUE)
            )
        finally:
            system.stop(names)
    return count / taken, f"{left} left in the queue, {facts:,} facts published"


def _raw(system: System, count: int) -> float:
    with _filled(system, count), system.mongo() as mongo:
        arguments = (
            *("--amqp-url", system.stack.amqp_url("provisioner"), "--mongo-url", system.stack.mongo_url("root")),
            *("--queue", work_queue(Level.COMMUNE), "--prefetch", str(_PREFETCH)),
        )
        with system.floor_on_every_core("benchmarks.floors.raw_consumer", *arguments):
            return count / seconds_until(mongo["floor"]["cases"].estimated_document_count, count)


def _celery(bench: Bench, pool: str, width: int) -> float:
    system, count = bench.system, bench.scaled(_CELERY_STEPS, least=_LEAST)
    system.empty()
    environment = dict(os.environ) | {
        "FLOOR_AMQP_URL": system.stack.amqp_url("provisioner"),
        "FLOOR_MONGO_URL": system.stack.mongo_url("root"),
    }
    filling = [sys.executable, "-m", "benchmarks.floors.celery_filling", str(count), "1"]
    subprocess.run(filling, cwd=PROJECT, env=environment, check=True)
    worker = ["-m", "celery", "-A", "benchmarks.floors.celery_step", "worker", "-Q", "floor.work", "--pool", pool]
    options = ["-c", str(width), "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "warning"]
    system.start_floor(Program("floor-celery", [sys.executable, *worker, *options], environment, PROJECT))
    try:
        with system.mongo() as mongo:
            return count / seconds_until(mongo["floor"]["cases"].estimated_document_count, count)
    finally:
        system.stack.processes.stop("floor-celery", patience=15)


@contextmanager
def _filled(system: System, count: int) -> Iterator[None]:
    """The commune's queue with so many hand-overs, nothing else running."""
    system.empty()
    put_into_queue(system.stack.amqp_url("intake"), count, seed=1)
    yield
