"""A notifier put together by hand, on a real database, with times short enough for tests."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from services.notifier.adapters.ledger import COLLECTION, MongoLedger
from services.notifier.adapters.letters import MimeLetters, Stationery
from services.notifier.application.delivering import Delivery
from services.notifier.application.entering import EnterFact
from services.notifier.application.sending import SendMail
from services.notifier.application.trouble import ResendMail
from services.notifier.domain.mails import Mail, State
from services.notifier.domain.schedule import Schedule
from shared.audit.entry import Actor
from shared.events.envelope import EVENTS, Outgoing
from shared.events.mails import MailEvent
from shared.mails.recipients import Addressee
from shared.mails.smtp import MailServer, SmtpLine
from shared.mongo.audit import MongoAudit
from shared.mongo.client import Client
from tests.integration.notifier.smtp_server import SmtpServer, until
from tests.unit.notifier.samples import LAW

UNIT = Addressee("unit", "ttyt.yenmy@hungyen.example", "Trung tâm Y tế huyện Yên Mỹ")
PERSON = Addressee("submitter", "lan@hungyen.example", "Đỗ Thị Lan")
SENDER = "thong-bao@hungyen.example"
OPERATING = Actor("van-hanh", "Người vận hành")
AT_ONCE = Schedule(
    window=timedelta(0), lease=timedelta(seconds=1), first_retry=timedelta(seconds=0.02), longest_retry=timedelta(1)
)


def real_time() -> datetime:
    """Now, to the millisecond, as MongoDB keeps it."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def nothing() -> None:
    """For parts that wake nobody."""


def passing(_name: str) -> None:
    """A checkpoint that nothing happens at."""


def _no_relay(collection: str, document_id: object, messages: Sequence[Outgoing]) -> None:
    """What is stored stays in the outbox."""


@dataclass
class AddressBook:
    """Addresses that a test can change."""

    addressees: Sequence[Addressee] = (UNIT, PERSON)

    async def __call__(self, unit: str, submitter: str) -> Sequence[Addressee]:
        """Whoever stands there."""
        del unit, submitter
        return self.addressees


@dataclass
class NotifierParts:
    """One process' worth of notifier; several on one database are several processes."""

    client: Client
    database: str
    schedule: Schedule = AT_ONCE
    book: AddressBook = field(default_factory=AddressBook)
    max_changes: int = 500
    workers: int = 4

    def __post_init__(self) -> None:
        self.ledger = MongoLedger(self.client[self.database], _no_relay, max_changes=self.max_changes)
        self.send = SendMail(
            ledger=self.ledger,
            letters=MimeLetters(Stationery("https://thidua.hungyen.example", SENDER), LAW),
            schedule=self.schedule,
            now=real_time,
            checkpoint=passing,
            luck=lambda: 0.5,
        )
        self.resend = ResendMail(self.ledger, self.book, MongoAudit(self.client[self.database]), real_time, nothing)

    def with_schedule(self, **changes: timedelta) -> "NotifierParts":
        """Another on the same database."""
        return replace(self, schedule=replace(self.schedule, **changes))

    @property
    def tell(self) -> EnterFact:
        """The way in."""
        return EnterFact(self.ledger, self.book, self.schedule, real_time, passing, nothing)

    def line(self, smtp_server: SmtpServer) -> SmtpLine:
        """A line to that server."""
        return SmtpLine(MailServer("127.0.0.1", smtp_server.port, SENDER, command_seconds=5.0, content_seconds=5.0))

    def delivery(self, smtp_server: SmtpServer) -> Delivery:
        """Workers that send there."""
        return Delivery(
            self.ledger,
            self.send,
            lambda: self.line(smtp_server),
            workers=self.workers,
            now=real_time,
            luck=lambda: 0.5,
        )

    async def mails(self) -> list[Mail]:
        """All mails, by id."""
        ids = [document["_id"] async for document in self.client[self.database][COLLECTION].find({}, {"_id": 1})]
        return [await self.ledger.get(mail_id) for mail_id in sorted(ids)]

    async def states(self) -> list[State]:
        """Of all mails."""
        return [mail.state for mail in await self.mails()]

    async def given_out(self) -> list[MailEvent]:
        """The facts in the outboxes."""
        found: list[MailEvent] = []
        async for document in self.client[self.database][COLLECTION].find({}, {"outbox": 1}):
            for entry in document.get("outbox", ()):
                event = EVENTS[entry["type"]].model_validate_json(entry["body"])
                assert isinstance(event, MailEvent)
                found.append(event)
        return found

    async def all_are(self, *states: State) -> None:
        """Wait until every mail is in one of the states."""

        async def holds() -> bool:
            return set(await self.states()) <= set(states)

        await until(holds)


@asynccontextmanager
async def running(*deliveries: Delivery) -> AsyncIterator[None]:
    """They send while the block lasts."""
    for delivery in deliveries:
        delivery.start()
    try:
        yield
    finally:
        await asyncio.gather(*(delivery.stop() for delivery in deliveries))
