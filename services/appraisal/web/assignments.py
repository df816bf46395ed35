"""Whose work a case is, said by the head: given to an officer, to another one, or taken back."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from services.appraisal.domain.case import CaseKey
from services.appraisal.web.bodies import Body
from services.appraisal.web.cases import DECIDING, answer
from services.appraisal.web.desk import CaseId, CurrentDesk
from services.appraisal.web.examples import ASSIGNMENT
from services.appraisal.web.views import CaseView
from shared.text.fields import RequiredCode, lines
from shared.web.api.headers import VersionSeen
from shared.web.api.json_route import JsonRoute
from shared.web.api.viewer import CurrentViewer

assignments = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/cases/{case_id}/assignee", tags=["cases"])


class AssignmentBody(Body):
    """Which officer, and, if wanted, why."""

    model_config = ConfigDict(json_schema_extra={"examples": [ASSIGNMENT]})

    assignee: Annotated[RequiredCode, Field(description="Mã tài khoản của chuyên viên được giao, như `/staff` nêu")]
    reason: Annotated[str, lines(1_000)] = Field(default="", description="Lý do giao việc, nếu cần ghi")


@assignments.put("", responses=DECIDING)
async def assign_case(
    desk: CurrentDesk,
    viewer: CurrentViewer,
    case_id: CaseId,
    body: AssignmentBody,
    version: VersionSeen,
    response: Response,
) -> CaseView:
    """Giao việc đang xử lý hoặc chờ bổ sung cho một chuyên viên. Giao việc nêu việc của ai, không ngăn người khác.

    Nhật ký của việc ghi lại. Giao lại cho cùng chuyên viên với cùng lý do thì không đổi gì.
    """
    case = await desk.assign(viewer, CaseKey.parse(case_id), body.assignee, body.reason, version)
    return await answer(desk, viewer, case, response)


@assignments.delete("", responses=DECIDING)
async def unassign_case(
    desk: CurrentDesk, viewer: CurrentViewer, case_id: CaseId, version: VersionSeen, response: Response
) -> CaseView:
    """Thôi giao việc: việc không của riêng ai."""
    return await answer(desk, viewer, await desk.unassign(viewer, CaseKey.parse(case_id), version), response)
