"""Corrections and annulments of a decision: recorded by the văn thư, seen by the authority's people."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from services.appraisal.application.amending import Drafted
from services.appraisal.domain.amendment import AnnulmentDraft, CorrectionDraft, Wanted
from services.appraisal.domain.correction import MAX_CHANGES
from services.appraisal.domain.decision import MAX_CASES
from services.appraisal.web.bodies import Body, read_case_key
from services.appraisal.web.decision_views import (
    AmendmentPreviewView,
    AnnulmentsView,
    CorrectionsView,
    DecisionView,
    show_annulment,
    show_correction,
    show_preview,
    tag_decision,
    view_decision,
)
from services.appraisal.web.decisions import DecisionId
from services.appraisal.web.desk import CurrentDesk, Desk
from services.appraisal.web.examples import ANNULMENT, CORRECTION, CORRECTION_OF_RECORD
from shared.events.amendments import AmendingPaper
from shared.events.content import Person
from shared.events.words import AnnulmentKind, CorrectedField, CorrectionKind
from shared.identity.viewer import Viewer
from shared.text.exact import Flag, SaneDay
from shared.text.fields import Code, Line, RequiredNumber, lines
from shared.text.lists import AtMost
from shared.web.api.headers import IdempotencyKey, VersionSeen
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer

amendments = APIRouter(
    route_class=JsonRoute, prefix="/api/v1/levels/{level}/decisions/{decision_id}", tags=["decisions"]
)
_Reason = Annotated[str, lines(2_000, is_required=True)]


class AmendingPaperBody(Body):
    """The signed paper that corrects or annuls."""

    number: RequiredNumber = Field(description="Số văn bản như ghi trên giấy, ví dụ 45/QĐ-UBND")
    issued_on: SaneDay = Field(description="Ngày văn bản")
    signatory: Person = Field(description="Người ký văn bản")

    def paper(self) -> AmendingPaper:
        """The paper as a value."""
        return AmendingPaper(number=self.number, issued_on=self.issued_on, signatory=self.signatory)


class ChangeBody(Body):
    """One field, and what it says from now on; what it said is taken from the record."""

    field: CorrectedField = Field(description="Nội dung cần sửa")
    value: Line = Field(default="", description="Nội dung đúng; ngày ghi dạng YYYY-MM-DD")
    case_id: Code = Field(default="", description="Việc trong quyết định, khi sửa nội dung của riêng một đối tượng")
    amendment_id: UUID | None = Field(
        default=None, description="Lần đính chính hoặc thu hồi đã ghi, khi sửa số hoặc ngày văn bản của lần ấy"
    )


class CorrectionBody(Body):
    """What to correct, by which paper, and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [CORRECTION, CORRECTION_OF_RECORD]})

    kind: CorrectionKind = Field(
        description="dinh-chinh: văn bản sai, có văn bản đính chính; ghi-sai: văn bản đúng, chỉ ghi sai trên hệ thống"
    )
    paper: AmendingPaperBody | None = Field(default=None, description="Văn bản đính chính; ghi-sai thì không có")
    reason: _Reason = Field(description="Lý do đính chính")
    changes: Annotated[tuple[ChangeBody, ...], AtMost(MAX_CHANGES, least=1)] = Field(description="Các nội dung cần sửa")
    dry_run: Flag = Field(default=False, description="Chỉ cho biết điều sẽ thay đổi, chưa ghi gì")

    def draft(self) -> CorrectionDraft:
        """The correction to record.

        Raises:
            InvalidError: An entry cannot name a case.
        """
        changes = tuple(
            Wanted(
                field=one.field,
                value=one.value,
                case=read_case_key(f"changes[{place}].case_id", one.case_id) if one.case_id else None,
                amendment=one.amendment_id,
            )
            for place, one in enumerate(self.changes)
        )
        return CorrectionDraft(self.kind, self.paper.paper() if self.paper else None, self.reason, changes)


class AnnulmentBody(Body):
    """What to annul, by which paper, why, and on which basis."""

    model_config = ConfigDict(json_schema_extra={"examples": [ANNULMENT]})

    kind: AnnulmentKind = Field(
        description="thu-hoi: không còn được khen thưởng; ban-hanh-lai: văn bản bị hủy bỏ để ban hành quyết định khác; "
        "ghi-nham: chỉ ghi nhầm trên hệ thống. Sau hai loại cuối, việc trở lại chờ ban hành quyết định"
    )
    paper: AmendingPaperBody | None = Field(default=None, description="Văn bản thu hồi, hủy bỏ; ghi-nham thì không có")
    reason: _Reason = Field(description="Lý do thu hồi hoặc hủy bỏ")
    basis: Line = Field(default="", description="Căn cứ pháp lý như ghi trong văn bản, bắt buộc; ghi-nham thì không có")
    case_ids: Annotated[tuple[Code, ...], AtMost(MAX_CASES)] = Field(
        default=(), description="Các việc bị thu hồi; để trống là toàn bộ quyết định"
    )
    dry_run: Flag = Field(default=False, description="Chỉ cho biết điều sẽ thay đổi, chưa ghi gì")

    def draft(self) -> AnnulmentDraft:
        """The annulment to record.

        Raises:
            InvalidError: An entry of the list cannot name a case.
        """
        cases = tuple(read_case_key(f"case_ids[{place}]", text) for place, text in enumerate(self.case_ids))
        return AnnulmentDraft(self.kind, self.paper.paper() if self.paper else None, self.reason, self.basis, cases)


_READING = problem_responses(401, 403, 404, 422, 503)
_TRIED = {"model": AmendmentPreviewView, "description": "Chạy thử: không thay đổi gì"}
_AMENDING = {200: _TRIED} | problem_responses(401, 403, 404, 409, 413, 422, 428, 503)


@amendments.post("/corrections", status_code=201, responses=_AMENDING)
async def correct_decision(
    desk: CurrentDesk,
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
        return await _previewed(desk, viewer, decision_id, body.draft(), key, response)
    return await _amended(desk, viewer, decision_id, body.draft(), key, version, response)


@amendments.post("/annulments", status_code=201, responses=_AMENDING)
async def annul_decision(
    desk: CurrentDesk,
    viewer: CurrentViewer,
    decision_id: DecisionId,
    body: AnnulmentBody,
    key: IdempotencyKey,
    version: VersionSeen,
    response: Response,
) -> DecisionView | AmendmentPreviewView:
    """Ghi việc thu hồi, hủy bỏ quyết định, toàn bộ hoặc với một số việc; đơn vị trình được báo kèm lý do và căn cứ."""
    if body.dry_run:
        return await _previewed(desk, viewer, decision_id, body.draft(), key, response)
    return await _amended(desk, viewer, decision_id, body.draft(), key, version, response)


@amendments.get("/corrections", responses=_READING)
async def list_corrections(desk: CurrentDesk, viewer: CurrentViewer, decision_id: DecisionId) -> CorrectionsView:
    """Các lần đính chính của quyết định."""
    decision = await desk.show_decision(viewer, decision_id)
    return CorrectionsView(items=[show_correction(one) for one in decision.corrections])


@amendments.get("/annulments", responses=_READING)
async def list_annulments(desk: CurrentDesk, viewer: CurrentViewer, decision_id: DecisionId) -> AnnulmentsView:
    """Các lần thu hồi, hủy bỏ của quyết định."""
    decision = await desk.show_decision(viewer, decision_id)
    return AnnulmentsView(items=[show_annulment(one) for one in decision.annulments])


async def _amended(
    desk: Desk, viewer: Viewer, identity: UUID, draft: Drafted, key: str, version: int | None, response: Response
) -> DecisionView:
    decision = await desk.amend_decision(viewer, identity, draft, key, version)
    tag_decision(response, decision)
    return view_decision(decision)


async def _previewed(
    desk: Desk, viewer: Viewer, identity: UUID, draft: Drafted, key: str, response: Response
) -> AmendmentPreviewView:
    response.status_code = 200
    return show_preview(await desk.preview_amendment(viewer, identity, draft, key))
