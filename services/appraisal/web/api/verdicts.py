"""What somebody proposes or decides about a case: the grounds as they are sent, the verdict as answers show it."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from services.appraisal.domain.case import Verdict
from services.appraisal.web.api.shapes import Body, PersonView, View
from shared.events.content import MissingItem
from shared.events.words import Outcome
from shared.text.fields import Code, Lines, lines
from shared.text.lists import AtMost
from shared.web.api.described import described

# All of it travels in one event of at most 64 KiB.
_MISSING_CHARACTERS = 12_000


class GroundsBody(Body):
    """What an outcome is given with."""

    reason_code: Code = Field(default="", description="Mã lý do không khen thưởng; bắt buộc khi kết quả là decline")
    text: Lines = Field(
        default="", description="Lời giải thích; bắt buộc khi không khen thưởng hoặc đề nghị hình thức cao hơn"
    )
    missing: Annotated[tuple[MissingItem, ...], AtMost(30)] = Field(
        default=(), description="Mọi nội dung cần bổ sung; bắt buộc khi kết quả là return"
    )
    award_form: Code = Field(default="", description="Mã hình thức cao hơn; bắt buộc khi kết quả là refer")
    override: Annotated[str, lines(1_000)] = Field(
        default="", description="Lý do vẫn chuyển dù kiểm tra tự động thấy điều cần xử lý"
    )

    @model_validator(mode="after")
    def _fits_into_a_message(self) -> Self:
        if sum(len(item.section) + len(item.message) for item in self.missing) > _MISSING_CHARACTERS:
            raise PydanticCustomError(
                "thidua_missing_too_long", "Rút gọn các nội dung cần bổ sung: tổng cộng không quá 12.000 ký tự."
            )
        return self

    def with_outcome(self, outcome: Outcome) -> Verdict:
        """The verdict of that outcome on these grounds."""
        return Verdict(outcome, self.reason_code, self.text, self.missing, self.award_form, self.override)


class TallyView(View):
    """The council's count, and the minutes that it stands in."""

    model_config = ConfigDict(json_schema_extra=described("Số phiếu của hội đồng và biên bản ghi số phiếu ấy."))

    members: int = Field(description="Số thành viên Hội đồng")
    present: int = Field(description="Số thành viên dự họp")
    approving: int = Field(description="Số phiếu đồng ý")
    minutes: str = Field(description="Số và ngày của biên bản họp")


class VerdictView(View):
    """What was proposed or decided."""

    model_config = ConfigDict(json_schema_extra=described("Nội dung đã đề xuất hoặc đã quyết định."))

    outcome: Outcome = Field(description="Kết quả được đề xuất hoặc quyết định")
    reason_code: str = Field(description="Mã lý do không khen thưởng; trống với kết quả khác")
    text: str = Field(description="Lời giải thích kèm kết quả")
    missing: tuple[MissingItem, ...] = Field(description="Các nội dung được yêu cầu bổ sung")
    award_form: str = Field(description="Mã hình thức cao hơn được đề nghị; trống với kết quả khác")
    override: str = Field(description="Lý do vẫn chuyển dù kiểm tra tự động thấy điều cần xử lý")
    tally: TallyView | None = Field(description="Số phiếu của Hội đồng; trống ở bước không bỏ phiếu")


class ProposalView(View):
    """An officer's proposal; `sent_back` is the head's note."""

    model_config = ConfigDict(
        json_schema_extra=described("Đề xuất của cán bộ; `sent_back` là ý kiến của người đứng đầu.")
    )

    verdict: VerdictView = Field(description="Nội dung đề xuất của chuyên viên")
    by: PersonView = Field(description="Chuyên viên đã đề xuất")
    at: datetime = Field(description="Lúc đề xuất")
    sent_back: str | None = Field(description="Ý kiến của người đứng đầu khi trả lại đề xuất; trống khi chưa trả")


class MandateView(View):
    """The authorisation by which a deputy decided: its paper, and who gave it."""

    model_config = ConfigDict(
        json_schema_extra=described("Ủy quyền mà theo đó cấp phó đã quyết định: văn bản và người ủy quyền.")
    )

    authorisation: str = Field(description="Mã lần ủy quyền")
    paper: str = Field(description="Văn bản ủy quyền, gọi bằng số")
    signed_on: date = Field(description="Ngày ký văn bản ủy quyền")
    given_by: str = Field(description="Họ tên người ủy quyền")


class RulingView(View):
    """An outcome, with reason and basis as the unit is told them; a deputy's with the mandate."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Một kết quả, với lý do và căn cứ đã báo cho đơn vị; do cấp phó quyết định thì kèm ủy quyền."
        )
    )

    verdict: VerdictView = Field(description="Nội dung của kết quả")
    by: PersonView = Field(description="Người đã quyết định")
    at: datetime = Field(description="Lúc quyết định")
    reason: str = Field(description="Lý do như đã báo đơn vị")
    basis: str = Field(description="Căn cứ pháp lý của kết luận; trống khi không có")
    mandate: MandateView | None = Field(description="Ủy quyền của cấp phó; trống khi người đứng đầu quyết định")
