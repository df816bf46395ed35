"""Whose work a case is, as the head says: given to an officer, to another one, or taken back."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from services.appraisal.application.assignments import AssignCase, UnassignCase
from services.appraisal.domain.case import CaseKey
from services.appraisal.web.api.cases import AnswerCase, CaseView
from services.appraisal.web.api.level import DECIDING, CaseId, use_at_level
from services.appraisal.web.api.sample_case import Example
from services.appraisal.web.api.shapes import Body
from shared.text.fields import RequiredCode, lines
from shared.web.api.described import described
from shared.web.api.examples import OFFICER
from shared.web.api.headers import VersionSeen
from shared.web.api.json_route import JsonRoute
from shared.web.api.viewer import CurrentViewer

ASSIGNMENT: Example = {
    "assignee": OFFICER,
    "reason": "Đã theo dõi đơn vị này ở đợt trước.",
}


class AssignmentBody(Body):
    """Which officer, and, if wanted, why."""

    model_config = ConfigDict(json_schema_extra=described("Giao cho cán bộ nào, và lý do nếu cần ghi.", ASSIGNMENT))

    assignee: Annotated[RequiredCode, Field(description="Mã tài khoản của chuyên viên được giao, như `/staff` nêu")]
    reason: Annotated[str, lines(1_000)] = Field(default="", description="Lý do giao việc, nếu cần ghi")


@dataclass(frozen=True)
class AssignmentUseCases:
    """What the routes call."""

    assign: AssignCase
    unassign: UnassignCase
    answer: AnswerCase


Assignments = Annotated[AssignmentUseCases, use_at_level(AssignmentUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/cases/{case_id}/assignee", tags=["cases"])


@router.put("", responses=DECIDING)
async def assign_case(
    use_cases: Assignments,
    viewer: CurrentViewer,
    case_id: CaseId,
    body: AssignmentBody,
    version: VersionSeen,
    response: Response,
) -> CaseView:
    """Giao việc đang xử lý hoặc chờ bổ sung cho một chuyên viên. Giao việc nêu việc của ai, không ngăn người khác.

    Nhật ký của việc ghi lại. Giao lại cho cùng chuyên viên với cùng lý do thì không đổi gì.
    """
    case = await use_cases.assign(viewer, CaseKey.parse(case_id), body.assignee, body.reason, version)
    return await use_cases.answer(viewer, case, response)


@router.delete("", responses=DECIDING)
async def unassign_case(
    use_cases: Assignments, viewer: CurrentViewer, case_id: CaseId, version: VersionSeen, response: Response
) -> CaseView:
    """Thôi giao việc: việc không của riêng ai."""
    case = await use_cases.unassign(viewer, CaseKey.parse(case_id), version)
    return await use_cases.answer(viewer, case, response)
