"""One attempt at one mail: claimed before anything is said to the mail server, recorded whatever it answers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, repeat

from services.notifier.application.ports import Checkpoint, Clock, Ledger, Letters, Line
from services.notifier.domain.mail_news import news
from services.notifier.domain.mails import (
    Letter,
    Mail,
    State,
    claim,
    confirm,
    defer,
    doubt,
    enter_data,
    expire,
    refuse,
)
from services.notifier.domain.schedule import Schedule
from shared.mails.line import DeferredError, DoubtError, LineDownError, LineError, RefusedError
from shared.mails.mime import UnwritableError
from shared.observability.tracing import Kind, span
from shared.refusals import StaleError, UnavailableError

_SMTP = {"network.protocol.name": "smtp"}
_LINKS = 20
_SOON = timedelta(milliseconds=200)
_AGAIN = timedelta(seconds=1)
_RECORD_PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)


@dataclass(frozen=True)
class SendMail:
    """Look at a due mail and do what is due: end a dead claim, wait for what is told before it, or send it."""

    ledger: Ledger
    letters: Letters
    schedule: Schedule
    now: Clock
    checkpoint: Checkpoint
    luck: Callable[[], float]
    rest: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, mail_id: str, line: Line) -> None:
        """See to it.

        Raises:
            LineDownError: The mail server is away; the mail waits.
            UnavailableError: The database is away; what was begun is ended by the claim's expiry.
        """
        mail = await self.ledger.get(mail_id)
        if mail.due_at is None or mail.due_at > self.now():
            return
        with suppress(StaleError):  # somebody else was faster, and does it
            if mail.state is State.CLAIMED:
                await self.ledger.save(mail, expire(mail, at=self.now()), at=self.now())
            # First this: once what is told before it has a mail, that one is found ahead.
            elif again := await self._early(mail):
                await self.ledger.put_off(mail, again)
            elif ahead := await self.ledger.ahead(mail):
                await self._stand_behind(mail, max(ahead, self.now() + _SOON))
            else:
                # One mail may tell of several acts: it goes on the first one's trace, and points to the others.
                with span("send mail", Kind.INTERNAL, {"thidua.attempt": mail.attempts}, after=mail.traces[:_LINKS]):
                    await self._send(mail, line)

    async def _early(self, mail: Mail) -> datetime | None:
        """When to look again, while what is told before it has no mail yet. Nearly no mail has to ask."""
        now = self.now()
        if mail.waits_until is None or mail.waits_until <= now:
            return None
        if mail.keys_before <= await self.ledger.covered(mail.keys_before):
            return None
        return min(mail.waits_until, now + max(_AGAIN, (now - mail.created_at) / 8))

    async def _stand_behind(self, mail: Mail, until: datetime) -> None:
        await self.ledger.put_off(mail, until)
        # Whoever settled the last one ahead just before found nobody to wake.
        if not await self.ledger.ahead(mail):
            await self.ledger.put_off(replace(mail, due_at=until), self.now())

    async def _send(self, mail: Mail, line: Line) -> None:
        try:
            letter = self.letters(mail, self.now())
        except UnwritableError as error:
            claimed = await self._claimed(mail, Letter("", b""))
            await self._settle(claimed, refuse(claimed, reason=error.message))
            return
        await line.ready()
        claimed = await self._claimed(mail, letter)
        self.checkpoint("notifier.claimed")
        async with self._renewing(claimed):
            await self._transmit(claimed, line)

    async def _claimed(self, mail: Mail, letter: Letter) -> Mail:
        claimed = claim(mail, letter, until=self.now() + self.schedule.lease)
        await self.ledger.save(mail, claimed, at=self.now())
        return claimed

    async def _transmit(self, mail: Mail, line: Line) -> None:
        try:
            with span("smtp envelope", Kind.CLIENT, _SMTP):
                await line.address(mail.recipient.address, envelope_id=mail.id)
            self.checkpoint("notifier.rcpt")
        except LineError as error:
            await self._settle(mail, self._answered(mail, error))
            if isinstance(error, LineDownError):
                raise
            return
        in_data = enter_data(mail, until=self.now() + self.schedule.lease)
        await self.ledger.save(mail, in_data, at=self.now())
        self.checkpoint("notifier.data")
        try:
            await self._hand_over(in_data, line)
        except LineError as error:
            await self._settle(in_data, self._answered(in_data, error))
            return
        self.checkpoint("notifier.dot")
        await self._settle(in_data, confirm(in_data))
        self.checkpoint("notifier.recorded")

    async def _hand_over(self, mail: Mail, line: Line) -> None:
        with span("smtp content", Kind.CLIENT, _SMTP):
            await line.content(mail.raw or b"")

    def _answered(self, mail: Mail, error: LineError) -> Mail:
        reason = str(error)
        again = self.now() + self.schedule.pause(mail.attempts, self.luck())
        match error:
            case DoubtError():
                return doubt(mail, reason=reason, due_at=again)
            case RefusedError():
                return refuse(mail, reason=reason)
            case DeferredError() if self.schedule.is_hopeless(mail.created_at, self.now()):
                return refuse(mail, reason=reason)
            case _:
                return defer(mail, reason=reason, due_at=again)

    async def _settle(self, before: Mail, after: Mail) -> None:
        """Record it, however long the database is away: until then only this process knows."""
        for pause in chain(_RECORD_PAUSES, repeat(_RECORD_PAUSES[-1])):
            try:
                await self._settle_once(before, after)
            except UnavailableError:
                await self.rest(pause)
            else:
                return

    async def _settle_once(self, before: Mail, after: Mail) -> None:
        try:
            await self._save(before, after)
        except StaleError:
            # The claim ran out and another worker goes on; but what the server took is sent, whoever believes what.
            current = await self.ledger.get(before.id)
            if after.state is State.SENT and current.state not in (State.SENT, State.RETURNED):
                await self._settle_once(current, confirm(current))

    async def _save(self, before: Mail, after: Mail) -> None:
        at = self.now()
        await self.ledger.save(before, after, at=at, facts=news(after, at))

    @asynccontextmanager
    async def _renewing(self, mail: Mail) -> AsyncIterator[None]:
        renewal = asyncio.create_task(self._renew(mail))
        try:
            yield
        finally:
            renewal.cancel()
            await asyncio.gather(renewal, return_exceptions=True)

    async def _renew(self, mail: Mail) -> None:
        while True:
            await asyncio.sleep(self.schedule.lease.total_seconds() / 3)
            with suppress(UnavailableError):
                await self.ledger.renew(mail, self.now() + self.schedule.lease)
