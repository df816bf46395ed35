"""One act over many cases: tried first if wanted, carried out, and asked after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from services.appraisal.application.bulk import PreviewBulk, RecordBulk, ShowBulk
from services.appraisal.domain.bulk import (
    MAX_CASES,
    BulkAct,
    BulkEffect,
    BulkKind,
    BulkLine,
    BulkOrder,
    BulkRefusal,
    BulkResult,
)
from services.appraisal.domain.case import CaseState
from services.appraisal.domain.transitions import STATE_NAMES
from services.appraisal.web.api.duty_warnings import DutyWarningView, view_warnings
from services.appraisal.web.api.level import READING, use_at_level
from services.appraisal.web.api.sample_case import CASE_ID, CLERK, OPENED_AT, Example
from services.appraisal.web.api.shapes import Body, PersonView, View, read_case_key
from services.appraisal.web.api.verdicts import GroundsBody
from shared.events.content import AuthorityRef, Ordinal
from shared.events.words import Outcome
from shared.text.exact import Flag
from shared.text.fields import BLANK_IS_ABSENT, Code
from shared.text.lists import AtMost
from shared.web.api.described import described
from shared.web.api.examples import ANY_ID, FIRST_CASE
from shared.web.api.headers import IdempotencyKey
from shared.web.api.json_route import JsonRoute
from shared.web.api.viewer import CurrentViewer

BULK_OUTCOME: Example = {
    "kind": "outcome",
    "cases": [{"case_id": FIRST_CASE, "version": 2}],
    "confirm": True,
    "dry_run": True,
}
BULK_PROPOSAL: Example = {
    "kind": "proposal",
    "cases": [{"case_id": FIRST_CASE, "version": 1}],
    "outcome": "decline",
    "reason_code": "khong-du-tieu-chuan",
    "text": "Thành tích nêu trong báo cáo thuộc nhiệm vụ thường xuyên.",
}
_RESULT: Example = {"case_id": CASE_ID, "version_seen": 1, "result": "done", "state": "approved", "version": 2}
_ACT: Example = {
    "id": "4a7f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "kind": "outcome",
    "dry_run": False,
    "outcome": "approve",
    "recorded_by": CLERK,
    "recorded_at": OPENED_AT,
    "is_complete": True,
    "total": 1,
    "succeeded": 1,
    "refused": 0,
    "items": [_RESULT],
}


class LineBody(Body):
    """A case, and the version of it that the person saw."""

    model_config = ConfigDict(
        json_schema_extra=described("Một việc, và phiên bản của việc mà người quyết định đã thấy.")
    )

    case_id: Code = Field(description="Mã việc, dạng <đề nghị>:<bước>, cần xử lý")
    version: Ordinal = Field(description="Phiên bản của việc mà người quyết định đã thấy")


class BulkBody(GroundsBody):
    """The same outcome for each of the cases; with `confirm`, each one's standing proposal; or one officer for all."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Cùng một kết quả cho từng việc; hoặc, với `confirm`, đề xuất đang có của từng việc; hoặc, với `assignee`, "
            "cùng một chuyên viên cho từng việc (`text` là lý do giao).",
            BULK_OUTCOME,
            BULK_PROPOSAL,
        )
    )

    kind: BulkKind = Field(description="proposal: đề xuất; outcome: kết luận; assignment: giao chuyên viên")
    cases: Annotated[tuple[LineBody, ...], AtMost(MAX_CASES, least=1)] = Field(
        description="Các việc cần xử lý, nhiều nhất 500"
    )
    outcome: Annotated[Outcome | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Kết quả chung cho mọi việc; bỏ trống khi đồng ý với đề xuất"
    )
    confirm: Flag = Field(default=False, description="Đồng ý với đề xuất đang có của từng việc")
    assignee: Code = Field(
        default="", description="Mã tài khoản của chuyên viên được giao; chỉ nêu, và phải nêu, khi kind là assignment"
    )
    dry_run: Flag = Field(default=False, description="Chỉ cho biết kết quả của từng việc, không thay đổi gì")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.kind is BulkKind.ASSIGNMENT) != bool(self.assignee):
            raise PydanticCustomError(
                "thidua_assignee", "Nêu chuyên viên được giao (assignee) khi kind là assignment, và chỉ khi đó."
            )
        has_outcome, is_assigned = self.outcome is not None, self.kind is BulkKind.ASSIGNMENT
        if is_assigned and not (has_outcome or self.confirm):
            return self
        if has_outcome == self.confirm or is_assigned or (self.confirm and self.kind is BulkKind.PROPOSAL):
            raise PydanticCustomError(
                "thidua_one_choice",
                "Chọn một: nêu kết quả (outcome), hoặc đồng ý với đề xuất (confirm, chỉ khi kind là outcome).",
            )
        return self

    def order(self) -> BulkOrder:
        """What is asked for.

        Raises:
            InvalidError: An entry of the list cannot name a case.
        """
        if self.kind is BulkKind.ASSIGNMENT:
            return BulkOrder(self.kind, None, self._lines(), self.assignee, self.text)
        verdict = None if self.outcome is None else self.with_outcome(self.outcome)
        return BulkOrder(self.kind, verdict, self._lines())

    def _lines(self) -> tuple[BulkLine, ...]:
        return tuple(
            BulkLine(read_case_key(f"cases[{place}].case_id", line.case_id), line.version)
            for place, line in enumerate(self.cases)
        )


class FieldView(View):
    """One thing to mend."""

    model_config = ConfigDict(json_schema_extra=described("Một chỗ cần sửa."))

    field: str = Field(description="Chỗ cần sửa, viết như đường dẫn trong nội dung đã gửi")
    message: str = Field(description="Cần sửa thế nào ở chỗ đó")


class ResultView(View):
    """What becomes of one case; `possible` in a dry run is what would be `done`."""

    model_config = ConfigDict(
        json_schema_extra=described("Kết quả của một việc; `possible` khi xem trước là việc sẽ `done` khi làm thật.")
    )

    case_id: str = Field(description="Mã việc đã xử lý hoặc đã thử")
    version_seen: int = Field(description="Phiên bản của việc mà người quyết định đã thấy, như đã gửi")
    result: Literal["possible", "done", "refused", "waiting"] = Field(
        description="possible: làm được; done: đã làm; refused: bị từ chối; waiting: chưa đến lượt"
    )
    state: CaseState | None = Field(default=None, description="Trạng thái của việc sau khi xử lý: mã cho phần mềm")
    state_name: str = Field(default="", description="Trạng thái của việc sau khi xử lý: lời cho người đọc")
    version: int | None = Field(default=None, description="Phiên bản của việc sau khi xử lý")
    next_authority: AuthorityRef | None = Field(default=None, description="Cơ quan nhận việc tiếp theo")
    due_on: date | None = Field(default=None, description="Hạn xử lý ở cơ quan đó")
    message: str = Field(default="", description="Vì sao bị từ chối và cần làm gì")
    errors: tuple[FieldView, ...] = Field(default=(), description="Từng chỗ cần sửa khi việc bị từ chối")
    duty_warnings: tuple[DutyWarningView, ...] = Field(
        default=(), description="Các kiêm nhiệm được phép nhưng được ghi lại khi xử lý việc này"
    )
    standing: dict[str, str] = Field(default={}, description="Kết quả hoặc người đang giữ việc mà yêu cầu gặp phải")


class BulkView(View):
    """One act and its results in the order of the list; a dry run has no id, for nothing was recorded."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Một lượt xử lý và kết quả của từng việc theo thứ tự danh sách; xem trước thì không có mã, vì chưa ghi gì.",
            _ACT,
        )
    )

    id: UUID | None = Field(description="Mã lượt xử lý; trống khi chạy thử")
    kind: BulkKind = Field(description="proposal: đề xuất; outcome: kết luận; assignment: giao chuyên viên")
    dry_run: bool = Field(description="Đây là chạy thử, chưa thay đổi gì")
    outcome: Annotated[Outcome | None, BLANK_IS_ABSENT] = Field(
        description="Kết quả chung cho mọi việc; trống khi đồng ý với từng đề xuất"
    )
    recorded_by: PersonView | None = Field(description="Người đã xử lý; trống khi chạy thử")
    recorded_at: datetime | None = Field(description="Lúc bắt đầu xử lý; trống khi chạy thử")
    is_complete: bool = Field(description="Mọi việc trong danh sách đã có kết quả")
    total: int = Field(description="Số việc trong danh sách")
    succeeded: int = Field(description="Số việc đã làm xong; khi chạy thử, số việc làm được")
    refused: int = Field(description="Số việc bị từ chối")
    items: tuple[ResultView, ...] = Field(description="Kết quả từng việc, theo thứ tự danh sách đã gửi")


@dataclass(frozen=True)
class BulkUseCases:
    """What the routes call."""

    preview: PreviewBulk
    record: RecordBulk
    show: ShowBulk


BulkId = Annotated[UUID, Path(description="Mã lượt xử lý, như câu trả lời khi gửi đã nêu", examples=[ANY_ID])]
Bulk = Annotated[BulkUseCases, use_at_level(BulkUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/bulk", tags=["bulk"])
_ACTING = {200: {"model": BulkView, "description": "Chạy thử: không thay đổi gì"}, **READING}


@router.post("", status_code=201, responses=_ACTING)
async def act_on_many(
    use_cases: Bulk, viewer: CurrentViewer, body: BulkBody, key: IdempotencyKey, response: Response
) -> BulkView:
    """Đề xuất, kết luận hoặc giao đến 500 việc một lượt, theo quy tắc như khi làm riêng; việc bị từ chối giữ nguyên.

    Với `dry_run` thì không thay đổi gì: câu trả lời nêu điều sẽ xảy ra. Gửi lại cùng mã và cùng nội dung thì nhận lại
    cùng câu trả lời; chưa nhận được câu trả lời thì cứ gửi lại, phần dang dở tự được làm tiếp.
    """
    if body.dry_run:
        response.status_code = 200
        order = body.order()
        return _view_preview(order, await use_cases.preview(viewer, order))
    return _view_act(await use_cases.record(viewer, body.order(), key))


@router.get("/{bulk_id}", responses=READING)
async def show_bulk(use_cases: Bulk, viewer: CurrentViewer, bulk_id: BulkId) -> BulkView:
    """Một lượt xử lý nhiều việc: đã đến đâu, kết quả của từng việc."""
    return _view_act(await use_cases.show(viewer, bulk_id))


def _view_act(act: BulkAct) -> BulkView:
    """An act that was recorded."""
    by = PersonView(account=act.viewer.account, name=act.viewer.name)
    stored = {"id": act.id, "recorded_by": by, "recorded_at": act.recorded_at, "is_complete": act.is_complete}
    return _view_order(act.order, act.results, is_tried=False).model_copy(update=stored)


def _view_preview(order: BulkOrder, results: Mapping[int, BulkResult]) -> BulkView:
    """What an order would do."""
    return _view_order(order, results, is_tried=True)


def _view_order(order: BulkOrder, results: Mapping[int, BulkResult], *, is_tried: bool) -> BulkView:
    known = results.values()
    return BulkView(
        id=None,
        kind=order.kind,
        dry_run=is_tried,
        outcome=None if order.verdict is None else order.verdict.outcome,
        recorded_by=None,
        recorded_at=None,
        is_complete=is_tried,
        total=len(order.lines),
        succeeded=sum(isinstance(each, BulkEffect) for each in known),
        refused=sum(isinstance(each, BulkRefusal) for each in known),
        items=tuple(_view_result(line, results.get(at), is_tried=is_tried) for at, line in enumerate(order.lines)),
    )


def _view_result(line: BulkLine, result: BulkResult | None, *, is_tried: bool) -> ResultView:
    case_id = str(line.key)
    match result:
        case BulkEffect():
            return ResultView(
                case_id=case_id,
                version_seen=line.version,
                result="possible" if is_tried else "done",
                state=result.state,
                state_name=STATE_NAMES[result.state],
                version=result.version,
                next_authority=result.next_authority,
                due_on=result.due_on,
                duty_warnings=view_warnings(result.combined),
            )
        case BulkRefusal():
            return ResultView(
                case_id=case_id,
                version_seen=line.version,
                result="refused",
                message=result.message,
                errors=tuple(FieldView(field=each.field, message=each.message) for each in result.errors),
                standing=dict(result.standing),
            )
        case None:
            return ResultView(case_id=case_id, version_seen=line.version, result="waiting")
