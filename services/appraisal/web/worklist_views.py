"""The shapes of the worklist's answers."""

from datetime import date, datetime

from pydantic import Field

from services.appraisal.application.worklist import Tab
from services.appraisal.domain.case import State
from services.appraisal.web.views import ClaimView, Lapsed, Named, PersonView, View
from shared.events.content import AuthorityRef
from shared.events.words import Occasion, Outcome, PriorityMark, StepRole


class RowView(View):
    """A line of the worklist. `days_left` are working days, negative once overdue."""

    id: str = Field(description="Mã của việc, dạng <đề nghị>:<bước>, dùng trong địa chỉ")
    version: int = Field(description="Phiên bản của việc, tăng theo mỗi thay đổi")
    number: str = Field(description="Số đề nghị để người đọc và gõ")
    nominee: str = Field(description="Đối tượng được đề nghị, gọi bằng tên")
    unit: Named = Field(description="Đơn vị trình")
    authority: AuthorityRef = Field(description="Cơ quan có việc này")
    award_form: Named = Field(description="Hình thức khen thưởng đang được xét")
    occasion: Occasion = Field(description="Loại khen mà Tờ trình đề nghị")
    role: StepRole = Field(description="Việc của bước: xác nhận, tổng hợp, thẩm định, bỏ phiếu hay quyết định")
    state: State = Field(description="Trạng thái của việc: mã cho phần mềm")
    state_name: str = Field(description="Trạng thái của việc: lời cho người đọc")
    round: int = Field(description="Lần xét: 1, hoặc 2 sau khi đơn vị bổ sung")
    priority: int = Field(description="Mức ưu tiên: số lớn đứng trước, 0 là không ưu tiên")
    priority_marks: tuple[PriorityMark, ...] = Field(description="Các diện ưu tiên của đối tượng")
    due_on: date = Field(description="Ngày cuối của thời hạn xử lý")
    days_left: int = Field(description="Số ngày làm việc còn lại; số âm là đã quá hạn")
    opened_at: datetime = Field(description="Lúc việc đến cơ quan")
    blocking_findings: int = Field(description="Số kết quả kiểm tra phải xử lý trước khi chuyển tiếp")
    proposed: Outcome | None = Field(description="Kết quả mà chuyên viên đề xuất; trống khi chưa đề xuất")
    claim: ClaimView | None = Field(description="Ai đang giữ việc; trống khi không ai giữ")
    assigned_to: PersonView | None = Field(description="Việc được giao cho ai; trống khi chưa giao")
    assignment_lapsed: Lapsed = None


class RowsView(View):
    """A page of the worklist; `next` is the value of `after` for the following page."""

    items: list[RowView] = Field(description="Các việc của trang")
    next: str | None = Field(description="Đưa vào `after` để xem trang sau; trống ở trang cuối")


class CountView(View):
    """How many cases stand under a tab; where `is_exact` is false, more than that: show it as "200+"."""

    tab: Tab = Field(description="Mã của thẻ, gửi trong `tab`")
    name: str = Field(description="Tên của thẻ")
    count: int = Field(description="Số việc dưới thẻ")
    is_exact: bool = Field(description="Số đếm đã đủ; sai thì còn nhiều hơn")


class CountsView(View):
    """The tabs in the order in which they are shown."""

    tabs: list[CountView] = Field(description="Các thẻ theo thứ tự hiển thị")
