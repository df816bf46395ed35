"""A ledger and a mail server in memory, each of whose acts waits until the test lets it happen, or fail."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from services.notifier.application.ports import Due, Figures
from services.notifier.domain.facts import cover_key, rank, thread
from services.notifier.domain.mails import Letter, Mail, State
from shared.audit.entry import Entry
from shared.events.mails import MailEvent
from shared.mails.facts import Alone, Fact
from shared.mails.line import DeferredError, DoubtError, LineDownError, RefusedError
from shared.mails.recipients import Addressee, Recipient
from shared.refusals import NotFoundError, StaleError, UnavailableError

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
DONE, LOST_BEFORE, LOST_AFTER = "done", "lost before", "lost after"
DEFERRED, REFUSED, DOWN = "deferred", "refused", "down"
LEDGER_ENDS = (DONE, LOST_BEFORE, LOST_AFTER)
ENDS = {
    "ledger": LEDGER_ENDS,
    "ready": (DONE, DOWN),
    "address": (DONE, DEFERRED, DOWN),
    "content": (DONE, DEFERRED, LOST_BEFORE, LOST_AFTER),
    "rest": (DONE,),
}


class Gate:
    """Where every act of every process waits for the test's word."""

    def __init__(self) -> None:
        self.waiting: dict[asyncio.Task[None], tuple[str, asyncio.Future[str]]] = {}

    async def word(self, kind: str) -> str:
        """Wait for it."""
        task = asyncio.current_task()
        assert task is not None
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.waiting[task] = (kind, future)
        try:
            return await future
        finally:
            self.waiting.pop(task, None)


@dataclass
class FakeLedger:
    """The promises of `Ledger`, each act atomic; an act may be applied without its caller being told."""

    gate: Gate
    mails: dict[str, Mail] = field(default_factory=dict)
    given_out: list[MailEvent] = field(default_factory=list)

    async def _act(self) -> "_Act":
        return _Act(await self.gate.word("ledger"))

    async def covered(self, keys: Collection[str]) -> frozenset[str]:
        with await self._act():
            return self._covered() & frozenset(keys)

    async def join(self, fact: Fact, recipient: Recipient, *, at: datetime, waits_until: datetime | None) -> bool:
        with await self._act():
            covers = [cover_key(fact, key) for key in recipient.keys]
            if self._covered() & set(covers):
                return False
            for mail in self.mails.values():
                if self._is_open_to(mail, fact, recipient, at) and not self._is_overtaking(mail, fact):
                    self.mails[mail.id] = replace(
                        mail,
                        facts=(*mail.facts, fact),
                        covers=(*mail.covers, *covers),
                        version=mail.version + 1,
                        waits_until=mail.waits_until or waits_until,
                    )
                    return True
            return False

    async def add(self, mail: Mail) -> bool:
        with await self._act():
            gathering = [one for one in self.mails.values() if one.window_ends_at and one.thread == mail.thread]
            if self._covered() & set(mail.covers):
                return False
            if gathering and mail.window_ends_at:
                for one in gathering:
                    assert one.window_ends_at is not None
                    if one.window_ends_at <= mail.created_at or self._is_overtaking(one, mail.facts[0]):
                        self.mails[one.id] = replace(one, window_ends_at=None)
                return False
            told_until = max((one.order for one in self._telling_earlier(mail.facts[0], mail.thread)), default=_EVER)
            self.mails[mail.id] = replace(mail, order=max(mail.order, told_until + timedelta(milliseconds=1)))
            return True

    async def get(self, mail_id: str) -> Mail:
        with await self._act():
            if mail_id not in self.mails:
                raise NotFoundError(mail_id)
            return self.mails[mail_id]

    async def due(self, at: datetime, *, limit: int, beside: Collection[str]) -> Sequence[Due]:
        with await self._act():
            return [Due(one.id, one.thread, one.order) for one in self.look(at) if one.thread not in beside][:limit]

    async def next_due(self, *, beside: Collection[str]) -> datetime | None:
        with await self._act():
            return min(
                (one.due_at for one in self.mails.values() if one.due_at and one.thread not in beside), default=None
            )

    async def ahead(self, mail: Mail) -> datetime | None:
        with await self._act():
            unsettled = [one for one in self.mails.values() if one.thread == mail.thread and one.due_at]
            first = min(unsettled, key=lambda one: (one.order, one.id), default=mail)
            return first.due_at if (first.order, first.id) < (mail.order, mail.id) else None

    async def put_off(self, mail: Mail, until: datetime) -> None:
        with await self._act():
            current = self.mails[mail.id]
            if current.version == mail.version and current.due_at == mail.due_at:
                self.mails[mail.id] = replace(current, due_at=until)

    async def save(self, before: Mail, after: Mail, *, at: datetime, facts: Sequence[MailEvent] = ()) -> None:
        with await self._act():
            current = self.mails[before.id]
            if (current.version, current.state) != (before.version, before.state):
                raise StaleError(str(at))
            self.mails[before.id] = after
            self.given_out += facts

    async def renew(self, mail: Mail, until: datetime) -> None:
        with await self._act():
            current = self.mails[mail.id]
            if current.state is State.CLAIMED and current.attempts == mail.attempts:
                self.mails[mail.id] = replace(current, due_at=until)

    async def in_trouble(self, states: Collection[State], *, after: str | None, limit: int) -> Sequence[Mail]:
        with await self._act():
            found = sorted(one.id for one in self.mails.values() if one.state in states and one.id > (after or ""))
            return [self.mails[one] for one in found[:limit]]

    async def figures(self) -> Figures:
        with await self._act():
            states = [one.state for one in self.mails.values()]
            return Figures({state: states.count(state) for state in State}, None)

    def look(self, at: datetime) -> list[Mail]:
        """What is due, without waiting for a word."""
        return [one for one in self.mails.values() if one.due_at is not None and one.due_at <= at]

    def _covered(self) -> frozenset[str]:
        return frozenset(key for mail in self.mails.values() for key in mail.covers)

    def _telling_earlier(self, fact: Fact, of: str) -> list[Mail]:
        """The waiting mails of the thread that tell of an earlier change of the same nomination."""
        return [one for one in self.mails.values() if one.thread == of and one.due_at and _tells_earlier(one, fact)]

    def _is_overtaking(self, mail: Mail, fact: Fact) -> bool:
        """In `mail`, which gathers, the change would go before an earlier one of its nomination."""
        others = [one for one in self._telling_earlier(fact, mail.thread) if one.window_ends_at is None]
        return mail.window_ends_at is not None and any(one.order >= mail.order for one in others)

    @staticmethod
    def _is_open_to(mail: Mail, fact: Fact, recipient: Recipient, at: datetime) -> bool:
        if mail.thread != thread(fact.dossier_id, recipient.key) or mail.state is not State.PENDING:
            return False
        if mail.recipient != recipient or isinstance(fact, Alone):
            return False
        gathers = mail.window_ends_at is not None and mail.window_ends_at > at
        return gathers or (
            mail.attempts == 0
            and any(
                not isinstance(one, Alone) and one.nomination_id == fact.nomination_id and rank(one) > rank(fact)
                for one in mail.facts
            )
        )


def _tells_earlier(mail: Mail, fact: Fact) -> bool:
    if isinstance(fact, Alone):
        return False
    return any(
        not isinstance(one, Alone) and one.nomination_id == fact.nomination_id and rank(one) < rank(fact)
        for one in mail.facts
    )


class _Act:
    """What happens to one act: it may not be applied, or be applied and its caller not be told."""

    def __init__(self, end: str) -> None:
        self._end = end

    def __enter__(self) -> None:
        if self._end == LOST_BEFORE:
            raise UnavailableError

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._end == LOST_AFTER and kind is None:
            raise UnavailableError


@dataclass
class FakePost:
    """The mail server: what it has taken, and how often a sender was left without an answer."""

    gate: Gate
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    silences: int = 0

    def line(self) -> "FakeLine":
        """A connection."""
        return FakeLine(self)


@dataclass
class FakeLine:
    """One connection."""

    post: FakePost
    recipient: str = ""
    envelope_id: str = ""

    async def ready(self) -> None:
        if await self.post.gate.word("ready") == DOWN:
            raise LineDownError("down")

    async def address(self, recipient: str, *, envelope_id: str) -> None:
        end = await self.post.gate.word("address")
        if end == DEFERRED:
            raise DeferredError("450")
        if end == DOWN:
            raise LineDownError("550")
        self.recipient, self.envelope_id = recipient, envelope_id

    async def content(self, raw: bytes) -> None:
        end = await self.post.gate.word("content")
        if end == DEFERRED:
            raise DeferredError("451")
        if end == REFUSED:
            raise RefusedError("554")
        if end in {DONE, LOST_AFTER}:
            self.post.taken.append((self.recipient, raw))
        if end in {LOST_BEFORE, LOST_AFTER}:
            self.post.silences += 1
            raise DoubtError("silence")

    async def close(self) -> None:
        self.recipient = ""

    def drop(self) -> None:
        self.recipient = ""


class FakeAudit:
    """Keeps what is recorded."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    async def append(self, entry: Entry) -> None:
        self.entries.append(entry)


class FakeAddresses:
    """Unit and submitter, each with an address."""

    async def __call__(self, unit: str, submitter: str) -> Sequence[Addressee]:
        return (
            Addressee("unit", "donvi@hungyen.example", unit),
            Addressee("submitter", "lan@hungyen.example", submitter),
        )


def plain_letter(mail: Mail, at: datetime) -> Letter:
    """Bytes that tell which mail, what it says, and when it was written."""
    told = ",".join(sorted(mail.covers))
    return Letter(mail.id, f"{mail.id}|{told}|{at.isoformat()}".encode())
