"""All that a process asks of the outside is one act; at each a fault can strike, or the process can stand still."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import TypeVar

from shared.refusals import DomainError, UnavailableError
from tests.unit.notifier.fakes import DEFERRED, DONE, DOWN, LOST_AFTER, LOST_BEFORE, REFUSED, Gate

Answer = TypeVar("Answer")
PAUSED, DIED_BEFORE, DIED_AFTER = "paused", "died before", "died after"
FAULTS = (PAUSED, LOST_BEFORE, LOST_AFTER, DIED_BEFORE, DIED_AFTER, DEFERRED, REFUSED)
# What a fault is for the mail server, where it is not what it says.
_OF_LINE = {
    "ready": {LOST_BEFORE: DOWN, LOST_AFTER: DOWN, DEFERRED: DOWN, REFUSED: DOWN},
    "address": {LOST_BEFORE: DOWN, LOST_AFTER: DEFERRED, REFUSED: DEFERRED},
    "rest": dict.fromkeys((LOST_BEFORE, LOST_AFTER, DEFERRED, REFUSED), DONE),
}
_TURNS = 200


class CrashError(BaseException):
    """The process is gone: no handler of it runs."""


@dataclass(frozen=True)
class Fate:
    """What befalls a process at its nth further act; without a fault everything goes well to the end."""

    at: int = 0
    fault: str = DONE


SMOOTH = Fate()


@dataclass
class _Running:
    fate: Fate
    acts: int = 0
    going_on: asyncio.Future[None] | None = None


@dataclass
class Ended:
    """How a process ended: with an answer, with a refusal, or, having neither, without anybody knowing."""

    answer: object = None
    refusal: DomainError | None = None
    is_dead: bool = False

    @property
    def is_unknown(self) -> bool:
        """Whether whoever asked cannot know what came of it."""
        return self.is_dead or isinstance(self.refusal, UnavailableError)


@dataclass
class Stepping(Gate):
    """All processes that run, on a loop of their own; a fault strikes as the fate of each says."""

    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    struck: int = 0
    _running: dict[asyncio.Task[None], _Running] = field(default_factory=dict)

    def begin(self, act: Coroutine[object, object, object], fate: Fate, ended: Callable[[Ended], None]) -> None:
        """Start a process and let it go on for as far as it gets."""

        async def run() -> None:
            try:
                end = Ended(answer=await act)
            except CrashError:
                end = Ended(is_dead=True)
            except DomainError as refusal:
                end = Ended(refusal=refusal)
            ended(end)

        task = self.loop.create_task(run())
        self._running[task] = _Running(fate)
        self._go_on(task)

    def resume(self, which: int, fate: Fate) -> None:
        """Let one that stands still go on."""
        task, running = self.still[which % len(self.still)]
        running.fate, running.acts = fate, 0
        going_on, running.going_on = running.going_on, None
        assert going_on is not None
        going_on.set_result(None)
        self._go_on(task)

    def kill(self, which: int) -> None:
        """End one that stands still, as by `kill -9`."""
        task, running = self.still[which % len(self.still)]
        self.struck += 1
        going_on, running.going_on = running.going_on, None
        assert going_on is not None
        going_on.set_exception(CrashError())
        self._go_on(task)

    @property
    def still(self) -> list[tuple[asyncio.Task[None], _Running]]:
        """Those that stand still."""
        return [(task, running) for task, running in self._running.items() if running.going_on is not None]

    async def word(self, kind: str) -> str:
        """What becomes of this act of the mail server."""
        fault = await self._fault()
        if fault in {DIED_BEFORE, DIED_AFTER}:
            raise CrashError
        return _OF_LINE.get(kind, {}).get(fault, fault)

    async def act(self, apply: Callable[[], Awaitable[Answer]], applied: Callable[[], None]) -> Answer:
        """One act of a database: atomic, but perhaps its caller is not told, or is no more."""
        fault = await self._fault()
        if fault == DIED_BEFORE:
            raise CrashError
        if fault in {LOST_BEFORE, DEFERRED, REFUSED}:
            raise UnavailableError
        answer = await apply()
        applied()
        if fault == DIED_AFTER:
            raise CrashError
        if fault == LOST_AFTER:
            raise UnavailableError
        return answer

    def checkpoint(self, _name: str) -> None:
        """A point at which a process may die between two acts."""
        running = self._mine()
        if running.fate.fault == DIED_AFTER and running.acts == running.fate.at:
            self.struck += 1
            raise CrashError

    def _mine(self) -> _Running:
        task = asyncio.current_task()
        assert task is not None
        return self._running[task]

    async def _fault(self) -> str:
        running = self._mine()
        at, running.acts = running.acts, running.acts + 1
        if running.fate.fault == DONE or running.fate.at != at:
            return DONE
        self.struck += 1
        if running.fate.fault != PAUSED:
            return running.fate.fault
        running.going_on = self.loop.create_future()
        await running.going_on
        return await self._fault()

    def _go_on(self, task: asyncio.Task[None]) -> None:
        async def until_still() -> None:
            for _ in range(_TURNS):
                if task.done() or self._running[task].going_on is not None:
                    return
                await asyncio.sleep(0)
            raise AssertionError("a process neither ends nor waits for anything")

        self.loop.run_until_complete(until_still())
        if task.done():
            del self._running[task]
            task.result()
