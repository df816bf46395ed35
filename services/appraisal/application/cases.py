"""Seeing a case, and refusing a request that was made for an earlier version of it."""

from collections.abc import Collection
from dataclasses import dataclass

from services.appraisal.application.ports import Cases
from services.appraisal.domain import entitlement
from services.appraisal.domain.case import UNDECIDED, Case, CaseKey, CaseState, standing
from services.appraisal.domain.duplicates import duplicates
from services.appraisal.domain.transitions import ActionNotAllowedError
from shared.events.content import Finding
from shared.identity.seeing import works_for
from shared.identity.viewer import Viewer
from shared.observability.logs import get_logger
from shared.refusals import ConflictError, PreconditionMissingError

_log = get_logger(__name__)


class OutdatedError(ConflictError):
    """The request was made for an earlier version; `details` tell the case as it stands now."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            "Việc này vừa được người khác cập nhật. Tải lại trang, xem thay đổi rồi thực hiện lại.",
            details=standing(case),
        )


def refuse_outdated(case: Case, version: int | None, *, states: Collection[CaseState] = UNDECIDED) -> None:
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
class CaseWithFindings:
    """A case with what was found out at this moment."""

    case: Case
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class ShowCase:
    """One case with its findings."""

    cases: Cases

    async def __call__(self, viewer: Viewer, key: CaseKey) -> CaseWithFindings:
        """The case, if it is the viewer's authority's."""
        viewer.require(*entitlement.READERS)
        case = await self.cases.get(key, viewer.authorities)
        return CaseWithFindings(
            case, (*case.findings, *duplicates(case, await self.cases.similar(case), near=works_for(viewer)))
        )
