"""The whole system in one place: what people do, what messages do, what time does; each verb takes plain numbers."""

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from services.appraisal.domain.case import Case, CaseKey, CaseState, Verdict
from services.appraisal.domain.decision import Draft
from services.intake.domain.dossier import Submission
from services.intake.domain.nomination import Nomination
from services.notifier.domain.mails import State as MailState
from shared.audit.entry import Actor
from shared.events.content import Person, UnitRef
from shared.events.envelope import outgoing
from shared.events.words import PublicStatus, StepRole
from shared.mails.line import LineDownError
from shared.messaging.consumer.judging import Fate as MessageFate
from shared.messaging.consumer.judging import Handlers, judge
from shared.messaging.consumer.judging import Verdict as Judgement
from shared.messaging.topology.queues import INTAKE, INTAKE_QUEUE, NOTIFIER, NOTIFIER_QUEUE, level_user, work_queue
from tests.model.broker import FakeBroker, Sent
from tests.model.people import CLERK, DEPUTY, HEAD, LEVELS, OFFICER, UNITS, staff, submission, submitter
from tests.model.processes import SCHEDULE, IntakeProcess, LevelProcess, NotifierProcess
from tests.model.stepping import PAUSED, SMOOTH, Ended, Fate, Stepping
from tests.unit.appraisal.fakes import Clock
from tests.unit.appraisal.samples import APPROVE, DECLINE, FORWARD, REFER, RETURN, TODAY

PASS, RETURNED, CONFIRM = 0, 3, 6
BACKWARDS = 1
# The first stands for whichever of the next two the step can have, the last for the proposal as it stands.
VERDICTS: tuple[Verdict | None, ...] = (FORWARD, FORWARD, APPROVE, RETURN, DECLINE, REFER, None)


@dataclass(frozen=True)
class Submitted:
    """A request to hand in, and how it ended."""

    unit: UnitRef
    key: str
    body: Submission
    ended: Ended


@dataclass(frozen=True)
class Ruled:
    """A request for an outcome, and how it ended."""

    account: str
    case: CaseKey
    verdict: Verdict | None
    ended: Ended


class World:
    """Three services, any number of processes of each, one broker, one mail server."""

    def __init__(self) -> None:
        self.stepping = Stepping()
        self.now = Clock()
        self.broker = FakeBroker()
        self.submitted: list[Submitted] = []
        self.begun: list[tuple[UnitRef, str]] = []
        self.ruled: list[Ruled] = []
        self.intake = IntakeProcess(self.stepping, self.now, self._collect)
        self.levels = {level: LevelProcess(level, self.stepping, self.now, self._collect) for level in LEVELS}
        self.notifier = NotifierProcess(self.stepping, self.now, self._collect)

    @property
    def cases(self) -> list[Case]:
        """All cases, in a fixed order."""
        held = [one for office in self.levels.values() for one in office.cases.held.values()]
        return sorted((one for one in held if isinstance(one, Case)), key=lambda case: case.key)

    @property
    def open_cases(self) -> list[Case]:
        """Those on somebody's desk; when there are none, all."""
        return [case for case in self.cases if case.state is CaseState.OPEN] or self.cases

    @property
    def nominations(self) -> list[Nomination]:
        """All nominations, in a fixed order."""
        return sorted(self.intake.held.nominations.values(), key=lambda one: one.id)

    def submit(self, unit: int, key: int, size: int, fate: Fate) -> None:
        """A unit hands in a dossier, anew or again; another size under a key used before is another dossier."""
        of, name = UNITS[unit], f"k{key}"
        body = submission(of, key, size)
        self.begun.append((of, name))
        act = self.intake.submit(submitter(of), name, body)
        self.stepping.begin(act, fate, lambda end: self.submitted.append(Submitted(of, name, body, end)))

    def withdraw(self, which: int, fate: Fate) -> None:
        """The unit wants a nomination back."""
        one = self.nominations[which % len(self.nominations)]
        self._begin(self.intake.withdraw(submitter(one.dossier.unit), one.id, "Nộp nhầm"), fate)

    def withdraw_case(self, which: int, fate: Fate) -> None:
        """The unit wants back what lies on somebody's desk."""
        case = self.open_cases[which % len(self.open_cases)]
        self._begin(self.intake.withdraw(submitter(case.dossier.unit), case.key.nomination, "Nộp nhầm"), fate)

    def supplement(self, which: int, note: int, fate: Fate) -> None:
        """The unit answers a return, or speaks unasked where nothing is returned."""
        asked = [one for one in self.nominations if one.status is PublicStatus.RETURNED] or self.nominations
        one = asked[which % len(asked)]
        act = self.intake.supplement(submitter(one.dossier.unit), one.id, one.content, f"Bổ sung lần {note}.")
        self._begin(act, fate)

    def decide(self, which: int, who: int, what: int, lag: int, fate: Fate) -> None:
        """Somebody gives a case its outcome, looking at its latest or an earlier version."""
        case = self.open_cases[which % len(self.open_cases)]
        viewer, verdict = staff(case.authority.code, who), _verdict(what, case)
        act = self.levels[case.level].decide(viewer, case.key, verdict, case.version - lag)
        self.stepping.begin(act, fate, lambda end: self.ruled.append(Ruled(viewer.account, case.key, verdict, end)))

    def propose(self, which: int, what: int, fate: Fate) -> None:
        """An officer proposes an outcome."""
        case = self.open_cases[which % len(self.open_cases)]
        verdict = _verdict(what, case) or APPROVE
        self._begin(self.levels[case.level].propose(staff(case.authority.code, OFFICER), case.key, verdict), fate)

    def send_back(self, which: int, who: int, fate: Fate) -> None:
        """The head has the officer look again."""
        case = self.open_cases[which % len(self.open_cases)]
        act = self.levels[case.level].send_back(staff(case.authority.code, who), case.key, "Xem lại.", case.version)
        self._begin(act, fate)

    def claim(self, which: int, who: int, how: int, fate: Fate) -> None:
        """Somebody takes a case to work on, takes it over, or lets it go."""
        case = self.open_cases[which % len(self.open_cases)]
        viewer, office = staff(case.authority.code, who), self.levels[case.level]
        act = office.release(viewer, case.key) if how == 0 else office.claim(viewer, case.key, take_over=how == 1)
        self._begin(act, fate)

    def record(self, which: int, count: int, key: int, fate: Fate) -> None:
        """A clerk records a decision over approved cases of one authority."""
        approved = [case for case in self.cases if case.state is CaseState.APPROVED]
        if not approved:
            return
        authority = approved[which % len(approved)].authority
        mine = [case.key for case in approved if case.authority == authority][:count]
        person = Person(name="Lê Văn Ký", position="Chủ tịch")
        draft = Draft(number=f"{key}/QĐ-UBND", issued_on=TODAY, signatory=person, cases=tuple(mine))
        act = self.levels[authority.level].record(staff(authority.code, CLERK), draft, f"k{key}")
        self._begin(act, fate)

    def tick(self, which: int, fate: Fate) -> None:
        """The timers of one level run."""
        office = self.levels[LEVELS[which]]
        self._begin(office.end_claims(), SMOOTH)
        self._begin(office.finish(), fate)

    def send(self, which: int, fate: Fate) -> None:
        """A worker takes a due mail."""
        ledger = self.notifier.ledger
        if not ledger.look(self.now()):
            self.now.pass_by(SCHEDULE.window)
        due = sorted(mail.id for mail in ledger.look(self.now()))
        if due:
            self._begin(self.mailed(due[which % len(due)]), fate)

    def resend(self, which: int, fate: Fate) -> None:
        """An operator has a mail in trouble sent again."""
        mails = self.notifier.ledger.mails.values()
        found = sorted(one.id for one in mails if one.state in {MailState.FAILED, MailState.UNCERTAIN})
        if found:
            self._begin(self.notifier.resend(found[which % len(found)], Actor("van-hanh")), fate)

    def publish(self, which: int, is_confirmed: int) -> None:
        """A relay publishes one message; the confirmation may be lost."""
        self.broker.publish(which, is_confirmed=bool(is_confirmed))

    def deliver(self, which: int, fate: Fate) -> None:
        """A consumer gets one message; until it acknowledges, others may get it too."""
        self._deliver(self.broker.queued[which % len(self.broker.queued)], fate)

    def post_runs(self, order: int = 0, is_doubled: int = 0) -> None:
        """All that waits is published and delivered, without a fault, though perhaps shuffled and twice.

        `order` is 0 for as it came, 1 for backwards, and else what it is shuffled by.
        """
        for _ in list(self.broker.outbox) if is_doubled else ():
            self.broker.publish(0, is_confirmed=True)
            self.broker.queued.append(self.broker.queued[-1])
        while self.broker.outbox:
            self.broker.publish(0, is_confirmed=True)
        for sent in _in_order(self.broker.queued, order):
            self._deliver(sent, SMOOTH)

    def post_runs_past_intake(self) -> None:
        """Intake is away: all but what is for it is published and delivered, and what comes of that, too."""
        while self.broker.outbox:
            while self.broker.outbox:
                self.broker.publish(0, is_confirmed=True)
            for sent in [one for one in self.broker.queued if one.queue != INTAKE_QUEUE]:
                self._deliver(sent, SMOOTH)

    def give_up_order(self, fate: Fate) -> None:
        """Intake's timer looks for facts that have waited too long for the one before them."""
        self._begin(self.intake.give_up_order(), fate)

    def resume(self, which: int, fate: Fate) -> None:
        """A process that stood still goes on."""
        self.stepping.resume(which, fate)

    def kill(self, which: int) -> None:
        """A process that stood still is killed."""
        self.stepping.kill(which)

    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.now.pass_by(timedelta(seconds=seconds))

    def begin_mail(self, mail_id: str) -> None:
        """A worker takes this mail, without a fault."""
        self._begin(self.mailed(mail_id), SMOOTH)

    def close(self) -> None:
        """Nobody looks at this world any more."""
        while self.stepping.still:
            self.stepping.kill(0)
        self.stepping.loop.close()

    async def mailed(self, mail_id: str) -> None:
        """One attempt at a mail; a server that is away is nobody's refusal."""
        try:
            await self.notifier.send(mail_id, self.notifier.post.line())
        except LineDownError:
            return

    def race(self, which: int, first: int, second: int, fate: Fate) -> None:
        """Head and deputy decide at once: one has read the case when the other writes."""
        self.decide(which, HEAD, first, 0, Fate(2, PAUSED))
        self.decide(which, DEPUTY, second, 0, fate)

    def _deliver(self, sent: Sent, fate: Fate) -> None:
        async def judged() -> Judgement:
            return await judge(self._handlers(sent.queue), sent.incoming)

        self.stepping.begin(judged(), fate, lambda end: self._disposed(sent, end))

    def _disposed(self, sent: Sent, end: Ended) -> None:
        verdict = end.answer
        if not isinstance(verdict, Judgement):
            return
        assert verdict.kind != "failed", f"{sent.message.type}: {verdict.reason}"
        if verdict.fate is MessageFate.DONE:
            self.broker.acknowledge(sent)
        elif verdict.fate is MessageFate.PARK:
            self.broker.parked.append((sent.message.type, verdict.reason))

    def _handlers(self, queue: str) -> Handlers:
        of_levels = {work_queue(level): office.handlers for level, office in self.levels.items()}
        return {INTAKE_QUEUE: self.intake.handlers, NOTIFIER_QUEUE: self.notifier.handlers, **of_levels}[queue]

    def _begin(self, act: Coroutine[object, object, object], fate: Fate) -> None:
        self.stepping.begin(act, fate, lambda _end: None)

    def _collect(self) -> None:
        """What the last act stored goes into the outboxes: it was one write."""
        held = self.intake.held
        for message in held.messages:
            self.broker.stored(message, INTAKE)
        held.messages.clear()
        for level, office in self.levels.items():
            for store in (office.cases, office.decisions):
                for event in store.events:
                    self.broker.stored(outgoing(event, source=level.value, at=self.now()), level_user(level))
                store.events.clear()
        for fact in self.notifier.ledger.given_out:
            self.broker.stored(outgoing(fact, source=NOTIFIER, at=self.now()), NOTIFIER)
        self.notifier.ledger.given_out.clear()


def _in_order(waiting: Sequence[Sent], order: int) -> list[Sent]:
    if order <= BACKWARDS:
        return list(reversed(waiting) if order else waiting)
    shuffled = list(waiting)
    Random(order).shuffle(shuffled)  # noqa: S311  no secret
    return shuffled


def _verdict(what: int, case: Case) -> Verdict | None:
    if what == PASS and case.step.role is StepRole.DECIDE:
        return APPROVE
    return VERDICTS[what]
