"""Work that arrives: open a case, take in a supplement, answer a withdrawal. Twice changes nothing."""

from contextlib import suppress
from dataclasses import dataclass

from services.appraisal.application.ports import (
    AlreadyThereError,
    Cases,
    Checkpoint,
    Clock,
    Identities,
    Signatures,
)
from services.appraisal.application.signed_work import CheckSignature
from services.appraisal.domain.case import Case, CaseKey, CaseState, Marker
from services.appraisal.domain.opening import (
    INTAKE,
    answer_withdrawal,
    is_supplemented,
    marker_of,
    open_case,
    read_withdrawal,
    receive_step,
    supplement,
)
from services.appraisal.domain.signed_work import SupersededError, UnsignedError, read_hand_over, read_supplement
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import day_of
from shared.events.decided import Decided
from shared.events.words import Level
from shared.events.work import IdentityKeyed, WithdrawalRequested, WorkHandedOver, WorkSupplemented
from shared.observability.metrics import count_duplicate
from shared.refusals import MalformedMessageError, NotYetError, StaleError
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet


def rules_of(rule_sets: RuleSets, identity: str) -> RuleSet:
    """The rule set that the work was routed by.

    Raises:
        NotYetError: This process does not have it: a newer intake routed the work; it waits for the upgrade.
    """
    try:
        return rule_sets.by_id(identity)
    except LookupError as error:
        raise NotYetError(str(error)) from error


@dataclass(frozen=True)
class OpenCase:
    """Open the case that a hand-over brings."""

    level: Level
    cases: Cases
    rule_sets: RuleSets
    calendar: WorkingCalendar
    now: Clock
    checkpoint: Checkpoint
    check: CheckSignature

    async def __call__(self, work: WorkHandedOver, sender_level: Level | None) -> None:
        """Have the case, from this message or an earlier copy of it.

        Raises:
            MalformedMessageError: The sender may not hand this over, or it is for another level.
            ForgedError: Intake did not sign this.
            UnsignedError: It came without a signature, and intake has sent none by itself so far.
        """
        receive_step(work, self.level, sender_level)
        sender = sender_level.value if sender_level else INTAKE
        try:
            signature = await self.check(read_hand_over(work), work.step, sender, lambda: self._rules(work))
        except (SupersededError, UnsignedError):
            # A copy that comes late says what was right when the case was opened by it.
            if isinstance(await self.cases.find(CaseKey(work.nomination_id, work.step)), Case):
                count_duplicate(work.type)
                return
            raise
        await self._have(work.model_copy(update={"signature": signature}))

    async def _have(self, work: WorkHandedOver) -> None:
        try:
            # Nearly all work is new: the insert itself finds out, at one round trip.
            await self.cases.insert(self._decide(work))
        except AlreadyThereError:
            await self._meet(work)
            return
        self.checkpoint("case.inserted")

    async def _meet(self, work: WorkHandedOver) -> None:
        standing = await self.cases.find(CaseKey(work.nomination_id, work.step))
        if not isinstance(standing, Marker):
            count_duplicate(work.type)
            return
        # StaleError: a copy of this work has just met the marker.
        with suppress(StaleError):
            await self.cases.replace_marker(self._decide(work, standing))

    def _decide(self, work: WorkHandedOver, marker: Marker | None = None) -> Decided[Case]:
        return open_case(work, rules=self._rules(work), calendar=self.calendar, at=self.now(), marker=marker)

    def _rules(self, work: WorkHandedOver) -> RuleSet:
        return rules_of(self.rule_sets, work.dossier.rule_set)


@dataclass(frozen=True)
class ApplyIdentity:
    """Take in what stands for an identity number from now on."""

    identities: Identities
    signatures: Signatures

    async def __call__(self, work: IdentityKeyed) -> None:
        """Have it in the nomination's cases."""
        if work.signature is not None:
            await self.signatures.keep(work.nomination_id, work.signature)
        await self.identities.apply(work.nomination_id, work.identity, work.signature)


@dataclass(frozen=True)
class ApplySupplement:
    """Reopen a returned case with what the unit supplied."""

    cases: Cases
    rule_sets: RuleSets
    calendar: WorkingCalendar
    now: Clock
    check: CheckSignature

    async def __call__(self, work: WorkSupplemented) -> None:
        """Have the supplement in the case.

        Raises:
            NotYetError: The case is not there yet, or not returned yet; or intake has not signed the supplement so far.
            MalformedMessageError: The case has a final outcome, so nothing was asked for; or intake did not sign it.
        """
        case = await self.cases.find(CaseKey(work.nomination_id, work.step))
        if not isinstance(case, Case):
            raise NotYetError("supplement for a case that is not here yet")
        if is_supplemented(case, work) or case.state is CaseState.WITHDRAWN:
            count_duplicate(work.type)
            return
        if case.state is CaseState.OPEN:
            raise NotYetError("supplement for a case that is not returned")
        if case.state is not CaseState.RETURNED:
            raise MalformedMessageError(f"supplement for a case that is {case.state.value}")
        rules = rules_of(self.rule_sets, case.dossier.rule_set)
        signature = await self.check(read_supplement(case, work), work.step, INTAKE, lambda: rules)
        # First this: whatever is handed over from before the supplement is refused from now on.
        await self.check.signatures.keep(work.nomination_id, signature)
        signed = work.model_copy(update={"signature": signature})
        at = self.now()
        duties = self.rule_sets.duties.at(case.level, day_of(at))
        decided = supplement(case, signed, rules=rules, duties=duties, calendar=self.calendar, at=at)
        try:
            await self.cases.save(decided)
        except StaleError:
            await self(work)


@dataclass(frozen=True)
class ApplyWithdrawal:
    """Answer a unit's request to take a nomination back, at each step of this level that it names."""

    cases: Cases
    now: Clock

    async def __call__(self, request: WithdrawalRequested) -> None:
        """Have each named case withdrawn, marked, or its outcome confirmed.

        Raises:
            NotYetError: A decision is being recorded over one of them.
        """
        for step in request.steps:
            await self._at(CaseKey(request.nomination_id, step), request)

    async def _at(self, key: CaseKey, request: WithdrawalRequested) -> None:
        standing = await self.cases.find(key)
        if isinstance(standing, Marker):
            return
        try:
            if standing is None:
                await self.cases.insert_marker(marker_of(key, request))
                return
            decided = answer_withdrawal(standing, read_withdrawal(request), at=self.now())
            if decided.after != decided.before:
                await self.cases.save(decided)
        except (AlreadyThereError, StaleError):
            await self._at(key, request)
