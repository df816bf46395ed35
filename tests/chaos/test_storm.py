"""`make chaos` in short: every kind of fault may come, a seed gives the same again, and the exit tells the truth."""

import asyncio
import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from ops.demo.people import Office
from tests.chaos.crash_points import PROJECT
from tests.chaos.faults.all import all_faults
from tests.chaos.faults.connections import CONNECTION_FAULTS
from tests.chaos.faults.fault import Fault
from tests.chaos.faults.processes import PROCESS_FAULTS
from tests.chaos.storm import Storm, dice_of, draw
from tests.chaos.tally import tally
from tests.oracle.entries import SeenMail
from tests.oracle.healthy import healthy
from tests.oracle.verdict import judge
from tests.running import System

_SEED, _SECONDS = 27, 5.0
_PLACES = [f"{number}.{place}" for number in range(10) for place in range(30)]


def drawn(seed: int) -> list[tuple[str, float]]:
    return [(fault.name, dice.random()) for fault, dice in (draw(all_faults(), seed, place) for place in _PLACES)]


def test_a_seed_repeats_the_same_faults_in_detail() -> None:
    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)
    assert dice_of(7, "load 0").random() == dice_of(7, "load 0").random()


def test_every_fault_of_every_module_comes_up() -> None:
    names = {fault.name for fault in all_faults()}

    assert names >= {fault.name for fault in (*PROCESS_FAULTS, *CONNECTION_FAULTS)}
    assert {name for name, _ in drawn(7)} == names


def test_names_tell_faults_apart() -> None:
    times = Counter(fault.name for fault in all_faults())

    assert [name for name, count in times.items() if count > 1] == []
    assert all(isinstance(fault, Fault) and fault.weight > 0 for fault in all_faults())


def test_the_table_counts_what_the_oracle_complains_of() -> None:
    lines = healthy()
    mails = [line for line in lines if isinstance(line, SeenMail)]
    spoilt = [line for line in lines if line is not mails[-1]] + [mails[0].model_copy(update={"order": 999})]

    table = tally(spoilt, judge(spoilt), {"kill": 2}).splitlines()

    figures = {name.strip("| "): figure.strip() for name, _, figure in (row.rpartition("|") for row in table)}
    assert (figures["faults injected"], figures["missing"], figures["doubled, not marked"]) == ("2", "1", "1")
    assert (figures["lost"], figures["double outcomes"]) == ("0", "0")


async def test_a_short_storm_breaks_no_promise(system: System, office: Office) -> None:
    said: list[str] = []
    storm = Storm(system, office, PROCESS_FAULTS, _SEED, said.append)

    lines = await storm.blow(_SECONDS)

    assert storm.injected.total() > 0
    assert storm.unfinished == []
    assert [(each.invariant, each.message) for each in judge(lines)] == []


@pytest.mark.matrix
@pytest.mark.timeout(300)
async def test_the_exit_code_says_whether_every_promise_was_kept(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.chaos", "--seconds", "20", "--seed", "11"]

    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=PROJECT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output = (await process.communicate())[0].decode()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()

    assert process.returncode == 0, output
    assert "seed 11: 0 complaints, 0 rounds unfinished" in output
