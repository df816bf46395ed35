"""The shapes of the requests, with examples, and their translation into what the domain speaks."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from services.appraisal.application.listing import Filters
from services.appraisal.application.worklist import Tab
from services.appraisal.domain.case import CaseKey, State, Tally, Verdict
from services.appraisal.domain.decision import MAX_CASES, Draft
from services.appraisal.web.examples import (
    CONFIRM,
    DECISION,
    DECLINE,
    FORWARD,
    REFER,
    RETURN,
    SEND_BACK,
    TAKE_OVER,
    VOTE,
)
from shared.events.content import MissingItem, Person
from shared.events.words import Outcome
from shared.refusals import FieldProblem, InvalidError, NotFoundError
from shared.text.exact import Flag, QueryFlag, QueryWhole, SaneDay, Whole
from shared.text.fields import BLANK_IS_ABSENT, Code, Lines, RequiredLine, RequiredNumber, identifier, line, lines
from shared.text.lists import AtMost
from shared.web.api.empties import leave_out_empty

# All of it travels in one event of at most 64 KiB.
_MISSING_CHARACTERS = 12_000
LABELS = {
    "amendment_id": "mã lần đính chính hoặc thu hồi",
    "approving": "số phiếu đồng ý",
    "assignee": "người được giao việc",
    "award_form": "hình thức khen thưởng",
    "basis": "căn cứ",
    "case_id": "mã việc",
    "case_ids": "danh sách việc đã duyệt",
    "cases": "danh sách việc",
    "changes": "các nội dung cần sửa",
    "field": "nội dung cần sửa",
    "value": "nội dung đúng",
    "paper.issued_on": "ngày văn bản",
    "paper.signatory": "người ký văn bản",
    "confirm": "đồng ý với đề xuất (confirm)",
    "date_reason": "lý do ngày quyết định trước ngày duyệt",
    "dry_run": "chạy thử (dry_run)",
    "due": "hạn xử lý (due)",
    "due_before": "hạn trước ngày (due_before)",
    "issued_on": "ngày quyết định",
    "kind": "loại việc làm hàng loạt (kind)",
    "members": "số thành viên Hội đồng",
    "minutes": "biên bản họp",
    "number": "số quyết định",
    "override": "lý do cho qua",
    "paper": "văn bản đính chính hoặc thu hồi",
    "paper.number": "số văn bản",
    "present": "số người dự họp",
    "priority": "mức ưu tiên",
    "q": "nội dung tìm (q)",
    "reason": "lý do",
    "section": "mục cần bổ sung",
    "missing.message": "nội dung cần bổ sung",
    "state": "trạng thái",
    "tab": "nhóm việc (tab)",
    "take_over": "nhận thay",
    "text": "nội dung giải thích",
    "closes_on": "ngày đóng đợt",
    "file": "tệp văn bản chỉ đạo",
    "movement": "phong trào",
    "occasion": "loại khen",
    "mine": "chỉ việc mình đang giữ (mine)",
    "of_government.issued_on": "ngày văn bản chỉ đạo của Chính phủ",
    "of_government.number": "số văn bản chỉ đạo của Chính phủ",
    "of_province.issued_on": "ngày văn bản chỉ đạo của UBND tỉnh",
    "of_province.number": "số văn bản chỉ đạo của UBND tỉnh",
    "send_back": "trả lại chuyên viên (send_back)",
    "of_government": "chỉ đạo của Chính phủ",
    "of_province": "chỉ đạo của UBND tỉnh",
    "opens_on": "ngày mở đợt",
    "unit": "mã đơn vị",
}


class Body(BaseModel):
    """A request: what it does not know is named rather than ignored, what is empty may be left out."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_empty(cls, value: object) -> object:
        return leave_out_empty(value, cls)


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


class ProposalBody(GroundsBody):
    """An outcome and what it needs: decline a code and text, return all that is missing, refer form and text."""

    model_config = ConfigDict(json_schema_extra={"examples": [FORWARD, RETURN, DECLINE, REFER]})

    outcome: Outcome = Field(description="Kết quả mà chuyên viên đề xuất")


class OutcomeBody(GroundsBody):
    """An outcome of one's own, the officer's proposal confirmed, or the proposal sent back with a note in `text`."""

    model_config = ConfigDict(json_schema_extra={"examples": [FORWARD, RETURN, DECLINE, REFER, CONFIRM, SEND_BACK]})

    outcome: Annotated[Outcome | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Kết quả tự quyết định; bỏ trống khi đồng ý với đề xuất hoặc trả lại"
    )
    confirm: Flag = Field(default=False, description="Đồng ý với đề xuất của chuyên viên")
    send_back: Flag = Field(default=False, description="Trả lại đề xuất cho chuyên viên, ý kiến ghi trong `text`")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.outcome is not None) + self.confirm + self.send_back != 1:
            raise PydanticCustomError(
                "thidua_one_choice",
                "Chọn một: nêu kết quả (outcome), đồng ý với đề xuất (confirm) hoặc trả lại chuyên viên (send_back).",
            )
        return self

    def verdict(self) -> Verdict | None:
        """The outcome of one's own; absent when the proposal is confirmed."""
        return None if self.outcome is None else self.with_outcome(self.outcome)


class VoteBody(Body):
    """The council's count; the outcome follows from it."""

    model_config = ConfigDict(json_schema_extra={"examples": [VOTE]})

    members: Whole = Field(ge=1, le=1_000, description="Số thành viên Hội đồng")
    present: Whole = Field(ge=0, le=1_000, description="Số thành viên dự họp")
    approving: Whole = Field(ge=0, le=1_000, description="Số phiếu đồng ý")
    minutes: RequiredLine = Field(description="Số và ngày của biên bản họp")

    def tally(self) -> Tally:
        """The count."""
        return Tally(self.members, self.present, self.approving, self.minutes)


class ClaimBody(Body):
    """Whether to take the case over from whoever holds it."""

    model_config = ConfigDict(json_schema_extra={"examples": [TAKE_OVER]})

    take_over: Flag = Field(default=False, description="Nhận thay khi đồng nghiệp đang giữ việc")


class DecisionBody(Body):
    """The decision as it was signed, and the approved cases in it."""

    model_config = ConfigDict(json_schema_extra={"examples": [DECISION]})

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


class FilterQuery(Body):
    """Which cases to show."""

    tab: Annotated[Tab | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Một nhóm việc, như trong /cases/counts"
    )
    state: Annotated[tuple[State, ...], AtMost(50)] = Field(default=(), description="Có thể lặp lại")
    due: Annotated[Literal["overdue", "soon"] | None, BLANK_IS_ABSENT] = Field(
        default=None, description="overdue: đã quá hạn; soon: sắp hết hạn"
    )
    due_before: Annotated[SaneDay | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Chỉ việc đến hạn trước ngày này"
    )
    priority: Annotated[Annotated[int, QueryWhole(0, 100)] | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Từ mức ưu tiên này trở lên"
    )
    unit: Code = Field(default="", description="Mã đơn vị trình cần lọc")
    award_form: Code = Field(default="", description="Mã hình thức khen thưởng cần lọc")
    assignee: Code = Field(default="", description="me, none hoặc mã tài khoản như trong /staff")
    q: Annotated[str, line(200)] = Field(default="", description="Số, họ tên, đơn vị; không cần dấu")
    mine: QueryFlag = Field(default=False, description="Chỉ việc tôi đang giữ")

    def filters(self) -> Filters:
        """The filters."""
        due = {"overdue": Tab.OVERDUE, "soon": Tab.DUE_SOON}.get(self.due or "")
        tabs = {tab for tab in (self.tab, due, Tab.MINE if self.mine else None) if tab is not None}
        return Filters(
            tabs=frozenset(tabs),
            states=frozenset(self.state),
            due_before=self.due_before,
            priority=self.priority,
            unit=self.unit,
            award_form=self.award_form,
            assignee=self.assignee,
            text=self.q,
        )


class PageQuery(FilterQuery):
    """Which cases to show, and which page of them."""

    after: Annotated[str, identifier(500)] = Field(
        default="", description="`next` của trang trước; không nêu là trang đầu"
    )
    limit: Annotated[int, QueryWhole(1, 100)] = Field(default=50, description="Số dòng mỗi trang, nhiều nhất 100")


def read_case_key(field: str, text: str) -> CaseKey:
    """The case that the field names.

    Raises:
        InvalidError: It cannot name a case.
    """
    try:
        return CaseKey.parse(text)
    except NotFoundError as error:
        raise InvalidError([FieldProblem(field, error.message)]) from None
