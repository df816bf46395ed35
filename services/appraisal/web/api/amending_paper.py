"""What corrections and annulments of a decision have in common: the signed paper, the reason, and who recorded it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from services.appraisal.domain.amendment import Amendment
from services.appraisal.web.api.duty_warnings import ListedWarningView, list_warnings
from services.appraisal.web.api.shapes import Body, PersonView, View
from shared.events.amendments import AmendingPaper
from shared.events.cases import AwardedItem
from shared.events.content import Person
from shared.text.exact import SaneDay
from shared.text.fields import RequiredNumber, lines
from shared.web.api.described import described

Reason = Annotated[str, lines(2_000, is_required=True)]


class AmendingPaperBody(Body):
    """The signed paper that corrects or annuls."""

    model_config = ConfigDict(json_schema_extra=described("Số, ngày và người ký của văn bản đính chính hoặc thu hồi."))

    number: RequiredNumber = Field(description="Số văn bản như ghi trên giấy, ví dụ 45/QĐ-UBND")
    issued_on: SaneDay = Field(description="Ngày văn bản")
    signatory: Person = Field(description="Người ký văn bản")

    def paper(self) -> AmendingPaper:
        """The paper as a value."""
        return AmendingPaper(number=self.number, issued_on=self.issued_on, signatory=self.signatory)


class AmendmentView(View):
    """What a correction and an annulment both tell."""

    model_config = ConfigDict(json_schema_extra=described("Một lần đính chính hoặc thu hồi, hủy bỏ đã ghi."))

    id: UUID = Field(description="Mã của lần đính chính hoặc thu hồi")
    kind_name: str = Field(description="Loại đính chính hoặc thu hồi, bằng lời")
    paper: AmendingPaper | None = Field(
        description="Văn bản đính chính hoặc thu hồi; sửa hoặc hủy lần ghi nhầm trên hệ thống thì không có"
    )
    reason: str = Field(description="Lý do đính chính, thu hồi hoặc hủy bỏ")
    case_ids: tuple[str, ...] = Field(description="Các việc có liên quan; với thu hồi là các việc bị thu hồi")
    recorded_by: PersonView = Field(description="Người ghi lần đính chính hoặc thu hồi")
    recorded_at: datetime = Field(description="Lúc ghi lần đính chính hoặc thu hồi")
    duty_warnings: tuple[ListedWarningView, ...] = Field(
        description="Các kiêm nhiệm của người ghi, được phép nhưng được ghi lại, theo từng việc"
    )


def tell_amendment(amendment: Amendment, kind_name: str) -> Mapping[str, object]:
    """The fields of `AmendmentView`."""
    return {
        "id": amendment.id,
        "kind_name": kind_name,
        "paper": amendment.paper,
        "reason": amendment.reason,
        "case_ids": case_ids_of(amendment.items),
        "recorded_by": PersonView.model_validate(amendment.recorded_by),
        "recorded_at": amendment.recorded_at,
        "duty_warnings": list_warnings(amendment.combined),
    }


def case_ids_of(items: Iterable[AwardedItem]) -> tuple[str, ...]:
    """The cases of the items, as addresses name them."""
    return tuple(f"{item.nomination_id}:{item.step}" for item in items)
