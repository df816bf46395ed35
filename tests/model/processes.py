"""The use cases of all three services, wired as their `main.py` wires them, over stores at the far end of a wire."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from services.appraisal.application.claims import ClaimCase, ReleaseCase
from services.appraisal.application.correspondence import ApplyAnswer
from services.appraisal.application.decisions import FinishDecision, RecordDecision
from services.appraisal.application.incoming_work import ApplyIdentity, ApplySupplement, ApplyWithdrawal, OpenCase
from services.appraisal.application.outcomes import DecideOutcome, ProposeOutcome, SendBack
from services.appraisal.application.signed_work import CheckSignature, KeepSignature
from services.appraisal.application.timers import EndClaims, FinishDecisions
from services.appraisal.messaging import subscribers as appraisal
from services.intake.application.attachments import FillAttachments
from services.intake.application.correspondence import ApplyNote
from services.intake.application.incoming_facts import ApplyDecision, ApplyFact, ApplyOverdue, AttachMail, FollowWindow
from services.intake.application.submissions import SubmitDossier
from services.intake.application.supplements import SupplementNomination
from services.intake.application.withdrawals import RequestWithdrawal
from services.intake.messaging import subscribers as intake
from services.notifier.application.entering import EnterFact
from services.notifier.application.sending import SendMail
from services.notifier.application.trouble import ResendMail
from services.notifier.domain.schedule import Schedule
from services.notifier.messaging import subscribers as notifier
from shared.events.content import KeyedIdentity
from shared.events.signature import IntakeSignature
from shared.events.words import Level
from shared.messaging.consumer.judging import Handlers
from tests.model.stepping import Stepping
from tests.model.stores import FakeDossiers, FakeIntake, FakeNominations, FakeRegistry, remote
from tests.unit.appraisal.fake_correspondence import FakeCorrespondence as LevelMessages
from tests.unit.appraisal.fakes import Clock, FakeCases, FakeDecisions
from tests.unit.appraisal.samples import CALENDAR, RULE_SETS
from tests.unit.intake.fakes import FakeCorrespondence as IntakeMessages
from tests.unit.intake.fakes import FakeWindows, NoFiles
from tests.unit.nominees.samples import KEYS
from tests.unit.notifier.fakes import DONE, FakeAddresses, FakeAudit, FakeLedger, FakePost, Gate, plain_letter
from tests.unit.signing.samples import PUBLIC_KEYS, SIGNING_KEY, FakeSignatures

Applied = Callable[[], None]
PATIENCE = timedelta(minutes=11)
SCHEDULE = Schedule(give_up=timedelta(days=10_000))


class _Open(Gate):
    """The ledger's own gate, left open: the wire before it is where faults strike."""

    async def word(self, kind: str) -> str:
        del kind
        return DONE


class IntakeProcess:
    """Intake."""

    def __init__(self, stepping: Stepping, now: Clock, applied: Applied) -> None:
        self.held = FakeIntake()
        dossiers = remote(FakeDossiers(self.held), stepping, applied)
        nominations = remote(FakeNominations(self.held), stepping, applied)
        registry = remote(FakeRegistry(), stepping, applied)
        windows = FakeWindows()
        fill_attachments = FillAttachments(NoFiles(), requires_petition=False, now=now)
        self.submit = SubmitDossier(
            dossiers,
            nominations,
            registry,
            RULE_SETS,
            fill_attachments,
            lambda: 0.0,
            pressure_limit=1.0,
            now=now,
            windows=windows,
            identity_keys=KEYS,
            signing_key=SIGNING_KEY,
        )
        self.withdraw = RequestWithdrawal(nominations, now)
        self.give_up_order = ApplyOverdue(nominations, RULE_SETS, now, PATIENCE)
        self.supplement = SupplementNomination(
            nominations, registry, RULE_SETS, fill_attachments, now, KEYS, SIGNING_KEY
        )
        self.handlers = intake.subscribers(
            ApplyFact(nominations, RULE_SETS, now, PATIENCE),
            ApplyDecision(nominations, RULE_SETS, now, PATIENCE),
            AttachMail(dossiers, nominations),
            FollowWindow(windows),
            ApplyNote(nominations, remote(IntakeMessages(), stepping, applied), RULE_SETS, now),
        )


class LevelProcess:
    """Appraisal at one level."""

    def __init__(self, level: Level, stepping: Stepping, now: Clock, applied: Applied) -> None:
        self.level = level
        self.cases, self.decisions = FakeCases(), FakeDecisions()
        cases = remote(self.cases, stepping, applied)
        decisions = remote(self.decisions, stepping, applied)
        point = stepping.checkpoint
        finish = FinishDecision(cases, decisions, now, point)
        self.decide = DecideOutcome(cases, RULE_SETS, now, point)
        self.send_back = SendBack(cases, now)
        self.propose = ProposeOutcome(cases, RULE_SETS, now)
        self.claim = ClaimCase(cases, now)
        self.release = ReleaseCase(cases, now)
        self.record = RecordDecision(level, cases, decisions, finish, RULE_SETS, now)
        self.end_claims = EndClaims(cases, now)
        self.finish = FinishDecisions(cases, decisions, finish, now)
        signatures = remote(FakeSignatures(), stepping, applied)
        check = CheckSignature(PUBLIC_KEYS, signatures)
        self.handlers: Handlers = appraisal.subscribers(
            level,
            OpenCase(level, cases, RULE_SETS, CALENDAR, now, point, check),
            ApplySupplement(cases, RULE_SETS, CALENDAR, now, check),
            ApplyWithdrawal(cases, now),
            ApplyAnswer(cases, remote(LevelMessages(), stepping, applied)),
            ApplyIdentity(NoIdentities(), signatures),
            KeepSignature(signatures),
        )


class NoIdentities:
    """Where intake's keyed identities go: the model begins with keys, so none ever comes late."""

    async def apply(self, nomination: UUID, identity: KeyedIdentity, signature: IntakeSignature | None = None) -> None:
        raise AssertionError((nomination, identity, signature))


class NotifierProcess:
    """The notifier, and the mail server that it speaks to."""

    def __init__(self, stepping: Stepping, now: Clock, applied: Applied) -> None:
        self.ledger = FakeLedger(_Open())
        self.post = FakePost(stepping)
        ledger = remote(self.ledger, stepping, applied)
        point = stepping.checkpoint
        self.send = SendMail(ledger, plain_letter, SCHEDULE, now, point, lambda: 0.5, _Rest(stepping))
        self.resend = ResendMail(ledger, FakeAddresses(), FakeAudit(), now, lambda: None)
        self.handlers = notifier.subscribers(EnterFact(ledger, FakeAddresses(), SCHEDULE, now, point, lambda: None))


@dataclass(frozen=True)
class _Rest:
    stepping: Stepping = field(repr=False)

    async def __call__(self, _seconds: float) -> None:
        await self.stepping.word("rest")
