"""Corrections of a decision: what is sent, and what was recorded."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from services.appraisal.domain.amendment import Correction, CorrectionDraft, DecisionChange, RequestedChange
from services.appraisal.domain.correction import MAX_CHANGES
from services.appraisal.web.api.amending_paper import AmendingPaperBody, AmendmentView, Reason, tell_amendment
from services.appraisal.web.api.sample_case import CASE_ID, CLERK, Example
from services.appraisal.web.api.shapes import Body, View, read_case_key
from shared.events.names import CORRECTION_NAMES, FIELD_NAMES
from shared.events.words import CorrectedField, CorrectionKind
from shared.text.exact import Flag
from shared.text.fields import Code, Line
from shared.text.lists import AtMost
from shared.web.api.described import described

CORRECTION: Example = {
    "kind": "dinh-chinh",
    "paper": {
        "number": "45/QĐ-UBND",
        "issued_on": "2021-10-08",
        "signatory": {"name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"},
    },
    "reason": "Sai sót khi soạn thảo văn bản.",
    "changes": [
        {"field": "ngay-quyet-dinh", "value": "2021-10-06"},
        {
            "field": "ten-doi-tuong",
            "value": "Đặng Văn Khoát",
            "case_id": "0b8f6d3e-8d6f-5f0e-9b1a-3f5c2d7e9a10:2",
        },
    ],
}
CORRECTION_OF_RECORD: Example = {
    "kind": "ghi-sai",
    "reason": "Nhập nhầm số khi ghi quyết định; văn bản ghi đúng.",
    "changes": [{"field": "so-quyet-dinh", "value": "31/QĐ-UBND"}],
}
CHANGE: Example = {
    "field": "ngay-quyet-dinh",
    "field_name": "ngày quyết định",
    "before": "2021-10-05",
    "after": "2021-10-06",
    "text": "ngày quyết định: “05/10/2021” sửa thành “06/10/2021”",
    "case_id": None,
    "amendment_id": None,
}
_RECORDED: Example = {
    "id": "7c1f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "kind": "dinh-chinh",
    "kind_name": "đính chính văn bản",
    "paper": CORRECTION["paper"],
    "reason": CORRECTION["reason"],
    "changes": [CHANGE],
    "case_ids": [CASE_ID],
    "recorded_by": CLERK,
    "recorded_at": "2021-10-08T03:00:00Z",
    "duty_warnings": [],
}


class ChangeBody(Body):
    """One field, and what it says from now on; what it said is taken from the record."""

    model_config = ConfigDict(
        json_schema_extra=described("Một nội dung cần sửa và nội dung đúng; nội dung cũ lấy từ bản đang lưu.")
    )

    field: CorrectedField = Field(description="Nội dung cần sửa")
    value: Line = Field(default="", description="Nội dung đúng; ngày ghi dạng YYYY-MM-DD")
    case_id: Code = Field(default="", description="Việc trong quyết định, khi sửa nội dung của riêng một đối tượng")
    amendment_id: UUID | None = Field(
        default=None, description="Lần đính chính hoặc thu hồi đã ghi, khi sửa số hoặc ngày văn bản của lần ấy"
    )


class CorrectionBody(Body):
    """What to correct, by which paper, and why."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Nội dung cần đính chính, văn bản đính chính và lý do.", CORRECTION, CORRECTION_OF_RECORD
        )
    )

    kind: CorrectionKind = Field(
        description="dinh-chinh: văn bản sai, có văn bản đính chính; ghi-sai: văn bản đúng, chỉ ghi sai trên hệ thống"
    )
    paper: AmendingPaperBody | None = Field(default=None, description="Văn bản đính chính; ghi-sai thì không có")
    reason: Reason = Field(description="Lý do đính chính")
    changes: Annotated[tuple[ChangeBody, ...], AtMost(MAX_CHANGES, least=1)] = Field(description="Các nội dung cần sửa")
    dry_run: Flag = Field(default=False, description="Chỉ cho biết điều sẽ thay đổi, chưa ghi gì")

    def draft(self) -> CorrectionDraft:
        """The correction to record.

        Raises:
            InvalidError: An entry cannot name a case.
        """
        changes = tuple(
            RequestedChange(
                field=change.field,
                value=change.value,
                case=read_case_key(f"changes[{place}].case_id", change.case_id) if change.case_id else None,
                amendment=change.amendment_id,
            )
            for place, change in enumerate(self.changes)
        )
        return CorrectionDraft(self.kind, self.paper.paper() if self.paper else None, self.reason, changes)


class ChangeView(View):
    """A field as it read before, and as it reads now."""

    model_config = ConfigDict(json_schema_extra=described("Một nội dung được sửa: trước và sau."))

    field: CorrectedField = Field(description="Nội dung được sửa, bằng mã")
    field_name: str = Field(description="Nội dung được sửa, bằng lời")
    before: str = Field(description="Trước khi sửa")
    after: str = Field(description="Sau khi sửa")
    text: str = Field(description="Câu đính chính như người đọc thấy")
    case_id: str | None = Field(description="Việc của riêng nội dung này; không có thì của cả quyết định")
    amendment_id: UUID | None = Field(description="Lần đính chính hoặc thu hồi có văn bản được sửa")


class CorrectionView(AmendmentView):
    """A correction as it was recorded."""

    model_config = ConfigDict(json_schema_extra=described("Một lần đính chính đã ghi."))

    kind: CorrectionKind = Field(description="Loại đính chính, bằng mã")
    changes: tuple[ChangeView, ...] = Field(description="Các nội dung được sửa, trước và sau")


class CorrectionsView(View):
    """All corrections of a decision."""

    model_config = ConfigDict(
        json_schema_extra=described("Các lần đính chính của một quyết định.", {"items": [_RECORDED]})
    )

    items: list[CorrectionView] = Field(description="Các lần đính chính của quyết định, cũ nhất trước")


def view_correction(correction: Correction) -> CorrectionView:
    """The correction."""
    shared = tell_amendment(correction, CORRECTION_NAMES[correction.kind])
    return CorrectionView.model_validate(
        {**shared, "kind": correction.kind, "changes": view_changes(correction.changes)}
    )


def view_changes(changes: Iterable[DecisionChange]) -> tuple[ChangeView, ...]:
    """Each change, in the words that people read."""
    return tuple(_view_change(each) for each in changes)


def _view_change(change: DecisionChange) -> ChangeView:
    return ChangeView(
        field=change.field,
        field_name=FIELD_NAMES[change.field],
        before=change.before,
        after=change.after,
        text=change.sentence,
        case_id=None if change.case is None else str(change.case),
        amendment_id=change.amendment,
    )
