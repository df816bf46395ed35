"""`make chaos SECONDS=600 SEED=…`: a system of its own, two or more of each service, broken in every way at work."""

import argparse
import asyncio
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.chaos.faults.all import all_faults
from tests.chaos.storm import Storm
from tests.chaos.tally import tally
from tests.oracle.verdict import judge
from tests.running import System, started

_SEEDS = 1_000_000
_REPLICAS = 2
_SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Break and judge; the answer is the exit status: 0 where every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="how long faults go on")
    parser.add_argument("--seed", type=int, default=None, help="draws faults and load; the same again gives the same")
    parser.add_argument("--replicas", type=int, default=_REPLICAS, help="how many of each service (default: 2)")
    chosen = parser.parse_args(arguments)
    seed = secrets.randbelow(_SEEDS) if chosen.seed is None else chosen.seed
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="thidua-chaos-"))
    _say(f"seed {seed}; starting a system with {chosen.replicas} instances of each service")
    # With the mail window of production, which gives facts from two instances the time to come in order.
    with started(folder, replicas=chosen.replicas, settings={}) as system:
        is_kept = asyncio.run(_storm(system, chosen.seconds, seed))
    if is_kept:
        shutil.rmtree(folder)
        return 0
    again = f"make chaos SECONDS={chosen.seconds:.0f} SEED={seed} REPLICAS={chosen.replicas}"
    _say(f"Broken. Record and logs are in {folder}; again: {again}")
    return 1


async def _storm(system: System, seconds: float, seed: int) -> bool:
    async with system.office() as office:
        storm = Storm(system, office, all_faults(), seed, _say)
        lines = await storm.blow(seconds)
    complaints = judge(lines)
    _say(tally(lines, complaints, storm.injected))
    for each in complaints[:_SHOWN]:
        _say(f"{each.invariant}: {each.message}")
    for what in storm.unfinished:
        _say(what)
    _say(f"seed {seed}: {len(complaints)} complaints, {len(storm.unfinished)} rounds unfinished")
    return not complaints and not storm.unfinished


def _say(text: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n" if "\n" not in text else f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
