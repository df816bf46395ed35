"""Answers that change rarely, remembered for a few seconds."""

import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """Keeps each answer for `seconds`, and at most `size` answers; a failure is not remembered."""

    def __init__(self, seconds: float, size: int = 10_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._size = size
        self._clock = clock
        self._answers: dict[Hashable, tuple[float, T]] = {}

    async def get(self, key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """The answer for `key`, read anew once it is too old."""
        known = self._answers.get(key)
        if known is not None and known[0] > self._clock():
            return known[1]
        answer = await read()
        if len(self._answers) >= self._size:
            self._answers.clear()
        self._answers[key] = (self._clock() + self._seconds, answer)
        return answer
