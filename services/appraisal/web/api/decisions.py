"""The numbered decisions of a level: recorded by the văn thư, seen by the authority's people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import ConfigDict, Field

from services.appraisal.application.decisions import ListDecisions, PreviewDecision, RecordDecision, ShowDecision
from services.appraisal.domain.case import CaseKey
from services.appraisal.domain.decision import MAX_CASES, Decision, DecisionState, Draft
from services.appraisal.domain.reservable import CaseTrial
from services.appraisal.web.api.amending_paper import case_ids_of
from services.appraisal.web.api.annulments import AnnulmentView, view_annulment
from services.appraisal.web.api.corrections import CorrectionView, view_correction
from services.appraisal.web.api.duty_warnings import DutyWarningView, ListedWarningView, list_warnings, view_warnings
from services.appraisal.web.api.level import READING, use_at_level, use_at_own_level
from services.appraisal.web.api.sample_case import CASE_ID, CLERK, COMMUNE, NOMINATION_ID, OPENED_AT, Example
from services.appraisal.web.api.shapes import Body, PersonView, View, read_case_key
from shared.clock import utc_now
from shared.clock.days import day_of
from shared.events.cases import AwardedItem
from shared.events.content import AuthorityRef, Person
from shared.events.words import Level
from shared.text.exact import Flag, SaneDay
from shared.text.fields import Code, RequiredNumber, lines
from shared.text.lists import AtMost
from shared.web.api.described import described
from shared.web.api.examples import ANY_ID, SECOND_CASE
from shared.web.api.headers import IdempotencyKey
from shared.web.api.json_route import JsonRoute
from shared.web.api.paging import CursorQuery
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer

DECISION: Example = {
    "number": "30/QĐ-UBND",
    # A decision cannot be older than what it decides, which is sent on the day on which the example is.
    "issued_on": day_of(utc_now()).isoformat(),
    "signatory": {"name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"},
    "case_ids": [SECOND_CASE],
}
_RECORDED: Example = {
    "id": "2d9f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "version": 2,
    "state": "issued",
    "number": "30/QĐ-UBND",
    "issued_on": "2021-10-05",
    "date_reason": "",
    "signatory": {"name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"},
    "authority": COMMUNE,
    "level": "commune",
    "recorded_by": CLERK,
    "recorded_at": OPENED_AT,
    "issued_at": OPENED_AT,
    "is_complete": True,
    "case_ids": [CASE_ID],
    "items": [{"nomination_id": NOMINATION_ID, "step": 1, "sequence": 2}],
    "in_force": [CASE_ID],
    "duty_warnings": [],
    "corrections": [],
    "annulments": [],
}
_PREVIEW: Example = {
    "dry_run": True,
    "number": "30/QĐ-UBND",
    "can_be_issued": True,
    "items": [{"case_id": CASE_ID, "result": "possible", "message": "", "duty_warnings": []}],
}


class DecisionBody(Body):
    """The decision as it was signed, and the approved cases in it."""

    model_config = ConfigDict(
        json_schema_extra=described("Quyết định như đã ký, và các việc đã được đồng ý có tên trong đó.", DECISION)
    )

    number: RequiredNumber = Field(description="Số quyết định khen thưởng, như trên văn bản đã ký")
    issued_on: SaneDay = Field(description="Ngày quyết định khen thưởng, như trên văn bản đã ký")
    signatory: Person = Field(description="Người ký quyết định")
    case_ids: Annotated[tuple[Code, ...], AtMost(MAX_CASES, least=1)] = Field(
        description="Mã các việc đã duyệt có tên trong quyết định"
    )
    date_reason: Annotated[str, lines(1_000)] = Field(
        default="", description="Vì sao văn bản ghi ngày trước ngày duyệt trên hệ thống; được lưu cùng quyết định"
    )
    dry_run: Flag = Field(default=False, description="Chỉ cho biết kết quả của từng việc, không thay đổi gì")

    def draft(self) -> Draft:
        """The decision to record.

        Raises:
            InvalidError: An entry of the list cannot name a case.
        """
        return Draft(self.number, self.issued_on, self.signatory, self._keys(), self.date_reason)

    def _keys(self) -> tuple[CaseKey, ...]:
        return tuple(read_case_key(f"case_ids[{place}]", text) for place, text in enumerate(self.case_ids))


class DecisionView(View):
    """A numbered decision as it reads now; `is_complete` once every case in it is marked accordingly."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Một quyết định đã có số; `is_complete` khi mọi việc trong đó đã được ghi là khen thưởng.", _RECORDED
        )
    )

    id: UUID = Field(description="Mã của quyết định")
    version: int = Field(description="Phiên bản; đưa vào If-Match khi đính chính hoặc thu hồi")
    state: DecisionState = Field(description="Tình trạng của quyết định")
    number: str = Field(description="Số quyết định đang có hiệu lực, sau mọi lần đính chính")
    issued_on: date = Field(description="Ngày quyết định đang có hiệu lực, sau mọi lần đính chính")
    date_reason: str = Field(description="Vì sao văn bản ghi ngày trước ngày duyệt; trống khi không phải nêu")
    signatory: Person = Field(description="Người ký quyết định, sau mọi lần đính chính")
    authority: AuthorityRef = Field(description="Cơ quan ban hành")
    level: Level = Field(description="Cấp của cơ quan ban hành")
    recorded_by: PersonView = Field(description="Người ghi quyết định")
    recorded_at: datetime = Field(description="Lúc bắt đầu ghi quyết định")
    issued_at: datetime | None = Field(description="Lúc ghi xong quyết định")
    is_complete: bool = Field(description="Mọi việc đã được ghi theo quyết định và các lần đính chính, thu hồi")
    case_ids: tuple[str, ...] = Field(description="Các việc trong danh sách đã ghi")
    items: tuple[AwardedItem, ...] = Field(description="Các đề nghị được khen thưởng khi ban hành")
    in_force: tuple[str, ...] = Field(description="Các việc mà quyết định đang có hiệu lực")
    duty_warnings: tuple[ListedWarningView, ...] = Field(
        description="Các kiêm nhiệm của người ghi quyết định, được phép nhưng được ghi lại, theo từng việc"
    )
    corrections: tuple[CorrectionView, ...] = Field(description="Các lần đính chính, cũ nhất trước")
    annulments: tuple[AnnulmentView, ...] = Field(description="Các lần thu hồi, cũ nhất trước")


class TriedView(View):
    """What recording would do to one case."""

    model_config = ConfigDict(json_schema_extra=described("Ghi quyết định thì một việc sẽ ra sao."))

    case_id: str = Field(description="Mã việc")
    result: Literal["possible", "refused"] = Field(description="possible: ghi được; refused: bị từ chối")
    message: str = Field(description="Vì sao bị từ chối và cần làm gì")
    duty_warnings: tuple[DutyWarningView, ...] = Field(
        description="Các kiêm nhiệm được phép nhưng sẽ được ghi lại khi ghi thật"
    )


class DecisionPreviewView(View):
    """What recording the decision would do; nothing was changed. One refused case keeps all of it from being issued."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Ghi quyết định thì sẽ ra sao; chưa thay đổi gì. Một việc bị từ chối thì cả quyết định chưa ban hành được.",
            _PREVIEW,
        )
    )

    dry_run: Literal[True] = Field(default=True, description="Luôn là true: đây là chạy thử")
    number: str = Field(description="Số quyết định sẽ ghi")
    can_be_issued: bool = Field(description="Ghi thật thì quyết định được ban hành")
    items: tuple[TriedView, ...] = Field(description="Kết quả thử với từng việc, theo thứ tự danh sách")


class DecisionsView(View):
    """A slice of decisions, latest first."""

    model_config = ConfigDict(
        json_schema_extra=described("Một trang quyết định, mới nhất đứng trước.", {"items": [_RECORDED], "next": None})
    )

    items: list[DecisionView] = Field(description="Các quyết định, mới nhất trước")
    next: str | None = Field(description="Đưa vào `after` để xem trang sau; trống ở trang cuối")


@dataclass(frozen=True)
class DecisionUseCases:
    """What the routes call."""

    record: RecordDecision
    preview: PreviewDecision
    show: ShowDecision
    list: ListDecisions


DecisionId = Annotated[UUID, Path(description="Mã quyết định trong hệ thống", examples=[ANY_ID])]
Decisions = Annotated[DecisionUseCases, use_at_level(DecisionUseCases)]
OwnDecisions = Annotated[DecisionUseCases, use_at_own_level(DecisionUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/decisions", tags=["decisions"])
_TRIED = {"model": DecisionPreviewView, "description": "Chạy thử: không thay đổi gì"}
_RECORDING = {200: _TRIED} | problem_responses(401, 403, 404, 409, 422, 503)


@router.post("", status_code=201, responses=_RECORDING)
async def record_decision(
    use_cases: Decisions, viewer: CurrentViewer, body: DecisionBody, key: IdempotencyKey, response: Response
) -> DecisionView | DecisionPreviewView:
    """Ghi quyết định đã ký cho đến 500 việc đã duyệt: có quyết định, và chỉ khi đó, mới là được khen thưởng.

    Gửi lại cùng mã và cùng nội dung thì nhận lại cùng câu trả lời; chưa nhận được câu trả lời thì cứ gửi lại.
    Với `dry_run` thì không thay đổi gì: câu trả lời nêu điều sẽ xảy ra với từng việc.
    """
    draft = body.draft()
    if body.dry_run:
        response.status_code = 200
        return _view_preview(draft, await use_cases.preview(viewer, draft, key))
    decision = await use_cases.record(viewer, draft, key)
    tag_decision(response, decision)
    return view_decision(decision)


@router.get("", responses=READING)
async def list_decisions(
    use_cases: OwnDecisions,
    viewer: CurrentViewer,
    asked: Annotated[CursorQuery, Query()],
) -> DecisionsView:
    """Các quyết định của cơ quan, mới nhất trước."""
    page, following = await use_cases.list(viewer, after=asked.after or "", limit=asked.limit)
    return DecisionsView(items=[view_decision(decision) for decision in page], next=following)


@router.get("/{decision_id}", responses=READING)
async def show_decision(
    use_cases: Decisions, viewer: CurrentViewer, decision_id: DecisionId, response: Response
) -> DecisionView:
    """Một quyết định như đang có hiệu lực, kèm danh sách được khen thưởng và các lần đính chính, thu hồi."""
    decision = await use_cases.show(viewer, decision_id)
    tag_decision(response, decision)
    return view_decision(decision)


def view_decision(decision: Decision) -> DecisionView:
    """A decision."""
    return DecisionView(
        id=decision.id,
        version=decision.version,
        state=decision.state,
        number=decision.number,
        issued_on=decision.issued_on,
        date_reason=decision.draft.date_reason,
        signatory=decision.signatory,
        authority=decision.authority,
        level=decision.level,
        recorded_by=PersonView.model_validate(decision.recorded_by),
        recorded_at=decision.recorded_at,
        issued_at=decision.issued_at,
        is_complete=decision.is_complete,
        case_ids=tuple(str(key) for key in decision.draft.cases),
        items=decision.items,
        in_force=case_ids_of(decision.in_force),
        duty_warnings=list_warnings(decision.combined),
        corrections=tuple(map(view_correction, decision.corrections)),
        annulments=tuple(map(view_annulment, decision.annulments)),
    )


def _view_preview(draft: Draft, tried: Sequence[CaseTrial]) -> DecisionPreviewView:
    """What recording a decision would do."""
    items = tuple(
        TriedView(
            case_id=str(each.key),
            result="refused" if each.refusal else "possible",
            message=each.refusal,
            duty_warnings=view_warnings(each.combined),
        )
        for each in tried
    )
    can_be_issued = not any(each.refusal for each in tried)
    return DecisionPreviewView(number=draft.number, can_be_issued=can_be_issued, items=items)


def tag_decision(response: Response, decision: Decision) -> None:
    """Put the version on the answer, as the tag for what is recorded about the decision next."""
    response.headers["ETag"] = f'"{decision.version}"'
