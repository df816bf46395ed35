"""The award of a nomination as the API shows it: as it reads now, with what was recorded about it since."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.awards import Amended, Award
from services.intake.domain.history_sentences import show_change
from services.intake.domain.status import Fact
from shared.events.amendments import FieldChange
from shared.events.names import ANNULMENT_NAMES, CORRECTION_NAMES, FIELD_NAMES
from shared.events.words import CorrectedField
from shared.web.api.described import described


class ChangeView(BaseModel):
    """A field of the decision as it read before, and as it reads now."""

    model_config = ConfigDict(json_schema_extra=described("Một nội dung được sửa: trước và sau."))

    field: CorrectedField = Field(description="Nội dung được sửa, bằng mã")
    field_name: str = Field(description="Nội dung được sửa, bằng lời")
    before: str = Field(description="Trước khi sửa")
    after: str = Field(description="Sau khi sửa")
    text: str = Field(description="Câu đính chính như người đọc thấy")


class AwardAmendmentView(BaseModel):
    """A correction or an annulment, with its paper."""

    model_config = ConfigDict(json_schema_extra=described("Một lần đính chính hoặc thu hồi quyết định, kèm văn bản."))

    fact: Fact = Field(description="Đính chính, thu hồi hoặc khôi phục, bằng mã như trong nhật ký")
    kind: str = Field(description="Loại đính chính hoặc thu hồi, bằng mã")
    kind_name: str = Field(description="Loại đính chính hoặc thu hồi, bằng lời")
    at: datetime = Field(description="Lúc ghi")
    paper_number: str = Field(description="Số văn bản đính chính hoặc thu hồi; trống khi chỉ sửa trên hệ thống")
    paper_issued_on: date | None = Field(description="Ngày văn bản đính chính hoặc thu hồi")
    reason: str = Field(description="Lý do")
    basis: str = Field(description="Căn cứ thu hồi")
    changes: list[ChangeView] = Field(description="Các nội dung được sửa, trước và sau")


class AwardView(BaseModel):
    """The decision that awards, as it reads now."""

    model_config = ConfigDict(json_schema_extra=described("Quyết định khen thưởng."))

    decision_id: UUID = Field(description="Mã của quyết định khen thưởng đề nghị này")
    number: str = Field(description="Số quyết định đang có hiệu lực, sau mọi lần đính chính")
    issued_on: date = Field(description="Ngày quyết định đang có hiệu lực, sau mọi lần đính chính")
    is_in_force: bool = Field(description="Quyết định còn hiệu lực với đề nghị này; đã thu hồi thì không")
    amendments: list[AwardAmendmentView] = Field(description="Các lần đính chính, thu hồi, cũ nhất trước")


def show_award(award: Award) -> AwardView:
    """The award."""
    return AwardView(
        decision_id=award.decision_id,
        number=award.number,
        issued_on=award.issued_on,
        is_in_force=award.is_in_force,
        amendments=[_show_amended(amendment) for amendment in award.amendments],
    )


def show_changes(changes: tuple[FieldChange, ...]) -> list[ChangeView]:
    """What a correction changed."""
    return [
        ChangeView(
            field=change.field,
            field_name=FIELD_NAMES[change.field],
            before=change.before,
            after=change.after,
            text=show_change(change),
        )
        for change in changes
    ]


def _show_amended(amended: Amended) -> AwardAmendmentView:
    details = amended.entry.details
    kind, day = details.get("kind", ""), details.get("paper_issued_on")
    return AwardAmendmentView(
        fact=amended.entry.fact,
        kind=kind,
        kind_name={**CORRECTION_NAMES, **ANNULMENT_NAMES}.get(kind, ""),
        at=amended.entry.at,
        paper_number=details.get("paper_number", ""),
        paper_issued_on=date.fromisoformat(day) if day else None,
        reason=amended.remark.text,
        basis=amended.remark.basis,
        changes=show_changes(amended.remark.changes),
    )
