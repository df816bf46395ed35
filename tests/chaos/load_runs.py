"""A load on the whole system while something is broken, what the oracle makes of it, and its row of the table."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from random import Random
from uuid import uuid4

import pytest
from _pytest.capture import CaptureManager

from ops.demo.people import Office
from ops.demo.waiting import until
from tests.chaos.appraising import DESKS, record, work
from tests.chaos.load import Load
from tests.chaos.submitting import submit_all, watch_withdrawals
from tests.oracle.entries import (
    Answered,
    Asked,
    Entry,
    Fault,
    Person,
    Poisoned,
    Quiet,
    SeenDossier,
    SeenNomination,
    Unanswered,
)
from tests.oracle.observing import pause, sights
from tests.oracle.quiet import wait_for_quiet
from tests.oracle.verdict import judge
from tests.running import SUBMITTERS, System

CLERKS = ("xa-yen-phu", "huyen-yen-my", "chu-tich")
# Messages fifty at a time, as the plan has it. The mail window is that of production: what is held while a part is away
# comes late, and two instances need the time for their facts to come in order. No digests: these go by the time of day.
SETTINGS = {"THIDUA_PREFETCH": "50", "THIDUA_MAIL_PREFETCH": "50", "THIDUA_DIGEST_AT": ""}
_CREATED = 201
_SEED = 20210901
_PATIENCE = 60.0
Inject = Callable[[System, Random], Awaitable[None]]


@dataclass(frozen=True)
class LoadRun:
    """What was done, what the oracle saw afterwards, and what it finds wrong for the first time."""

    name: str
    load: Load
    lines: Sequence[Entry]
    complaints: Sequence[str]

    @property
    def faults(self) -> list[Fault]:
        """What was broken and mended in this row, in order."""
        return [line for line in self.lines if isinstance(line, Fault)]

    def submissions(self, status: int = _CREATED) -> list[float]:
        """When each submission was answered so."""
        asked = {line.id for line in self.lines if isinstance(line, Asked) and line.path.endswith("/dossiers")}
        return [
            line.at for line in self.lines if isinstance(line, Answered) and line.id in asked and line.status == status
        ]

    def meanwhile(self, moments: Sequence[float]) -> int:
        """How many of these fall between the first fault and the last mending."""
        return sum(self.faults[0].at < moment < self.faults[-1].at for moment in moments)

    def row(self) -> str:
        """A line of the table."""
        wrong = [complaint.partition(" ")[0] for complaint in self.complaints]
        quiet = next((line.after_seconds for line in self.lines if isinstance(line, Quiet)), float("nan"))
        doubtful = {
            mail.id
            for line in self.lines
            if isinstance(line, SeenNomination | SeenDossier)
            for mail in line.mails
            if mail.state == "uncertain"
        }
        other = sum(invariant in {"I2", "I5", "I7", "I8"} for invariant in wrong)
        return (
            f"| {self.name} | {self.load.size} dossiers | {len(self.faults)} | {self.load.accepted} "
            f"| lost {wrong.count('I1')} | doubled {wrong.count('I3') + wrong.count('I4')} | mails wrong "
            f"{wrong.count('I6')}, uncertain {len(doubtful)} | other {other} "
            f"| quiet after {quiet:.0f} s |"
        )


class LoadedSystem:
    """Loads on one system, one after the other.

    Each is judged with everything that was asked before, but what an earlier one was blamed for is not blamed on it.
    """

    def __init__(self, system: System, office: Office, show: Callable[[str], None]) -> None:
        self.system = system
        self.office = office
        self._show = show
        self._blamed: set[str] = set()

    async def undergo(
        self, name: str, inject: Inject, *, size: int = 40, over: float = 8.0, refers: bool = False
    ) -> LoadRun:
        """Half a load is on its way when the fault begins; the other half is handed in spread `over` seconds of it."""
        system, load = self.system, Load(self.office, uuid4().hex[:4], size, refers)
        before = len(list(system.record.entries()))
        await self._sign_everybody_in()
        async with asyncio.TaskGroup() as everything:
            everything.create_task(submit_all(load, range(size // 2)))
            everything.create_task(self._break(load, inject, over))
            everything.create_task(_watch(load))
            for desk in DESKS:
                everything.create_task(work(load, desk))
                if desk.place in CLERKS:
                    everything.create_task(record(load, desk))
        lines = await self._seen(before)
        load_run = LoadRun(name, load, lines, self._unheard(lines))
        self._show(load_run.row())
        return load_run

    def _unheard(self, lines: Sequence[Entry]) -> Sequence[str]:
        wrong = [f"{each.invariant}: {each.message}" for each in judge(lines)]
        fresh = [complaint for complaint in wrong if complaint not in self._blamed]
        self._blamed.update(fresh)
        return fresh

    async def _seen(self, before: int) -> list[Entry]:
        """What was asked so far, the faults of this row, and what is there now."""
        windows = await self.system.windows(self.office)
        await wait_for_quiet(self.system.record, windows)
        now = [*self.system.names(self.office), *await sights(windows)]
        written = list(self.system.record.entries())
        kept = Asked | Answered | Unanswered | Poisoned | Person
        asked = [line for line in written if isinstance(line, kept)]
        return [*asked, *(line for line in written[before:] if isinstance(line, Fault | Quiet)), *now]

    async def _break(self, load: Load, inject: Inject, over: float) -> None:
        half = load.size // 2

        async def is_under_way() -> bool | None:
            return True if load.accepted >= half // 2 else None

        async def break_and_mend() -> None:
            await inject(self.system, Random(_SEED))  # noqa: S311  no secret

        await until(is_under_way, what="the load to be under way", seconds=_PATIENCE)
        async with asyncio.TaskGroup() as both:
            both.create_task(break_and_mend())
            for place in range(half, load.size):
                both.create_task(submit_all(load, [place]))
                await asyncio.sleep(over / half)

    async def _sign_everybody_in(self) -> None:
        names = [f"{role}.{desk.place}" for desk in DESKS for role in ("chuyen-vien", "lanh-dao", "pho", "van-thu")]
        for username in (*SUBMITTERS, *names):
            await self.office.person(username)


def shown(config: pytest.Config) -> Callable[[str], None]:
    """Tells people beside what pytest keeps to itself."""
    capturing: CaptureManager | None = config.pluginmanager.getplugin("capturemanager")

    def show(row: str) -> None:
        with capturing.global_and_fixture_disabled() if capturing else nullcontext():
            sys.stdout.write(f"\n{row}\n")

    return show


async def _watch(load: Load) -> None:
    while not load.is_done:
        await watch_withdrawals(load)
        await pause()
