"""What traces cost: dossiers accepted a second with all of them told and with a tenth, beside none, in the same run."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from benchmarks.bench import Bench
from benchmarks.figures import Figure, against
from benchmarks.load.starting import pounded
from benchmarks.rows.accepting import plan_for

_ENDPOINT, _RATIO = "THIDUA_TELEMETRY_ENDPOINT", "THIDUA_TELEMETRY_RATIO"
_OFF, _ALL, _TENTH = "off", "1.0", "0.1"
# Twice and back, so that a slow moment of the machine falls on no one of them alone.
_ORDER = (_OFF, _ALL, _TENTH, _TENTH, _ALL, _OFF)
# The least of the untraced rate that a traced intake must reach.
_GOALS = {_ALL: 0.5, _TENTH: 0.8}


def measure(bench: Bench) -> Iterable[Figure]:
    """Intake alone, with broker and database."""
    port = bench.system.port("notifier")
    rates: dict[str, list[float]] = {_OFF: [], _ALL: [], _TENTH: []}
    with bench.system.floor("benchmarks.floors.otlp_sink", "--port", str(port), port=port):
        for ratio in _ORDER:
            bench.tell(f"accepting with traces {ratio}")
            with _told("" if ratio == _OFF else f"http://127.0.0.1:{port}", ratio), bench.system.services("intake"):
                rates[ratio].append(pounded(plan_for(bench.system, bench.seconds)).rate)
    off = sum(rates[_OFF]) / 2
    for ratio, goal in _GOALS.items():
        yield against(
            f"dossiers of 1 accepted, 64 clients, traces told: {ratio}",
            sum(rates[ratio]) / 2,
            off,
            goal=goal,
            beside="traces off",
            note="; ".join(f"{name}: " + ", ".join(f"{rate:,.0f}/s" for rate in each) for name, each in rates.items()),
        )


@contextmanager
def _told(endpoint: str, ratio: str) -> Iterator[None]:
    # The stack passes these two on to services, as `make run` does.
    os.environ |= {_ENDPOINT: endpoint, _RATIO: "1" if ratio == _OFF else ratio}
    try:
        yield
    finally:
        del os.environ[_ENDPOINT], os.environ[_RATIO]
