"""Holding a case while working on it: claimed for half an hour, released."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from services.appraisal.application.claims import ClaimCase, ReleaseCase
from services.appraisal.domain.case import CaseKey
from services.appraisal.web.api.cases import AnswerCase, CaseView
from services.appraisal.web.api.level import ACTING, CaseId, use_at_level
from services.appraisal.web.api.shapes import Body
from shared.text.exact import Flag
from shared.text.fields import lines
from shared.web.api.described import described
from shared.web.api.json_route import JsonRoute
from shared.web.api.viewer import CurrentViewer


class ClaimBody(Body):
    """Whether to take the case over from whoever holds it."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Có nhận thay người đang giữ việc hay không.", {"take_over": True, "reason": "Đồng nghiệp nghỉ phép."}
        )
    )

    take_over: Flag = Field(default=False, description="Nhận thay khi đồng nghiệp đang giữ việc")
    reason: Annotated[str, lines(1_000)] = Field(default="", description="Lý do nhận thay, ghi cạnh lần nhận thay")


@dataclass(frozen=True)
class ClaimUseCases:
    """What the routes call."""

    claim: ClaimCase
    release: ReleaseCase
    answer: AnswerCase


Claims = Annotated[ClaimUseCases, use_at_level(ClaimUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/cases/{case_id}/claim", tags=["cases"])


@router.post("", responses=ACTING)
async def claim_case(
    use_cases: Claims, viewer: CurrentViewer, case_id: CaseId, response: Response, body: ClaimBody | None = None
) -> CaseView:
    """Giữ việc trong nửa giờ; giữ lại thì kéo dài thêm. Lấy việc từ đồng nghiệp được ghi lại."""
    wish = body or ClaimBody()
    key = CaseKey.parse(case_id)
    case = await use_cases.claim(viewer, key, take_over=wish.take_over, reason=wish.reason)
    return await use_cases.answer(viewer, case, response)


@router.delete("", responses=ACTING)
async def release_case(use_cases: Claims, viewer: CurrentViewer, case_id: CaseId, response: Response) -> CaseView:
    """Thôi giữ việc."""
    return await use_cases.answer(viewer, await use_cases.release(viewer, CaseKey.parse(case_id)), response)
