"""Working on a case: see, claim, release, propose."""

from collections.abc import Collection
from dataclasses import dataclass

from services.appraisal.application.opening import rules_of
from services.appraisal.application.ports import ActedCases, Cases, Clock
from services.appraisal.domain import entitlement
from services.appraisal.domain.case import UNDECIDED, Case, CaseKey, State, Verdict, standing
from services.appraisal.domain.claiming import claim, refuse_held, release
from services.appraisal.domain.duplicates import duplicates
from services.appraisal.domain.duties import take_on
from services.appraisal.domain.ruling import Grounds, propose
from services.appraisal.domain.transitions import ActionNotAllowedError
from shared.clock.days import day_of
from shared.events.content import Finding
from shared.events.words import CaseDuty
from shared.identity.seeing import works_for
from shared.identity.viewer import Viewer
from shared.observability.logs import get_logger
from shared.refusals import ConflictError, PreconditionMissingError, StaleError
from shared.rules.loading import RuleSets

_log = get_logger(__name__)


class OutdatedError(ConflictError):
    """The request was made for an earlier version; `details` tell the case as it stands now."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            "Việc này vừa được người khác cập nhật. Tải lại trang, xem thay đổi rồi thực hiện lại.",
            details=standing(case),
        )


def refuse_outdated(case: Case, version: int | None, *, states: Collection[State] = UNDECIDED) -> None:
    """Pass when the case is as the request saw it, in one of the states in which the act can be done.

    Raises:
        PreconditionMissingError: The request does not say which version it was made for.
        ActionNotAllowedError: The case is in another state; `details` tell the outcome that it has.
        OutdatedError: Somebody changed the case since.
    """
    if version is None:
        raise PreconditionMissingError(
            "Yêu cầu phải nêu phiên bản đang xem trong tiêu đề If-Match. Tải lại việc này rồi thực hiện lại."
        )
    if case.state not in states:
        raise ActionNotAllowedError(case)
    if version != case.version:
        raise OutdatedError(case)


@dataclass(frozen=True)
class Shown:
    """A case with what was found out at this moment."""

    case: Case
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class ShowCase:
    """One case with its findings."""

    cases: Cases

    async def __call__(self, viewer: Viewer, key: CaseKey) -> Shown:
        """The case, if it is the viewer's authority's."""
        viewer.require(*entitlement.READERS)
        case = await self.cases.get(key, viewer.authorities)
        return Shown(case, (*case.findings, *duplicates(case, await self.cases.similar(case), near=works_for(viewer))))


@dataclass(frozen=True)
class ClaimCase:
    """Hold a case while working on it."""

    cases: Cases
    now: Clock

    async def __call__(self, viewer: Viewer, key: CaseKey, *, take_over: bool = False) -> Case:
        """The case, held by the viewer.

        Raises:
            HeldByAnotherError: Somebody else holds it, and taking over was not asked for.
        """
        viewer.require(*entitlement.WORKERS)
        case = await self.cases.get(key, viewer.authorities)
        viewer.require_for(case.authority.code, *entitlement.WORKERS)
        entitlement.refuse_interested(viewer, case)
        claimed = claim(case, entitlement.by(viewer), at=self.now(), take_over=take_over)
        try:
            await self.cases.save_claim(case, claimed)
        except StaleError:
            # Somebody claimed or decided in between: what they did decides the answer now.
            return await self(viewer, key, take_over=take_over)
        if len(claimed.take_overs) > len(case.take_overs):
            taken = claimed.take_overs[-1]
            _log.info("case.taken_over", case=str(key), taken_by=viewer.account, taken_from=taken.taken_from.account)
        return claimed


@dataclass(frozen=True)
class ReleaseCase:
    """Let go of a case."""

    cases: Cases
    now: Clock

    async def __call__(self, viewer: Viewer, key: CaseKey) -> Case:
        """The case, held by nobody."""
        viewer.require(*entitlement.WORKERS)
        case = await self.cases.get(key, viewer.authorities)
        viewer.require_for(case.authority.code, *entitlement.WORKERS)
        released = release(case, entitlement.by(viewer), at=self.now())
        if case.claim is None:
            return case
        try:
            await self.cases.save_claim(case, released)
        except StaleError:
            return await self(viewer, key)
        return released


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
        return decided.case
