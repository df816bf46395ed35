"""Fault after fault on a working system, drawn by a seed, until the time is up and everything has come to rest."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

from ops.demo.people import Office
from tests.chaos.appraising import DESKS, record, work
from tests.chaos.faults.fault import Fault
from tests.chaos.load import Load
from tests.chaos.submitting import submit_all, watch_withdrawals
from tests.oracle.entries import Answered, Asked, Entry, Unanswered
from tests.oracle.observing import Windows, pause, sights
from tests.oracle.quiet import wait_for_quiet
from tests.oracle.sampling import keep_sampling
from tests.running import SUBMITTERS, System

CLERKS = ("xa-yen-phu", "huyen-yen-my", "chu-tich")
_ROLES = ("chuyen-vien", "lanh-dao", "pho", "van-thu")
ROUND_SECONDS = 60.0
_DOSSIERS_EACH_SECOND = 2.0
_FEWEST_DOSSIERS = 20
_LONGEST_BREATH = 2.0
_FINISHING_SECONDS = 240.0


@dataclass
class Storm:
    """Rounds of a minute: a load and faults, then quiet. The same seed gives the same loads and the same faults."""

    system: System
    office: Office
    faults: Sequence[Fault]
    seed: int
    say: Callable[[str], None]
    injected: Counter[str] = field(default_factory=Counter)
    unfinished: list[str] = field(default_factory=list)  # what the oracle cannot see: loads that found no end

    async def blow(self, seconds: float) -> list[Entry]:
        """Everything that was asked, broken and found, for the oracle to judge."""
        for name in (*SUBMITTERS, *(f"{role}.{desk.place}" for desk in DESKS for role in _ROLES)):
            await self.office.person(name)
        windows = await self.system.windows(self.office)
        before = len(list(self.system.record.entries()))
        sampling = asyncio.create_task(keep_sampling(self.system.record, windows))
        rounds = max(1, round(seconds / ROUND_SECONDS))
        for number in range(rounds):
            await self._round(number, seconds / rounds, windows)
        if not sampling.cancel():
            self.unfinished.append(f"the sampling ended before its time: {sampling.exception()!r}")
        now = [*self.system.names(self.office), *await sights(windows)]
        written = list(self.system.record.entries())
        asked = [line for line in written[:before] if isinstance(line, Asked | Answered | Unanswered)]
        return [*asked, *written[before:], *now]

    async def _round(self, number: int, seconds: float, windows: Windows) -> None:
        dice = dice_of(self.seed, f"load {number}")
        size = max(_FEWEST_DOSSIERS, round(seconds * _DOSSIERS_EACH_SECOND))
        load = Load(self.office, f"{dice.getrandbits(16):04x}", size)
        try:
            async with asyncio.timeout(seconds + _FINISHING_SECONDS), asyncio.TaskGroup() as everything:
                everything.create_task(self._submit(load, seconds))
                everything.create_task(self._break(number, seconds))
                everything.create_task(_watch(load))
                for desk in DESKS:
                    everything.create_task(work(load, desk))
                    if desk.place in CLERKS:
                        everything.create_task(record(load, desk))
        except (ExceptionGroup, TimeoutError) as error:
            self.unfinished.append(f"round {number}: {error!r}")
        calm = await wait_for_quiet(self.system.record, windows)
        if not calm:
            self.unfinished.append(f"round {number} did not come to rest")
        self.say(f"round {number + 1}: {load.accepted} of {load.size} dossiers taken, {len(load.ended)} ended")

    async def _submit(self, load: Load, seconds: float) -> None:
        async with asyncio.TaskGroup() as all_at_their_time:
            for place in range(load.size):
                all_at_their_time.create_task(submit_all(load, [place]))
                await asyncio.sleep(seconds / load.size)

    async def _break(self, number: int, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        for place in count():
            if loop.time() > end:
                return
            fault, dice = draw(self.faults, self.seed, f"{number}.{place}")
            self.say(f"  {fault.name}")
            await fault.inject(self.system, dice)
            self.injected[fault.name] += 1
            await asyncio.sleep(dice.uniform(0, _LONGEST_BREATH))


def draw(faults: Sequence[Fault], seed: int, place: str) -> tuple[Fault, Random]:
    """The fault in that place of the seed's sequence, whenever its time comes, and the dice for its particulars."""
    dice = dice_of(seed, f"fault {place}")
    [fault] = dice.choices(faults, [each.weight for each in faults])
    return fault, dice


def dice_of(seed: int, what: str) -> Random:
    """Dice that fall the same way for the same seed and purpose."""
    return Random(f"{seed} {what}")  # noqa: S311  no secret


async def _watch(load: Load) -> None:
    while not load.is_done:
        await watch_withdrawals(load)
        await pause()
