"""What a viewer may do with a case now and, of each act that they may not do, why not: in the words of its refusal."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from services.appraisal.domain import entitlement
from services.appraisal.domain.case import Case
from services.appraisal.domain.claims import HeldByAnotherError, claim, refuse_held
from services.appraisal.domain.correspondence import refuse_closed
from services.appraisal.domain.duties import Settings, take_on
from services.appraisal.domain.ruling import proposal_of
from services.appraisal.domain.transitions import CaseAction, target
from shared.events.words import CaseDuty, StepRole
from shared.identity.viewer import Viewer
from shared.refusals import DomainError, NotAllowedError


class Act(StrEnum):
    """What people do with one case."""

    CLAIM = "claim"
    RELEASE = "release"
    TAKE_OVER = "take_over"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    DECIDE = "decide"
    SEND_BACK = "send_back"
    VOTE = "vote"
    ASSIGN = "assign"
    WRITE = "write"


Offers = Mapping[Act, str]
"""For each act why the viewer may not do it now; nothing where they may."""

_COUNTED = "Kết quả của bước này theo số phiếu của Hội đồng, do thư ký Hội đồng ghi."
_NOT_COUNTED = "Bước này không lấy phiếu của Hội đồng."
_NOT_HELD = "Việc này không do bạn giữ."
_HELD_BY_NOBODY = "Không ai khác đang giữ việc này."


def offers(case: Case, viewer: Viewer, duties: Settings, at: datetime) -> Offers:
    """Each act, tried as its use case tries it before anything else is known."""
    trial = _Trial(case, viewer, duties, at)
    checks: Mapping[Act, Callable[[], object]] = {
        Act.CLAIM: trial.claim,
        Act.RELEASE: trial.release,
        Act.TAKE_OVER: trial.take_over,
        Act.PROPOSE: trial.propose,
        Act.CONFIRM: trial.confirm,
        Act.DECIDE: trial.decide,
        Act.SEND_BACK: trial.send_back,
        Act.VOTE: trial.vote,
        Act.ASSIGN: trial.assign,
        Act.WRITE: trial.write,
    }
    return {act: _why_not(check) for act, check in checks.items()}


def _why_not(check: Callable[[], object]) -> str:
    try:
        check()
    except DomainError as refusal:
        return refusal.message
    return ""


class _Trial:
    def __init__(self, case: Case, viewer: Viewer, duties: Settings, at: datetime) -> None:
        self.case, self.viewer, self.duties, self.at = case, viewer, duties, at
        self.by = entitlement.by(viewer)

    def claim(self) -> None:
        self._work()
        claim(self.case, self.by, at=self.at)

    def release(self) -> None:
        self.viewer.require_for(self.case.authority.code, *entitlement.WORKERS)
        held = self.case.claim_at(self.at)
        if held is None or held.by.account != self.by.account:
            raise NotAllowedError(_NOT_HELD)

    def take_over(self) -> None:
        self._work()
        target(self.case, CaseAction.CLAIM)
        try:
            refuse_held(self.case, self.by, at=self.at)
        except HeldByAnotherError:
            return
        raise NotAllowedError(_HELD_BY_NOBODY)

    def propose(self) -> None:
        self.viewer.require(*entitlement.PROPOSERS)
        entitlement.refuse_interested(self.viewer, self.case)
        target(self.case, CaseAction.PROPOSE)
        self._refuse_count()
        refuse_held(self.case, self.by, at=self.at)
        take_on(self.case, self.by.account, CaseDuty.PROPOSE, self.duties)

    def decide(self) -> None:
        self._head()
        target(self.case, CaseAction.DECLINE)
        self._refuse_count()
        take_on(self.case, self.by.account, CaseDuty.DECIDE, self.duties)
        refuse_held(self.case, self.by, at=self.at)

    def confirm(self) -> None:
        self.decide()
        proposal_of(self.case)

    def send_back(self) -> None:
        self._head()
        target(self.case, CaseAction.SEND_BACK)
        proposal_of(self.case)
        refuse_held(self.case, self.by, at=self.at)

    def vote(self) -> None:
        self.viewer.require(*entitlement.COUNTERS)
        entitlement.refuse_interested(self.viewer, self.case)
        target(self.case, CaseAction.DECLINE)
        if self.case.step.role is not StepRole.VOTE:
            raise NotAllowedError(_NOT_COUNTED)
        refuse_held(self.case, self.by, at=self.at)
        take_on(self.case, self.by.account, CaseDuty.VOTE, self.duties)

    def assign(self) -> None:
        self._head()
        target(self.case, CaseAction.ASSIGN)

    def write(self) -> None:
        self._work()
        refuse_closed(self.case)

    def _work(self) -> None:
        self.viewer.require_for(self.case.authority.code, *entitlement.WORKERS)
        entitlement.refuse_interested(self.viewer, self.case)

    def _head(self) -> None:
        entitlement.refuse_interested(self.viewer, self.case)
        entitlement.mandate_of(self.viewer, self.case.authority.code, at=self.at)

    def _refuse_count(self) -> None:
        if self.case.step.role is StepRole.VOTE:
            raise NotAllowedError(_COUNTED)
