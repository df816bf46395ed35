"""The notifier against every order of events that a machine can think of: crashes, lost answers, races, slow clocks."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.notifier.application.entering import EnterFact
from services.notifier.application.sending import SendMail
from services.notifier.domain.facts import cover_key
from services.notifier.domain.mails import Mail, Phase, State
from services.notifier.domain.schedule import Schedule
from shared.events.mails import MailSent
from shared.mails.facts import Fact
from shared.mails.line import LineDownError
from shared.refusals import UnavailableError
from tests.unit.notifier.fakes import DONE, ENDS, FakeAddresses, FakeLedger, FakePost, Gate, plain_letter
from tests.unit.notifier.samples import AT, forwarded, received, returned, uuid_of

DOSSIERS = (uuid_of("một"), uuid_of("hai"))
NAMES = (("Ánh", "Bình"), ("Cúc", "Dung"))
FACTS: list[Fact] = [received(dossier) for dossier in DOSSIERS]
FACTS += [
    make(name, version, dossier).model_copy(update={"told_after": told_after})
    for dossier, names in zip(DOSSIERS, NAMES, strict=True)
    for name in names
    for version, told_after, make in ((2, 0, forwarded), (3, 2, returned), (4, 3, forwarded))
]
PATIENCE = timedelta(minutes=20)
SCHEDULE = Schedule(
    window=timedelta(seconds=5), lease=timedelta(hours=1), give_up=timedelta(days=10_000), patience=PATIENCE
)


class Notifier(RuleBasedStateMachine):
    """Any number of processes over one ledger and one mail server."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.now = AT
        self.gate = Gate()
        self.ledger = FakeLedger(self.gate)
        self.post = FakePost(self.gate)
        self.tasks: list[asyncio.Task[None]] = []
        self.facts: list[Fact] = []
        self.losses = 0
        self.tell = EnterFact(self.ledger, FakeAddresses(), SCHEDULE, self.clock, lambda _name: None, lambda: None)
        self.send = SendMail(
            self.ledger, plain_letter, SCHEDULE, self.clock, lambda _name: None, lambda: 0.5, self.rest
        )

    def clock(self) -> datetime:
        return self.now

    async def rest(self, _seconds: float) -> None:
        await self.gate.word("rest")

    def begin(self, act: Coroutine[object, object, None]) -> None:
        async def tried() -> None:
            with suppress(UnavailableError, LineDownError):
                await act

        self.tasks.append(self.loop.create_task(tried()))
        self.run()

    def run(self) -> None:
        """Let everything come to where it waits for a word."""

        async def settled() -> None:
            for _ in range(12):
                await asyncio.sleep(0)

        self.loop.run_until_complete(settled())
        for task in [task for task in self.tasks if task.done()]:
            self.tasks.remove(task)
            task.result()

    def answer(self, task: asyncio.Task[None], end: str) -> None:
        _, future = self.gate.waiting[task]
        future.set_result(end)
        self.run()

    def waiting(self) -> list[asyncio.Task[None]]:
        return [task for task in self.tasks if task in self.gate.waiting]

    @rule(fact=st.sampled_from(FACTS))
    def a_fact_is_delivered(self, fact: Fact) -> None:
        self.facts.append(fact)
        self.begin(self.tell(fact))

    @rule(data=st.data())
    def a_worker_takes_a_due_mail(self, data: st.DataObject) -> None:
        due = sorted(mail.id for mail in self.ledger.look(self.now))
        if due:
            self.begin(self.send(data.draw(st.sampled_from(due)), self.post.line()))

    @precondition(lambda self: self.waiting())
    @rule(data=st.data())
    def something_goes_on(self, data: st.DataObject) -> None:
        waiting = self.waiting()
        task = waiting[data.draw(st.integers(0, len(waiting) - 1))]
        kind, _ = self.gate.waiting[task]
        self.answer(task, data.draw(st.sampled_from((DONE, DONE, *ENDS[kind]))))

    @precondition(lambda self: self.waiting())
    @rule()
    def all_goes_well_for_a_while(self) -> None:
        self.finish_what_waits()

    @precondition(lambda self: self.waiting())
    @rule(data=st.data())
    def a_process_is_killed(self, data: st.DataObject) -> None:
        waiting = self.waiting()
        task = waiting[data.draw(st.integers(0, len(waiting) - 1))]
        self.tasks.remove(task)
        self.losses += 1
        task.cancel()
        self.run()

    @rule(seconds=st.sampled_from([1, 10, 4000]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def no_change_is_covered_twice(self) -> None:
        covers = Counter(key for mail in self.ledger.mails.values() for key in mail.covers)
        assert not [key for key, count in covers.items() if count > 1]

    @invariant()
    def copies_of_a_mail_are_equal_and_a_doubt_explains_each(self) -> None:
        copies: dict[str, list[bytes]] = {}
        for _, raw in self.post.taken:
            copies.setdefault(raw.decode().partition("|")[0], []).append(raw)
        for mail_id, raws in copies.items():
            mail = self.ledger.mails[mail_id]
            assert len(set(raws)) == 1
            assert len(raws) == 1 or mail.is_doubtful
            assert mail.state is not State.PENDING or mail.is_doubtful
            assert mail.state in {State.SENT, State.UNCERTAIN} or mail.phase is Phase.DATA or mail.is_doubtful

    @invariant()
    def what_is_told_as_sent_was_taken(self) -> None:
        taken = {raw.decode().partition("|")[0] for _, raw in self.post.taken}
        sent = [event.mail_id for event in self.ledger.given_out if isinstance(event, MailSent)]
        assert len(sent) == len(set(sent))
        assert set(sent) <= taken

    @invariant()
    def a_change_goes_before_the_one_it_follows_only_after_waiting_for_it(self) -> None:
        written = [raw.decode().split("|") for _, raw in self.post.taken]
        places: dict[str, int] = {}
        for place, (_, covers, _) in enumerate(written):
            for key in covers.split(","):
                places.setdefault(key, place)
        for mail_id, covers, at in written:
            mail = self.ledger.mails[mail_id]
            for key in covers.split(","):
                before = _followed(key)
                is_in_order = before is None or places.get(before, len(written)) <= places[key]
                has_waited = datetime.fromisoformat(at) - mail.created_at >= PATIENCE
                assert is_in_order or has_waited or self.stands_behind(before, mail)

    def stands_behind(self, key: str | None, mail: Mail) -> bool:
        """A change that comes late while its mail is being found a place may find one behind."""
        return any(key in one.covers and one.order > mail.order for one in self.ledger.mails.values())

    def teardown(self) -> None:
        self.finish_what_waits()
        for fact in FACTS:  # the queue brings again what was not acknowledged
            if fact in self.facts:
                self.begin(self.tell(fact))
                self.finish_what_waits()
        for _ in range(200):
            self.now += timedelta(hours=2)
            due = self.ledger.look(self.now)
            if not due:
                break
            for mail in due:
                self.begin(self.send(mail.id, self.post.line()))
                self.finish_what_waits()
        self.everything_arrived()
        self.a_change_goes_before_the_one_it_follows_only_after_waiting_for_it()
        self.loop.close()

    def finish_what_waits(self) -> None:
        while waiting := self.waiting():
            self.answer(waiting[0], DONE)

    def everything_arrived(self) -> None:
        assert {mail.state for mail in self.ledger.mails.values()} <= {State.SENT}
        taken = Counter(raw.decode().partition("|")[0] for _, raw in self.post.taken)
        assert set(taken) == set(self.ledger.mails)
        told = {key for mail in self.ledger.mails.values() for key in mail.covers}
        assert told == {cover_key(fact, key) for fact in self.facts for key in ("unit", "submitter")}
        news = {event.mail_id for event in self.ledger.given_out if isinstance(event, MailSent)}
        assert news == set(self.ledger.mails)


def _followed(key: str) -> str | None:
    """What comes before it in its nomination's history, said here once more."""
    subject, version, recipient = key.split(":")
    return f"{subject}:{int(version) - 1}:{recipient}" if version in {"3", "4"} else None


TestNotifier = Notifier.TestCase
TestNotifier.settings = settings(
    max_examples=120, stateful_step_count=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
