"""Holding a case while working on it: claim and release."""

from dataclasses import dataclass

from services.appraisal.application.ports import Cases, Clock
from services.appraisal.domain import entitlement
from services.appraisal.domain.case import Case, CaseKey
from services.appraisal.domain.claims import claim, release
from shared.identity.viewer import Viewer
from shared.observability.logs import get_logger
from shared.refusals import StaleError

_log = get_logger(__name__)


@dataclass(frozen=True)
class ClaimCase:
    """Hold a case while working on it."""

    cases: Cases
    now: Clock

    async def __call__(self, viewer: Viewer, key: CaseKey, *, take_over: bool = False, reason: str = "") -> Case:
        """The case, held by the viewer.

        Raises:
            HeldByAnotherError: Somebody else holds it, and taking over was not asked for.
        """
        viewer.require(*entitlement.WORKERS)
        case = await self.cases.get(key, viewer.authorities)
        viewer.require_for(case.authority.code, *entitlement.WORKERS)
        entitlement.refuse_interested(viewer, case)
        claimed = claim(case, entitlement.by(viewer), at=self.now(), take_over=take_over, reason=reason)
        try:
            await self.cases.save_claim(case, claimed)
        except StaleError:
            # Somebody claimed or decided in between: what they did decides the answer now.
            return await self(viewer, key, take_over=take_over, reason=reason)
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
