"""Correcting and annulling a decision: recorded by the văn thư, seen by the authority's people."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from services.appraisal.application.amendments import AmendDecision, AmendmentDraft, PreviewAmendment
from services.appraisal.application.decisions import ShowDecision
from services.appraisal.domain.amendment import Correction
from services.appraisal.domain.decision import Decision
from services.appraisal.web.api.amending_paper import case_ids_of
from services.appraisal.web.api.annulments import AnnulmentBody, AnnulmentsView, view_annulment
from services.appraisal.web.api.corrections import (
    CHANGE,
    ChangeView,
    CorrectionBody,
    CorrectionsView,
    view_changes,
    view_correction,
)
from services.appraisal.web.api.decisions import DecisionId, DecisionView, tag_decision, view_decision
from services.appraisal.web.api.duty_warnings import ListedWarningView, list_warnings
from services.appraisal.web.api.level import READING, use_at_level
from services.appraisal.web.api.sample_case import CASE_ID, Example
from services.appraisal.web.api.shapes import View
from shared.identity.viewer import Viewer
from shared.web.api.described import described
from shared.web.api.headers import IdempotencyKey, VersionSeen
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer

_PREVIEW: Example = {
    "dry_run": True,
    "number": "30/QĐ-UBND",
    "issued_on": "2021-10-06",
    "case_ids": [CASE_ID],
    "changes": [CHANGE],
    "duty_warnings": [],
}


class AmendmentPreviewView(View):
    """What an amendment would do; nothing was changed."""

    model_config = ConfigDict(
        json_schema_extra=described("Ghi đính chính hoặc thu hồi thì sẽ ra sao; chưa thay đổi gì.", _PREVIEW)
    )

    dry_run: Literal[True] = Field(default=True, description="Luôn là true: đây là chạy thử")
    number: str = Field(description="Số quyết định sau lần này")
    issued_on: date = Field(description="Ngày quyết định sau lần này")
    case_ids: tuple[str, ...] = Field(description="Các việc có liên quan; đơn vị trình của các việc ấy sẽ được báo")
    changes: tuple[ChangeView, ...] = Field(description="Các nội dung sẽ được sửa, trước và sau")
    duty_warnings: tuple[ListedWarningView, ...] = Field(
        description="Các kiêm nhiệm được phép nhưng sẽ được ghi lại khi ghi thật, theo từng việc"
    )


@dataclass(frozen=True)
class AmendmentUseCases:
    """What the routes call."""

    amend: AmendDecision
    preview: PreviewAmendment
    show: ShowDecision


Amendments = Annotated[AmendmentUseCases, use_at_level(AmendmentUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/decisions/{decision_id}", tags=["decisions"])
_TRIED = {"model": AmendmentPreviewView, "description": "Chạy thử: không thay đổi gì"}
_AMENDING = {200: _TRIED} | problem_responses(401, 403, 404, 409, 413, 422, 428, 503)


@router.post("/corrections", status_code=201, responses=_AMENDING)
async def correct_decision(
    use_cases: Amendments,
    viewer: CurrentViewer,
    decision_id: DecisionId,
    body: CorrectionBody,
    key: IdempotencyKey,
    version: VersionSeen,
    response: Response,
) -> DecisionView | AmendmentPreviewView:
    """Ghi đính chính quyết định: nội dung cũ lấy từ bản đang lưu, đơn vị trình của mỗi việc có liên quan được báo.

    Văn bản sai thì ghi văn bản đính chính (dinh-chinh); văn bản đúng mà ghi sai trên hệ thống thì chỉ cần lý do
    (ghi-sai). Số mới thay số cũ; số cũ lại dùng được.
    """
    if body.dry_run:
        return await _preview(use_cases, viewer, decision_id, body.draft(), key, response)
    return await _amend(use_cases, viewer, decision_id, body.draft(), key, version, response)


@router.post("/annulments", status_code=201, responses=_AMENDING)
async def annul_decision(
    use_cases: Amendments,
    viewer: CurrentViewer,
    decision_id: DecisionId,
    body: AnnulmentBody,
    key: IdempotencyKey,
    version: VersionSeen,
    response: Response,
) -> DecisionView | AmendmentPreviewView:
    """Ghi việc thu hồi, hủy bỏ quyết định, toàn bộ hoặc với một số việc; đơn vị trình được báo kèm lý do và căn cứ."""
    if body.dry_run:
        return await _preview(use_cases, viewer, decision_id, body.draft(), key, response)
    return await _amend(use_cases, viewer, decision_id, body.draft(), key, version, response)


@router.get("/corrections", responses=READING)
async def list_corrections(use_cases: Amendments, viewer: CurrentViewer, decision_id: DecisionId) -> CorrectionsView:
    """Các lần đính chính của quyết định."""
    decision = await use_cases.show(viewer, decision_id)
    return CorrectionsView(items=list(map(view_correction, decision.corrections)))


@router.get("/annulments", responses=READING)
async def list_annulments(use_cases: Amendments, viewer: CurrentViewer, decision_id: DecisionId) -> AnnulmentsView:
    """Các lần thu hồi, hủy bỏ của quyết định."""
    decision = await use_cases.show(viewer, decision_id)
    return AnnulmentsView(items=list(map(view_annulment, decision.annulments)))


async def _amend(
    use_cases: AmendmentUseCases,
    viewer: Viewer,
    identity: UUID,
    draft: AmendmentDraft,
    key: str,
    version: int | None,
    response: Response,
) -> DecisionView:
    decision = await use_cases.amend(viewer, identity, draft, key, version)
    tag_decision(response, decision)
    return view_decision(decision)


async def _preview(
    use_cases: AmendmentUseCases, viewer: Viewer, identity: UUID, draft: AmendmentDraft, key: str, response: Response
) -> AmendmentPreviewView:
    response.status_code = 200
    amended = await use_cases.preview(viewer, identity, draft, key)
    return _view_preview(amended.after)


def _view_preview(decision: Decision) -> AmendmentPreviewView:
    """What the amendment would do."""
    latest = decision.amendments[-1]
    return AmendmentPreviewView(
        number=decision.number,
        issued_on=decision.issued_on,
        case_ids=case_ids_of(latest.items),
        changes=view_changes(latest.changes) if isinstance(latest, Correction) else (),
        duty_warnings=list_warnings(latest.combined),
    )
