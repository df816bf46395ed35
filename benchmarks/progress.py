"""Timing work that other processes do, by watching a number that only they change."""

import time
from collections.abc import Callable

_PAUSE_SECONDS = 0.02
_PATIENCE_SECONDS = 900.0
_STANDSTILL_SECONDS = 60.0


class StandstillError(Exception):
    """The number stopped short of its aim."""


def seconds_until(reading: Callable[[], int], aim: int, *, since: int | None = 0) -> float:
    """How long it took from the moment the reading exceeded `since` (at once without it) until it reached `aim`.

    Raises:
        StandstillError: It stood still for a minute, or took a quarter of an hour.
    """
    began = time.perf_counter()
    started = began if since is None else 0.0
    last, moved = reading(), began
    while last < aim:
        time.sleep(_PAUSE_SECONDS)
        now, latest = time.perf_counter(), reading()
        if latest != last:
            last, moved = latest, now
        if not started and since is not None and latest > since:
            started = now
        if now - moved > _STANDSTILL_SECONDS or now - began > _PATIENCE_SECONDS:
            raise StandstillError(f"stands at {last} of {aim}")
    return time.perf_counter() - (started or began)
