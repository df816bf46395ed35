"""`python -m benchmarks`: measure every row, print each as it is measured and the table at the end.

With `--out` the table is written beside the machine's facts after each row, so an interrupted run keeps what it has.
"""

import argparse
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from benchmarks.bench import Bench, Row
from benchmarks.figures import Figure, as_line, as_markdown, as_text
from benchmarks.machine import facts
from benchmarks.rows import (
    accepting,
    files,
    growth,
    journeys,
    large_dossiers,
    overload,
    registers,
    starting,
    steps,
    streams,
    tracing,
    visibility,
)
from benchmarks.system import System
from ops.stack.services import data_folder

_INTERRUPTED = 128 + signal.SIGINT
_ROWS: Mapping[str, Row] = {
    "accepting": accepting.measure,
    "large": large_dossiers.measure,
    "journeys": journeys.measure,
    "steps": steps.measure,
    "visibility": visibility.measure,
    "growth": growth.measure,
    "overload": overload.measure,
    "starting": starting.measure,
    "tracing": tracing.measure,
    "streams": streams.measure,
    "files": files.measure,
    "registers": registers.measure,
}


def main() -> None:
    """Measure what was asked for; the exit status tells whether every goal was met."""
    chosen = _arguments()
    signal.signal(signal.SIGTERM, _interrupt)
    before = facts()
    started = time.monotonic()

    def tell(text: str) -> None:
        print(f"[{time.monotonic() - started:6.0f} s] {text}", file=sys.stderr, flush=True)

    system = System(data_folder() / "bench")
    figures: list[Figure] = []
    is_whole = False
    try:
        with system.running():
            bench = Bench(system, chosen.seconds, chosen.scale, tell)
            for figure in _measure(chosen.rows or _ROWS, bench):
                print(as_line(figure), flush=True)
                figures.append(figure)
                if chosen.out:
                    _write(chosen, before, figures, is_whole=False)
        is_whole = True
    except KeyboardInterrupt:
        tell("interrupted: the rows measured so far are kept")
    print(f"\n{as_text(figures)}")
    if chosen.out and figures:
        _write(chosen, before, figures, is_whole=is_whole)
    sys.exit(any(figure.met is False for figure in figures) if is_whole else _INTERRUPTED)


def _measure(names: Iterable[str], bench: Bench) -> Iterator[Figure]:
    for name in names:
        try:
            yield from _ROWS[name](bench)
        except Exception as error:  # noqa: BLE001 - a row that fails is a result of its own; the others still count
            yield Figure(name, "failed", met=False, note=f"{type(error).__name__}: {error}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[[], *_ROWS], help="which rows; all when none is named")
    parser.add_argument("--seconds", type=float, default=20, help="length of one timed load")
    parser.add_argument("--scale", type=float, default=1, help="share of the messages and documents of a full run")
    parser.add_argument("--out", type=Path, help="folder for <date>.md")
    return parser.parse_args()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _write(chosen: argparse.Namespace, before: Mapping[str, str], figures: Sequence[Figure], *, is_whole: bool) -> None:
    chosen.out.mkdir(parents=True, exist_ok=True)
    path = chosen.out / f"{datetime.now(UTC):%Y-%m-%d}.md"
    run = f"`--seconds {chosen.seconds:g} --scale {chosen.scale:g}`{'' if is_whole else ', not run to its end'}"
    lines = [f"- {name}: {value}" for name, value in before.items()]
    path.write_text(
        f"# Figures of {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {run}\n\n"
        + "\n".join(lines)
        + f"\n\n{as_markdown(figures)}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
