"""The outcome of a case: one winner by compare-and-set, and the winner's outcome for everybody else."""

from dataclasses import dataclass
from datetime import datetime

from services.appraisal.application.cases import OutdatedError, refuse_outdated
from services.appraisal.application.incoming_work import rules_of
from services.appraisal.application.ports import ActedCases, Cases, Checkpoint, Clock
from services.appraisal.domain import entitlement
from services.appraisal.domain.case import Case, CaseKey, CaseState, Mandate, Tally, Verdict
from services.appraisal.domain.claims import refuse_held
from services.appraisal.domain.duplicates import duplicates
from services.appraisal.domain.duties import Pairs, take_on
from services.appraisal.domain.ruling import Grounds, is_repeated, proposal_of, propose, rule, send_back
from services.appraisal.domain.votes import verdict_of
from shared.clock.days import day_of
from shared.events.decided import Decided
from shared.events.words import CaseDuty
from shared.identity.seeing import works_for
from shared.identity.viewer import Viewer
from shared.refusals import StaleError
from shared.rules.loading import RuleSets

_DECIDABLE = frozenset({CaseState.OPEN})


@dataclass(frozen=True)
class ProposeOutcome:
    """An officer's proposal for the head."""

    cases: ActedCases
    rule_sets: RuleSets
    now: Clock

    async def __call__(self, viewer: Viewer, key: CaseKey, verdict: Verdict, version: int | None = None) -> Case:
        """The case with the proposal; the latest one stands. Other duties of the account are warned of in its history.

        Raises:
            InterestedError: The case concerns the viewer, or the province refuses the account this duty beside another.
            OutdatedError: The case is no longer at `version`.
        """
        viewer.require(*entitlement.PROPOSERS)
        case = await self.cases.get(key, viewer.authorities)
        entitlement.refuse_interested(viewer, case)
        if version is not None and version != case.version:
            raise OutdatedError(case)
        at, signed = self.now(), entitlement.by(viewer)
        refuse_held(case, signed, at=at)
        duties = self.rule_sets.duties.at(case.level, day_of(at))
        combined = take_on(case, viewer.account, CaseDuty.PROPOSE, duties)
        grounds = Grounds(rules_of(self.rule_sets, case.dossier.rule_set), combined=combined)
        decided = propose(case, verdict, signed, grounds=grounds, at=at)
        try:
            await self.cases.save(decided, unheld_by_others=(viewer.account, at))
        except StaleError:
            return await self(viewer, key, verdict, version)
        return decided.after


@dataclass(frozen=True)
class DecideOutcome:
    """The head's or deputy's outcome: their own, or the proposal confirmed."""

    cases: ActedCases
    rule_sets: RuleSets
    now: Clock
    checkpoint: Checkpoint

    async def __call__(self, viewer: Viewer, key: CaseKey, verdict: Verdict | None, version: int | None) -> Case:
        """The case with its outcome, also when this same person's same outcome has been recorded before.

        Without a verdict the standing proposal is confirmed.

        Raises:
            NotAllowedError: A deputy's authorisation does not hold now.
            InterestedError: The case concerns the viewer, the same account submitted or proposed it, or the province
                refuses the account this duty beside another.
            PreconditionMissingError: The request does not say which version it was made for.
            OutdatedError: Somebody changed the case since; `details` tell the winner's outcome, if there is one.
            ActionNotAllowedError: The case has an outcome already; `details` tell it.
        """
        viewer.require(*entitlement.DECIDERS)
        case = await self.cases.get(key, viewer.authorities)
        entitlement.refuse_interested(viewer, case)
        if _is_same_again(case, viewer, verdict):
            return case
        at = self.now()
        mandate = entitlement.mandate_of(viewer, case.authority.code, at=at)
        duties = self.rule_sets.duties.at(case.level, day_of(at))
        combined = take_on(case, viewer.account, CaseDuty.DECIDE, duties)
        refuse_outdated(case, version, states=_DECIDABLE)
        refuse_held(case, entitlement.by(viewer), at=at)
        decided = await self._decide(case, viewer, verdict, at, mandate, combined)
        try:
            await self.cases.save(decided, unheld_by_others=(viewer.account, at))
        except StaleError:
            return await self(viewer, key, verdict, version)
        self.checkpoint("case.decided")
        return decided.after

    async def _decide(
        self,
        case: Case,
        viewer: Viewer,
        verdict: Verdict | None,
        at: datetime,
        mandate: Mandate | None,
        combined: Pairs,
    ) -> Decided[Case]:
        found = duplicates(case, await self.cases.similar(case), near=works_for(viewer))
        grounds = Grounds(rules_of(self.rule_sets, case.dossier.rule_set), found, combined)
        by = entitlement.by(viewer)
        return rule(case, verdict or proposal_of(case), by, grounds=grounds, at=at, mandate=mandate)


@dataclass(frozen=True)
class EnterVote:
    """The council's vote, entered by its secretary: the count decides the outcome."""

    cases: ActedCases
    rule_sets: RuleSets
    now: Clock

    async def __call__(self, viewer: Viewer, key: CaseKey, tally: Tally, version: int | None) -> Case:
        """The case with the outcome of the vote, also when this secretary has entered the same vote before.

        Raises:
            InterestedError: The case concerns the viewer, or the province refuses the account this duty beside another.
            InvalidError: No vote is taken at this step, or the count cannot be right.
            PreconditionMissingError: The request does not say which version it was made for.
            OutdatedError: Somebody changed the case since.
            ActionNotAllowedError: The case has an outcome already; `details` tell it.
        """
        viewer.require(*entitlement.COUNTERS)
        case = await self.cases.get(key, viewer.authorities)
        entitlement.refuse_interested(viewer, case)
        rules = rules_of(self.rule_sets, case.dossier.rule_set)
        verdict, signed, at = verdict_of(case, tally, rules), entitlement.by(viewer), self.now()
        if is_repeated(case, verdict, signed):
            return case
        refuse_outdated(case, version, states=_DECIDABLE)
        refuse_held(case, signed, at=at)
        combined = take_on(case, viewer.account, CaseDuty.VOTE, self.rule_sets.duties.at(case.level, day_of(at)))
        found = duplicates(case, await self.cases.similar(case), near=works_for(viewer))
        decided = rule(case, verdict, signed, grounds=Grounds(rules, found, combined), at=at)
        try:
            await self.cases.save(decided, unheld_by_others=(viewer.account, at))
        except StaleError:
            return await self(viewer, key, tally, version)
        return decided.after


@dataclass(frozen=True)
class SendBack:
    """The proposal goes back to the officer with a note."""

    cases: Cases
    now: Clock

    async def __call__(self, viewer: Viewer, key: CaseKey, note: str, version: int | None) -> Case:
        """The case, to be worked on again.

        Raises:
            NotAllowedError: A deputy's authorisation does not hold now.
            PreconditionMissingError: The request does not say which version it was made for.
            OutdatedError: Somebody changed the case since.
        """
        viewer.require(*entitlement.DECIDERS)
        case = await self.cases.get(key, viewer.authorities)
        entitlement.refuse_interested(viewer, case)
        at, signed = self.now(), entitlement.by(viewer)
        entitlement.mandate_of(viewer, case.authority.code, at=at)
        refuse_outdated(case, version, states=_DECIDABLE)
        refuse_held(case, signed, at=at)
        decided = send_back(case, note, signed, at=at)
        try:
            await self.cases.save(decided, unheld_by_others=(viewer.account, at))
        except StaleError:
            return await self(viewer, key, note, version)
        return decided.after


def _is_same_again(case: Case, viewer: Viewer, verdict: Verdict | None) -> bool:
    ruling = case.ruling
    if ruling is None:
        return False
    # Confirming cleared the proposal, so a repeated confirmation can only be told by who gave the outcome.
    return is_repeated(case, verdict or ruling.verdict, entitlement.by(viewer))
