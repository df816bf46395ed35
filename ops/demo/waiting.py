"""Waiting for what others bring about: asked again and again until a deadline, never for a fixed time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

_Found = TypeVar("_Found")
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.25


class NotInTimeError(Exception):
    """What was waited for did not come; the message names it."""


async def until(look: Callable[[], Awaitable[_Found | None]], *, what: str, seconds: float = 30) -> _Found:
    """The first thing that `look` finds.

    Raises:
        NotInTimeError: It found nothing in that time.
    """
    deadline = time.monotonic() + seconds
    pause = _FIRST_PAUSE
    while True:
        found = await look()
        if found is not None:
            return found
        if time.monotonic() >= deadline:
            raise NotInTimeError(f"{what}: sau {seconds:.0f} giây vẫn chưa thấy")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE)
