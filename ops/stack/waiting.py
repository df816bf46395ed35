"""Waiting for something outside this process to become true, by asking it, with an end to the patience."""

import socket
import time
from collections.abc import Callable
from functools import cache

import httpx

from ops.troubles import TroubleError

_PAUSE_SECONDS = 0.05


def wait_until(holds: Callable[[], bool], *, what: str, seconds: float, way_out: str) -> None:
    """Return as soon as `holds` does.

    Raises:
        TroubleError: It did not within `seconds`, or `holds` itself told of trouble.
    """
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TroubleError(f"{what} did not become ready within {seconds:.0f} seconds.", way_out)
        time.sleep(_PAUSE_SECONDS)


@cache
def _client() -> httpx.Client:
    """Made once: each one reads the machine's certificates, which takes longer than the question."""
    return httpx.Client(timeout=2, trust_env=False)


def accepts_connections(port: int, host: str = "127.0.0.1") -> bool:
    """Something listens there."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def answers(url: str) -> bool:
    """A GET of the address is answered with success."""
    try:
        return _client().get(url).is_success
    except httpx.HTTPError:
        return False
