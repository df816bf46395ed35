"""kill -9 of each service, of the broker and of the database under load: nothing lost, decided once, mailed once."""

import asyncio
from dataclasses import dataclass
from uuid import uuid4

import pytest

from ops.demo.people import Office
from tests.chaos.appraising import DESKS, record, work
from tests.chaos.killing import VICTIMS, kill_in_turn
from tests.chaos.load import Load
from tests.chaos.submitting import submit_all, watch_withdrawals
from tests.oracle.entries import Entry, Fault, Quiet, Sampled, SeenCase, SeenDossier, SeenMail
from tests.oracle.observing import pause, sights
from tests.oracle.quiet import wait_for_quiet
from tests.oracle.sampling import keep_sampling
from tests.oracle.verdict import INVARIANTS, judge
from tests.running import SUBMITTERS, System

DOSSIERS = 300
# The first test waits for the whole load, on a machine that may have other things to do.
pytestmark = pytest.mark.timeout(300)
_CLERKS = ("xa-yen-phu", "huyen-yen-my", "chu-tich")


@dataclass(frozen=True)
class LoadRun:
    """What was done and what the oracle saw."""

    load: Load
    lines: tuple[Entry, ...]

    def complaints(self, invariant: str) -> list[str]:
        """The oracle's complaints under an invariant."""
        return [each.message for each in judge(self.lines) if each.invariant == invariant]


@pytest.fixture(scope="module")
async def load_run(system: System, office: Office) -> LoadRun:
    """Three hundred dossiers on their way while every part is killed once, and the oracle's record of it."""
    load = Load(office, uuid4().hex[:4], DOSSIERS)
    await _sign_everybody_in(office)
    before = len(list(system.record.entries()))
    windows = await system.windows(office)
    sampling = asyncio.create_task(keep_sampling(system.record, windows))
    async with asyncio.TaskGroup() as everything:
        everything.create_task(submit_all(load))
        everything.create_task(kill_in_turn(system, load))
        everything.create_task(_watch(load))
        for desk in DESKS:
            everything.create_task(work(load, desk))
            if desk.place in _CLERKS:
                everything.create_task(record(load, desk))
    await wait_for_quiet(system.record, windows)
    sampling.cancel()
    for line in (*system.names(office), *await sights(windows)):
        system.record.add(line)
    lines = list(system.record.entries())
    earlier = [line for line in lines[:before] if not isinstance(line, Fault | Quiet | Sampled)]
    return LoadRun(load, (*earlier, *lines[before:]))


async def _sign_everybody_in(office: Office) -> None:
    names = [f"{role}.{desk.place}" for desk in DESKS for role in ("chuyen-vien", "lanh-dao", "pho", "van-thu")]
    await asyncio.gather(*(office.person(username) for username in (*SUBMITTERS, *names)))


async def _watch(load: Load) -> None:
    while not load.is_done:
        await watch_withdrawals(load)
        await pause()


def test_every_part_was_killed_while_there_was_work(load_run: LoadRun) -> None:
    faults = [line.what for line in load_run.lines if isinstance(line, Fault)]

    assert [what for what in faults if what.startswith("kill")] == [f"kill -9 {victim}" for victim in VICTIMS]


def test_the_whole_load_came_to_its_end(load_run: LoadRun) -> None:
    seen = [line for line in load_run.lines if isinstance(line, SeenDossier)]

    assert load_run.load.accepted == DOSSIERS
    assert len(seen) >= DOSSIERS


@pytest.mark.parametrize("invariant", INVARIANTS)
def test_the_promise_holds(load_run: LoadRun, invariant: str) -> None:
    assert load_run.complaints(invariant) == []


@pytest.mark.parametrize(("kind", "invariant"), [(SeenDossier, "I1"), (SeenCase, "I7"), (SeenMail, "I6")])
def test_the_oracle_would_have_noticed_one_that_is_missing(
    load_run: LoadRun, kind: type[Entry], invariant: str
) -> None:
    last = next(line for line in reversed(load_run.lines) if isinstance(line, kind))

    complaints = judge(line for line in load_run.lines if line is not last)

    assert invariant in {complaint.invariant[:2] for complaint in complaints}
