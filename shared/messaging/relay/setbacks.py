"""Documents whose messages must not be overtaken: something of theirs was left to a later sweep."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from shared.messaging.relay.lanes import Key

FIRST_DELAY = 1.0
LONGEST_DELAY = 15.0
_MARGIN = 5.0  # another process may have swept it; after this nobody waits for it here
_FORGET_AFTER = 120.0


@dataclass
class _Setback:
    failures: int
    until: float


class Setbacks:
    """For each document, how often it failed in a row and until when new messages of it leave by the sweep only."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._by_key: dict[Key, _Setback] = {}

    def __bool__(self) -> bool:
        return bool(self._by_key)

    def hold(self, key: Key, grace: float) -> None:
        """A message of it was not taken in hand; a sweep will find it after `grace` seconds."""
        setback = self._by_key.setdefault(key, _Setback(0, 0.0))
        setback.until = max(setback.until, self._monotonic() + grace + _MARGIN)

    def failed(self, key: Key) -> float:
        """It failed once more; the seconds to wait before the next attempt."""
        setback = self._by_key.setdefault(key, _Setback(0, 0.0))
        setback.failures += 1
        delay = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(setback.failures - 1, 10)) * random.uniform(0.8, 1.2)  # noqa: S311  no secret
        setback.until = self._monotonic() + delay + _MARGIN
        return delay

    def swept(self, key: Key) -> None:
        """All of its messages are in hand again, so that new ones may follow them; failures are still counted."""
        setback = self._by_key.get(key)
        if setback is None:
            return
        setback.until = 0.0
        if not setback.failures:
            del self._by_key[key]

    def cleared(self, key: Key) -> None:
        """It was published."""
        self._by_key.pop(key, None)

    def is_held(self, key: Key) -> bool:
        """Whether a new message of it has to leave by the sweep."""
        setback = self._by_key.get(key)
        return setback is not None and setback.until > self._monotonic()

    def prune(self) -> None:
        """Forget documents that were last heard of long ago."""
        now = self._monotonic()
        for key in [key for key, each in self._by_key.items() if self._is_old(each, now)]:
            del self._by_key[key]

    @staticmethod
    def _is_old(setback: _Setback, now: float) -> bool:
        return now > setback.until + (_FORGET_AFTER if setback.failures else 0.0)
