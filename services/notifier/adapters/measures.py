"""The ledger's figures for Prometheus."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from prometheus_client import Gauge

from services.notifier.application.ports import Clock, Figures
from services.notifier.domain.mails import State
from shared.observability.metrics import REGISTRY
from shared.refusals import UnavailableError

_EVERY_SECONDS = 5.0
MAILS = Gauge("thidua_mails", "Mails not yet sent, by state", ("state",), registry=REGISTRY)
OLDEST = Gauge(
    "thidua_mails_oldest_seconds", "Age of the oldest mail that is neither sent nor failed", registry=REGISTRY
)


async def measure(figures: Callable[[], Awaitable[Figures]], now: Clock) -> None:
    """Keep the gauges current until cancelled; while the database is away they stay as they were."""
    while True:
        with suppress(UnavailableError):
            show(await figures(), now)
        await asyncio.sleep(_EVERY_SECONDS)


def show(figures: Figures, now: Clock) -> None:
    """Set the gauges."""
    for state, count in figures.counts.items():
        if state is not State.SENT:
            MAILS.labels(state.value).set(count)
    OLDEST.set(max((now() - figures.oldest).total_seconds(), 0.0) if figures.oldest else 0.0)
