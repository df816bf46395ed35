"""Whole journeys a second, from the submission to the last mail in the sink, beside the same calls with no promises."""

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.dossiers import CLERK, HEAD, SUBMITTER
from benchmarks.figures import Figure, against
from benchmarks.floors.bare_journey import INTAKE, LEVEL, NOTIFIER
from benchmarks.load.journeys import JourneyPlan, JourneyReport
from benchmarks.load.starting import travelled
from benchmarks.system import CpuMeter, System

_GOAL = 0.6
_JOURNEYS, _LEAST = 1_000, 40
_WARM_UP = 20
_LEVEL = "appraisal-commune"
_DATABASE, _FLOOR_DATABASE = "appraisal_commune", "floor"
_LAST_STATUS = "da-khen-thuong"
_CHANGES = 4  # received, forwarded, approved, awarded
_REST_SECONDS, _PAUSE_SECONDS = 3.0, 0.25


def measure(bench: Bench) -> Iterable[Figure]:
    """The product before and after the floor, so that a slow moment of the machine tells.

    Its mails tell how many, and how large, the floor must send.
    """
    system, half = bench.system, bench.scaled(_JOURNEYS, least=_LEAST) // 2
    mail = system.stack.root / "a-mail.eml"
    bench.tell(f"{half} journeys")
    before = _of_the_product(system, half)
    mail.write_bytes(system.newest_mail().raw)
    bench.tell("the same journeys without promises")
    with _floor(system, mail, copies=round(before.mails / half / _CHANGES)):
        bare = _made(system, half, database=_FLOOR_DATABASE)
    bench.tell(f"{half} journeys again")
    after = _of_the_product(system, half)
    yield against(
        "whole journeys, submission to last mail",
        2 * half / (before.seconds + after.seconds),
        bare.rate,
        goal=_GOAL,
        beside="same calls, no promises",
        note=f"before: {before.described}. After: {after.described}. Floor: {bare.described}",
    )


@dataclass(frozen=True)
class _Seen:
    report: JourneyReport
    mails: int
    last_mail_at: float
    cost: str
    awarded: int | None = None

    @property
    def seconds(self) -> float:
        """From the first submission to the last mail."""
        return self.last_mail_at - self.report.began

    @property
    def rate(self) -> float:
        """Journeys a second."""
        return len(self.report.nominations) / self.seconds

    @property
    def described(self) -> str:
        """What a reader needs to judge it."""
        times = f"to the decision p50 {self.report.p50_seconds:.2f} s, p95 {self.report.p95_seconds:.2f} s"
        awarded = "" if self.awarded is None else f"{self.awarded} awarded with the {_WARM_UP} to warm up, "
        return f"{self.rate:.2f}/s, {self.report.requests}, {awarded}{self.mails} mails, {times}; {self.cost}"


def _of_the_product(system: System, count: int) -> _Seen:
    with system.services():
        seen = _made(system, count)
        with system.mongo() as mongo:
            awarded = mongo["intake"]["nominations"].count_documents({"status": _LAST_STATUS})
    return replace(seen, awarded=awarded)


def _made(system: System, count: int, *, database: str = _DATABASE) -> _Seen:
    """Some journeys to warm up, then those that count, each time until the sink gets no more mails."""
    plan = JourneyPlan(
        mongo_url=system.stack.mongo_url("root"),
        database=database,
        intake_port=system.port("intake"),
        level_port=system.port(_LEVEL),
        submitter=system.token(SUBMITTER),
        head=system.token(HEAD),
        clerk=system.token(CLERK),
        count=_WARM_UP,
        seed=2,
    )
    travelled(plan)
    before = _mails_at_rest(system)
    meter = CpuMeter(system)
    report = travelled(plan.model_copy(update={"count": count, "seed": 1}))
    mails = _mails_at_rest(system) - before
    return _Seen(report, mails, system.newest_mail().at.timestamp(), meter.milliseconds_each(count))


def _mails_at_rest(system: System) -> int:
    """How many mails there are once none has come for a while."""
    known, since = system.mails(), time.monotonic()
    while time.monotonic() - since < _REST_SECONDS:
        time.sleep(_PAUSE_SECONDS)
        count = system.mails()
        if count != known:
            known, since = count, time.monotonic()
    return known


@contextmanager
def _floor(system: System, mail: Path, *, copies: int) -> Iterator[None]:
    system.empty()
    ports = {INTAKE: system.port("intake"), LEVEL: system.port(_LEVEL), NOTIFIER: system.port("notifier")}
    common = (
        *("--amqp-url", system.stack.amqp_url("provisioner"), "--mongo-url", system.stack.mongo_url("root")),
        *("--smtp-port", str(system.stack.ports.smtp), "--mail", str(mail), "--copies", str(copies)),
    )
    module = "benchmarks.floors.bare_journey"
    with ExitStack() as stack:
        for role, port in ports.items():
            floor = system.floor(module, role, "--port", str(port), *common, port=port, name=f"floor-{role}")
            stack.enter_context(floor)
        yield
