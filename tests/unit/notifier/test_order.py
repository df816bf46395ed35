"""A change whose predecessor has no mail yet waits for it, but not for ever, and costs nothing where there is one."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from services.notifier.application.entering import EnterFact
from services.notifier.application.sending import SendMail
from services.notifier.application.trouble import ResendMail
from services.notifier.domain.facts import cover_key, in_reading_order, keys_before
from services.notifier.domain.mails import Letter, Mail, State, claim, new_mail, resend
from services.notifier.domain.remarks import Resend
from services.notifier.domain.schedule import Schedule
from shared.audit.entry import Actor
from shared.mails.facts import Fact
from tests.unit.notifier.fakes import DONE, FakeAddresses, FakeAudit, FakeLedger, FakePost, Gate, plain_letter
from tests.unit.notifier.samples import AT, FACTS, MAILBOX, approved, awarded, declined, forwarded

FORWARDED = forwarded(version=2)
APPROVED = approved(version=6).model_copy(update={"told_after": 2})
AWARDED = awarded(version=7).model_copy(update={"told_after": 6})
WINDOW, PATIENCE = timedelta(seconds=5), timedelta(seconds=120)
SCHEDULE = Schedule(window=WINDOW, patience=PATIENCE)
CLOCKS_APART = timedelta(minutes=2)
AGAIN = timedelta(seconds=30)  # by then what has waited for two minutes has been looked at again
TO_UNIT = "donvi@hungyen.example"


class OpenGate(Gate):
    """Lets every act happen, and counts those of the ledger; what is ordered for contents is used up one by one."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.contents: list[str] = []

    async def word(self, kind: str) -> str:
        self.asked += kind == "ledger"
        return self.contents.pop(0) if kind == "content" and self.contents else DONE


class NotifierInMemory:
    """A notifier over a ledger in memory, and a clock that is set by hand."""

    def __init__(self, schedule: Schedule = SCHEDULE, ledger: type[FakeLedger] = FakeLedger) -> None:
        self.now = AT
        self.gate = OpenGate()
        self.ledger = ledger(self.gate)
        self.post = FakePost(self.gate)
        self.tell = EnterFact(self.ledger, FakeAddresses(), schedule, self.clock, lambda _name: None, lambda: None)
        self.resend = ResendMail(self.ledger, FakeAddresses(), FakeAudit(), self.clock, lambda: None)
        self._send = SendMail(self.ledger, plain_letter, schedule, self.clock, lambda _name: None, lambda: 0.5)

    def clock(self) -> datetime:
        return self.now

    async def send_what_is_due(self, after: timedelta = WINDOW) -> None:
        """Last first: that the earlier goes first is the notifier's to see to."""
        self.now += after
        for _ in range(4):
            for mail in sorted(self.ledger.look(self.now), key=lambda one: one.order, reverse=True):
                await self._send(mail.id, self.post.line())
            self.now += timedelta(seconds=1)

    def told(self) -> list[list[int]]:
        """The versions of each mail that the unit got."""
        keys = [raw.decode().split("|")[1].split(",") for to, raw in self.post.taken if to == TO_UNIT]
        return [sorted(int(key.split(":")[1]) for key in covers) for covers in keys]


async def test_a_change_waits_for_its_predecessor_and_shares_its_mail() -> None:
    notifier = NotifierInMemory()
    await notifier.tell(AWARDED)

    await notifier.send_what_is_due()
    before = notifier.told()
    await notifier.tell(APPROVED.model_copy(update={"told_after": 0}))
    await notifier.send_what_is_due()

    assert (before, notifier.told()) == ([], [[6, 7]])


async def test_what_comes_late_and_shares_no_mail_goes_first() -> None:
    notifier = NotifierInMemory(Schedule(window=timedelta(0), patience=PATIENCE))
    await notifier.tell(AWARDED)

    await notifier.send_what_is_due()
    before = notifier.told()
    await notifier.tell(APPROVED.model_copy(update={"told_after": 0}))
    await notifier.send_what_is_due()

    assert (before, notifier.told()) == ([], [[6], [7]])


async def test_a_change_without_its_predecessor_goes_in_time() -> None:
    notifier = NotifierInMemory()
    await notifier.tell(AWARDED)

    await notifier.send_what_is_due(PATIENCE - timedelta(seconds=10))
    before = notifier.told()
    await notifier.send_what_is_due(timedelta(seconds=10))

    assert (before, notifier.told()) == ([], [[7]])


async def test_a_notifier_two_minutes_ahead_waits_as_well() -> None:
    notifier = NotifierInMemory(Schedule(window=WINDOW))
    await notifier.tell(AWARDED)

    await notifier.send_what_is_due(CLOCKS_APART + WINDOW)
    before = notifier.told()
    await notifier.tell(APPROVED.model_copy(update={"told_after": 0}))
    await notifier.send_what_is_due(AGAIN)

    assert (before, notifier.told()) == ([], [[6, 7]])


async def test_joining_a_waiting_mail_does_not_prolong_its_wait() -> None:
    notifier = NotifierInMemory()
    await notifier.tell(AWARDED)
    await notifier.send_what_is_due(PATIENCE - timedelta(seconds=10))

    await notifier.tell(APPROVED)  # what it follows has no mail either
    before = notifier.told()
    await notifier.send_what_is_due(timedelta(seconds=10))

    assert (before, notifier.told()) == ([], [[6, 7]])


async def test_the_first_change_waits_for_nothing() -> None:
    notifier = NotifierInMemory()
    await notifier.tell(FORWARDED)
    await notifier.tell(declined("Trần Thị Ánh", version=9))

    await notifier.send_what_is_due()

    assert notifier.told() == [[2, 9]]


async def test_another_nominations_earlier_change_does_not_wait() -> None:
    notifier = NotifierInMemory()
    await notifier.tell(AWARDED)
    await notifier.send_what_is_due()
    await notifier.tell(forwarded("Trần Thị Ánh", version=3))

    await notifier.send_what_is_due()

    assert notifier.told() == [[3]]


async def test_a_change_that_was_refused_for_good_lets_the_next_one_go() -> None:
    notifier = NotifierInMemory()
    notifier.gate.contents = ["refused", "refused"]
    await notifier.tell(FORWARDED)
    await notifier.send_what_is_due()

    await notifier.tell(APPROVED)
    await notifier.send_what_is_due()

    assert {mail.state for mail in notifier.ledger.mails.values()} == {State.FAILED, State.SENT}
    assert notifier.told() == [[6]]


async def test_a_change_in_doubt_is_settled_before_the_next_one_goes() -> None:
    notifier = NotifierInMemory()
    notifier.gate.contents = ["lost before", "lost before"]
    await notifier.tell(FORWARDED)
    await notifier.send_what_is_due()

    await notifier.tell(APPROVED)
    for _ in range(3):
        await notifier.send_what_is_due()

    assert notifier.told() == [[2], [6]]


@dataclass
class SettledMeanwhile(FakeLedger):
    """Another notifier settles what is ahead in the moment after this one was told of it."""

    async def ahead(self, mail: Mail) -> datetime | None:
        found = await super().ahead(mail)
        for first in [one for one in self.mails.values() if found and one.due_at == found]:
            self.mails[first.id] = replace(first, state=State.SENT, due_at=None)
        return found


async def test_a_mail_is_not_put_off_behind_one_just_settled() -> None:
    notifier = NotifierInMemory(Schedule(window=timedelta(0)), SettledMeanwhile)
    await notifier.tell(FORWARDED)
    for sent_elsewhere in notifier.ledger.look(notifier.now):
        claimed = claim(sent_elsewhere, Letter("", b""), until=notifier.now + timedelta(seconds=20))
        notifier.ledger.mails[claimed.id] = claimed
    await notifier.tell(APPROVED)

    await notifier.send_what_is_due(timedelta(seconds=1))

    assert notifier.told() == [[6]]


async def test_a_mail_sent_by_hand_waits_for_nothing() -> None:
    notifier = NotifierInMemory()
    await notifier.tell(AWARDED)

    await notifier.resend(cover_key(AWARDED, "unit"), Actor("van-hanh"))
    await notifier.send_what_is_due(timedelta(0))

    assert notifier.told() == [[7]]


async def test_a_mailed_predecessor_costs_no_question_to_the_ledger() -> None:
    asked = []
    for told_after in (0, 2):
        notifier = NotifierInMemory()
        await notifier.tell(FORWARDED)
        await notifier.send_what_is_due()
        before = notifier.gate.asked
        await notifier.tell(APPROVED.model_copy(update={"told_after": told_after}))
        await notifier.send_what_is_due()
        asked.append(notifier.gate.asked - before)

    assert asked[0] == asked[1]


@pytest.mark.parametrize("name", ["received", "message-written", "message-answered", "digest-due"])
def test_what_tells_of_no_change_follows_nothing(name: str) -> None:
    fact: Fact = FACTS[name]

    assert keys_before(fact, ("unit", "submitter", "authority", "officer")) == frozenset()


def test_what_precedes_a_change_is_of_its_nomination_alone() -> None:
    assert keys_before(AWARDED, ("unit", "submitter")) == {
        cover_key(APPROVED, "unit"),
        cover_key(APPROVED, "submitter"),
    }


def test_only_an_early_untried_mail_waits() -> None:
    in_time = new_mail(AWARDED, MAILBOX, at=AT, schedule=SCHEDULE)
    early = new_mail(AWARDED, MAILBOX, at=AT, schedule=SCHEDULE, is_early=True)

    assert (in_time.waits_until, early.waits_until) == (None, AT + PATIENCE)
    assert claim(early, Letter("Đề nghị", b"x"), until=AT).waits_until is None
    assert resend(early, MAILBOX, Resend("van-hanh", "", 1, AT)).waits_until is None


# Its approval came last: after the award, and dated after it, since clocks are apart.
LATE = APPROVED.model_copy(
    update={"version": 9, "told_after": 2, "place": "0002.1", "is_late": True, "at": AWARDED.at + timedelta(seconds=9)}
)
PLACED = AWARDED.model_copy(update={"place": "0002.2", "told_after": 2})


def test_changes_are_read_as_they_happened_not_as_they_came() -> None:
    of_another = declined("Trần Thị Ánh", version=8)

    assert in_reading_order([PLACED, of_another, LATE, FORWARDED]) == [FORWARDED, LATE, PLACED, of_another]


@pytest.mark.parametrize("facts", [(PLACED, LATE), (LATE, PLACED)])
async def test_a_late_change_is_told_in_its_place(facts: tuple[Fact, ...]) -> None:
    notifier = NotifierInMemory()
    await notifier.tell(FORWARDED)
    await notifier.send_what_is_due()
    for fact in facts:
        await notifier.tell(fact)

    await notifier.send_what_is_due()

    assert notifier.told() == [[2], [7, 9]]
    [mail] = [one for one in notifier.ledger.mails.values() if cover_key(LATE, "unit") in one.covers]
    assert in_reading_order(mail.facts) == [LATE, PLACED]


async def test_a_change_that_comes_too_late_goes_alone() -> None:
    notifier = NotifierInMemory()
    for fact in (FORWARDED, PLACED):
        await notifier.tell(fact)
        await notifier.send_what_is_due()

    await notifier.tell(LATE)
    await notifier.send_what_is_due()

    assert notifier.told() == [[2], [7], [9]]
