"""Sends the mails about accounts: one at a time, again where it is unknown whether the mail server has one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.identity.application.mail_ports import AccountMails, Letters, Line
from services.identity.application.ports import Clock, Credentials, Vault
from services.identity.domain.account_mails import (
    COUNTED_WITHIN,
    MOST_RESETS,
    AccountMail,
    MailKind,
    address_to,
    begin,
    confirm,
    defer,
    drop,
    enclose,
    refuse,
)
from shared.audit.entry import UNKNOWN, Detail, Entry, Kind
from shared.directory.bodies import Account
from shared.identity.tokens import token_hash
from shared.mails.line import DoubtError, LineDownError, LineError, RefusedError
from shared.mails.mime import UnwritableError
from shared.observability.logs import get_logger
from shared.refusals import UnavailableError

NAME_PURPOSE = "name of whoever forgot a password"
MARK_PURPOSE = "name typed by whoever forgot a password"
_IDLE_SECONDS, _AWAY_SECONDS, _LONGEST_AWAY_SECONDS = 1.0, 1.0, 30.0
_RECORD_SECONDS = 0.5
_STOP_SECONDS = 8.0
_log = get_logger(__name__)
Checkpoint = Callable[[str], None]


def link_purpose(kind: str) -> str:
    """What the deployment's key makes the tokens of that kind of mail for."""
    return f"link in a mail: {kind}"


@dataclass(frozen=True)
class SendAccountMail:
    """Sends the mail that is due first, if one is.

    What the mail server took is never knowingly sent again. Where this process dies, or the line breaks, after the
    content was begun, nobody knows: the same mail goes out again, with the same id and the same link (decision 0033).
    """

    mails: AccountMails
    credentials: Credentials
    letters: Letters
    vault: Vault
    admits_demo: bool
    lease: timedelta
    now: Clock
    checkpoint: Checkpoint

    async def __call__(self, line: Line) -> bool:
        """Whether one was due.

        Raises:
            LineDownError: The mail server is away; the mail waits.
            UnavailableError: The database is away; what was begun is due again when nobody holds it any more.
        """
        mail = await self.mails.take(self.now(), self.now() + self.lease)
        if mail is None:
            return False
        self.checkpoint("identity.taken")
        addressed = mail if mail.address else await self._find_recipient(mail)
        if addressed is not None:
            await self._send(addressed, line)
        return True

    async def _find_recipient(self, mail: AccountMail) -> AccountMail | None:
        name = self.vault.open(NAME_PURPOSE, mail.id, mail.sealed_name)
        account = await self.credentials.account_named(name)
        why = await self._why_not(account)
        details: dict[str, Detail] = {"network": mail.network}
        if why:
            details |= {"why": why}
        if account is None:
            details |= {"name_mark": self.vault.mark(MARK_PURPOSE, name)[:16]}
        subject = account.id if account else ""
        entry = Entry(self.now(), Kind.PASSWORD_RESET_ASKED, UNKNOWN, subject=subject, details=details)
        after = drop(mail) if why or account is None else address_to(mail, account)
        is_saved = await self.mails.save(mail, after, entry)
        return after if is_saved and after.address else None

    async def _why_not(self, account: Account | None) -> str:
        if account is None:
            return "unknown"
        if not account.active or (account.demo and not self.admits_demo):
            return "demo" if account.active else "locked"
        if not account.mail:
            return "no-address"
        sent = await self.mails.count_since(account.id, MailKind.PASSWORD_RESET, self.now() - COUNTED_WITHIN)
        return "often" if sent >= MOST_RESETS else ""

    async def _send(self, mail: AccountMail, line: Line) -> None:
        try:
            await line.ready()
        except LineDownError as error:
            await self._settle(mail, defer(mail, str(error), self.now()))
            raise
        token = self.vault.mark(link_purpose(mail.kind), mail.id) if mail.has_link else ""
        ready = enclose(mail, token_hash(token), self.now()) if token else mail
        try:
            raw = self.letters(ready, token, self.now())
        except UnwritableError:
            await self._settle(mail, refuse(mail, "unwritable"))
            return
        if await self.mails.save(mail, ready):
            async with self._held(ready):
                await self._hand_over(ready, raw, line)

    async def _hand_over(self, mail: AccountMail, raw: bytes, line: Line) -> None:
        try:
            await line.address(mail.address, envelope_id=mail.id)
            self.checkpoint("identity.addressed")
        except LineError as error:
            await self._settle(mail, self._answered(mail, error))
            return
        begun = begin(mail)
        if not await self.mails.save(mail, begun):
            return
        self.checkpoint("identity.begun")
        try:
            await line.content(raw)
        except LineError as error:
            await self._settle(begun, self._answered(begun, error))
            return
        self.checkpoint("identity.taken_by_server")
        await self._settle(begun, confirm(begun))
        self.checkpoint("identity.recorded")

    def _answered(self, mail: AccountMail, error: LineError) -> AccountMail:
        if isinstance(error, RefusedError):
            return refuse(mail, str(error))
        if isinstance(error, DoubtError):
            _log.warning("account_mail.in_doubt", mail=mail.id)
        return defer(mail, str(error), self.now())

    async def _settle(self, before: AccountMail, after: AccountMail) -> None:
        """Record it, however long the database is away: until then only this process knows."""
        while True:
            try:
                await self.mails.save(before, after)
            except UnavailableError:
                await asyncio.sleep(_RECORD_SECONDS)
            else:
                return

    @asynccontextmanager
    async def _held(self, mail: AccountMail) -> AsyncIterator[None]:
        holding = asyncio.create_task(self._hold(mail))
        try:
            yield
        finally:
            holding.cancel()
            await asyncio.gather(holding, return_exceptions=True)

    async def _hold(self, mail: AccountMail) -> None:
        while True:
            await asyncio.sleep(self.lease.total_seconds() / 3)
            with suppress(UnavailableError):
                await self.mails.extend(mail, self.now() + self.lease)


@dataclass
class AccountMailWorker:
    """Sends what is due until told to stop; any number of processes may do so side by side."""

    send: SendAccountMail
    open_line: Callable[[], Line]
    now: Clock
    looked_at: datetime | None = None
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _idle: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False

    def wake(self) -> None:
        """Look now rather than in a second."""
        self._woken.set()

    async def run(self) -> None:
        """Send until told to stop."""
        line, refusals = self.open_line(), 0
        try:
            while not self._stopping:
                self._idle.clear()
                pause, refusals = await self._step(line, refusals)
                if pause:
                    self._idle.set()
                    await line.close()
                    await self._rest(pause, is_woken=not refusals)
        finally:
            self._idle.set()
            await line.close()
        # Stopped, not failed: whoever keeps this going lets it rest.
        await asyncio.Event().wait()

    async def stop(self) -> None:
        """Finish the mail that is being sent; one that takes longer is in doubt and sent again."""
        self._stopping = True
        self.wake()
        if self.looked_at:
            with suppress(TimeoutError):
                async with asyncio.timeout(_STOP_SECONDS):
                    await self._idle.wait()

    async def _step(self, line: Line, refusals: int) -> tuple[float, int]:
        """How long to rest, and how often in a row the mail server was away."""
        self._woken.clear()
        self.looked_at = self.now()
        try:
            return (0.0 if await self.send(line) else _IDLE_SECONDS), 0
        except LineDownError as error:
            pause = min(_AWAY_SECONDS * (1 << min(refusals, 10)), _LONGEST_AWAY_SECONDS)
            _log.warning("account_mail.server_away", reason=str(error), seconds=pause)
            return pause, refusals + 1
        except UnavailableError:
            _log.warning("account_mail.database_away")
            return _AWAY_SECONDS, 0

    async def _rest(self, seconds: float, *, is_woken: bool) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                if is_woken or self._stopping:
                    await self._woken.wait()
                else:
                    await asyncio.sleep(seconds)
