"""Waits for what happens in the background, asking again and again, never for a fixed time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE_SECONDS = 20.0
_PAUSE_SECONDS = 0.02
_Answer = TypeVar("_Answer")


async def eventually(holds: Callable[[], bool | Awaitable[bool]], seconds: float = PATIENCE_SECONDS) -> float:
    """Return, once it holds, how long that took; fail when it takes longer than `seconds`."""
    began = time.monotonic()
    while True:
        answer = holds()
        if answer if isinstance(answer, bool) else await answer:
            return time.monotonic() - began
        if time.monotonic() - began > seconds:
            raise AssertionError(f"does not hold after {seconds} s: {holds}")
        await asyncio.sleep(_PAUSE_SECONDS)


async def asked_of_server(ask: Callable[[], _Answer]) -> _Answer:
    """Run something that blocks, such as the management API, beside the loop."""
    return await asyncio.to_thread(ask)
