"""One act over many cases as the API takes it and tells it."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from services.appraisal.domain.bulk import MAX_CASES, Kind, Line, Order
from services.appraisal.domain.case import CaseKey, State
from services.appraisal.web.bodies import Body, GroundsBody
from services.appraisal.web.duty_warnings import DutyWarningView
from services.appraisal.web.examples import BULK_OUTCOME, BULK_PROPOSAL
from services.appraisal.web.views import PersonView, View
from shared.events.content import AuthorityRef, Ordinal
from shared.events.words import Outcome
from shared.refusals import FieldProblem, InvalidError, NotFoundError
from shared.text.exact import Flag
from shared.text.fields import BLANK_IS_ABSENT, Code
from shared.text.lists import AtMost


class LineBody(Body):
    """A case, and the version of it that the person saw."""

    case_id: Code = Field(description="Mã việc, dạng <đề nghị>:<bước>, cần xử lý")
    version: Ordinal = Field(description="Phiên bản của việc mà người quyết định đã thấy")


class BulkBody(GroundsBody):
    """The same outcome for each of the cases; or, with `confirm`, each case's standing proposal."""

    model_config = ConfigDict(json_schema_extra={"examples": [BULK_OUTCOME, BULK_PROPOSAL]})

    kind: Kind = Field(description="proposal: đề xuất; outcome: kết luận")
    cases: Annotated[tuple[LineBody, ...], AtMost(MAX_CASES, least=1)] = Field(
        description="Các việc cần xử lý, nhiều nhất 500"
    )
    outcome: Annotated[Outcome | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Kết quả chung cho mọi việc; bỏ trống khi đồng ý với đề xuất"
    )
    confirm: Flag = Field(default=False, description="Đồng ý với đề xuất đang có của từng việc")
    dry_run: Flag = Field(default=False, description="Chỉ cho biết kết quả của từng việc, không thay đổi gì")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.outcome is not None) == self.confirm or (self.confirm and self.kind is Kind.PROPOSAL):
            raise PydanticCustomError(
                "thidua_one_choice",
                "Chọn một: nêu kết quả (outcome), hoặc đồng ý với đề xuất (confirm, chỉ khi kind là outcome).",
            )
        return self

    def order(self) -> Order:
        """What is asked for.

        Raises:
            InvalidError: An entry of the list cannot name a case.
        """
        verdict = None if self.outcome is None else self.with_outcome(self.outcome)
        return Order(self.kind, verdict, tuple(map(_line, range(MAX_CASES), self.cases)))


class FieldView(View):
    """One thing to mend."""

    field: str = Field(description="Chỗ cần sửa, viết như đường dẫn trong nội dung đã gửi")
    message: str = Field(description="Cần sửa thế nào ở chỗ đó")


class ResultView(View):
    """What becomes of one case; `possible` in a dry run is what would be `done`."""

    case_id: str = Field(description="Mã việc đã xử lý hoặc đã thử")
    version_seen: int = Field(description="Phiên bản của việc mà người quyết định đã thấy, như đã gửi")
    result: Literal["possible", "done", "refused", "waiting"] = Field(
        description="possible: làm được; done: đã làm; refused: bị từ chối; waiting: chưa đến lượt"
    )
    state: State | None = Field(default=None, description="Trạng thái của việc sau khi xử lý: mã cho phần mềm")
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

    id: UUID | None = Field(description="Mã lượt xử lý; trống khi chạy thử")
    kind: Kind = Field(description="proposal: đề xuất; outcome: kết luận")
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


def _line(place: int, body: LineBody) -> Line:
    try:
        return Line(CaseKey.parse(body.case_id), body.version)
    except NotFoundError as error:
        raise InvalidError([FieldProblem(f"cases[{place}].case_id", error.message)]) from None
