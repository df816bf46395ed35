"""A pool of workers over the ledger: one mail of a conversation at a time, none while the mail server is away."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from services.notifier.application.ports import Clock, Due, Ledger, Line
from services.notifier.application.sending import SendMail
from services.notifier.domain.schedule import Schedule
from shared.mails.line import LineDownError
from shared.messaging.supervision import end, keep_running
from shared.observability.logs import get_logger
from shared.refusals import UnavailableError

log = get_logger(__name__)

_IDLE_SECONDS = 1.0
_AWAY_SECONDS = 0.5
_STOP_SECONDS = 8.0
_KEEP_SECONDS = 30.0  # mail servers close idle connections; better to do it first
_ALIVE_WITHIN = timedelta(minutes=5)  # a slow mail server may keep all workers, and with them the feed, that long
_SILENCE = Schedule(first_retry=timedelta(seconds=1), longest_retry=timedelta(seconds=30))


class Delivery:
    """Sends what is due until told to stop. Any number of these may run over one ledger, in any number of processes."""

    def __init__(
        self,
        ledger: Ledger,
        send: SendMail,
        open_line: Callable[[], Line],
        *,
        workers: int,
        now: Clock,
        luck: Callable[[], float],
    ) -> None:
        self._ledger = ledger
        self._send = send
        self._open_line = open_line
        self._workers = workers
        self._now = now
        self._luck = luck
        self._work: asyncio.Queue[Due] = asyncio.Queue(maxsize=workers)
        self._busy: set[str] = set()
        self._woken = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False
        self._refusals = 0
        self._silent_until = now()
        self._looked_at: datetime | None = None

    def wake(self) -> None:
        """Look at the ledger now rather than at the next tick."""
        self._woken.set()

    def is_alive(self) -> bool:
        """Whether the ledger was looked at lately; that the mail server is away does not count against it."""
        return self._looked_at is not None and self._now() - self._looked_at < _ALIVE_WITHIN

    def start(self) -> None:
        """Begin."""
        loops = [("notifier.feed", self._feed), *[("notifier.worker", self._serve)] * self._workers]
        self._tasks = [asyncio.create_task(keep_running(name, loop), name=name) for name, loop in loops]

    async def stop(self) -> None:
        """Finish the mails being sent; one that takes longer is left to its claim's expiry."""
        self._stopping = True
        self.wake()
        if not self._tasks:
            return
        feed, *workers = self._tasks
        await end(feed)
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                await self._work.join()
        await end(*workers)
        self._tasks = []

    async def _feed(self) -> None:
        while not self._stopping:
            try:
                pause = await self._hand_out()
            except UnavailableError:
                log.warning("notifier.ledger_away")
                pause = _AWAY_SECONDS
            except Exception:
                log.exception("notifier.feed_failed")
                pause = _IDLE_SECONDS
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._woken.wait()
            await asyncio.sleep((self._silent_until - self._now()).total_seconds())

    async def _hand_out(self) -> float:
        """Give due mails to the workers; returns for how long there is nothing to look at."""
        self._woken.clear()
        self._looked_at = self._now()
        # After a refusal, one mail tries whether the server is back.
        limit = 1 if self._refusals else 4 * self._workers
        found = await self._ledger.due(self._looked_at, limit=limit, beside=self._busy)
        firsts: dict[str, Due] = {}
        for due in sorted(found, key=lambda due: (due.order, due.id)):
            firsts.setdefault(due.thread, due)
        for due in firsts.values():
            self._busy.add(due.thread)
            await self._work.put(due)
        if self._refusals:
            await self._work.join()
        return 0.0 if firsts else await self._until_next()

    async def _until_next(self) -> float:
        upcoming = await self._ledger.next_due(beside=self._busy)
        if upcoming is None:
            return _IDLE_SECONDS
        return min(max((upcoming - self._now()).total_seconds(), 0.0), _IDLE_SECONDS)

    async def _serve(self) -> None:
        line = self._open_line()
        try:
            while True:
                due = await self._next(line)
                try:
                    await self._deliver(due, line)
                finally:
                    self._busy.discard(due.thread)
                    self._work.task_done()
                    self.wake()
        finally:
            await line.close()

    async def _next(self, line: Line) -> Due:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_KEEP_SECONDS):
                    return await self._work.get()
            await line.close()

    async def _deliver(self, due: Due, line: Line) -> None:
        if self._stopping:
            return
        try:
            await self._send(due.id, line)
        except LineDownError as error:
            self._fall_silent(str(error))
        except UnavailableError:
            log.warning("notifier.ledger_away")
            await asyncio.sleep(_AWAY_SECONDS)
        except Exception:
            log.exception("notifier.attempt_failed", mail=due.id)
            line.drop()
            await asyncio.sleep(_IDLE_SECONDS)
        else:
            self._refusals = 0

    def _fall_silent(self, reason: str) -> None:
        """Leave the mail server alone for a while, once per round of workers that found it away."""
        if self._now() < self._silent_until:
            return
        self._refusals += 1
        pause = _SILENCE.pause(self._refusals, self._luck())
        self._silent_until = self._now() + pause
        log.warning("notifier.mail_server_away", reason=reason, refusals=self._refusals, seconds=pause.total_seconds())
