"""The worklist of a level: its cases by filters, and how many stand under each tab."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from services.appraisal.application.worklist import CountCases, ListCases, WorklistFilters
from services.appraisal.application.worklist_query import TAB_NAMES, Tab
from services.appraisal.application.worklist_rows import ShownRow, show_row
from services.appraisal.domain.case import CaseState
from services.appraisal.domain.lapses import LAPSE_NAMES
from services.appraisal.domain.transitions import STATE_NAMES
from services.appraisal.web.api.holders import ClaimView, Lapsed, view_claim
from services.appraisal.web.api.level import READING, use_at_own_level
from services.appraisal.web.api.sample_case import STANDING, UNIT, Example
from services.appraisal.web.api.shapes import Body, Named, PersonView, View
from services.appraisal.web.api.terms import Terms
from shared.events.content import AuthorityRef
from shared.events.words import Occasion, Outcome, PriorityMark, StepRole
from shared.text.exact import QueryFlag, QueryWhole, SaneDay
from shared.text.fields import BLANK_IS_ABSENT, Code
from shared.text.lists import AtMost
from shared.web.api.described import described
from shared.web.api.json_route import JsonRoute
from shared.web.api.paging import CursorQuery, SearchQuery
from shared.web.api.viewer import CurrentViewer

_ROW: Example = {
    **STANDING,
    "nominee": "Đặng Mẫu Khoa",
    "unit": UNIT,
    "occasion": "dot-xuat",
    "priority_marks": ["tinh-nguyen"],
    "blocking_findings": 0,
    "proposed": None,
}
_COUNTS: Example = {
    "tabs": [{"tab": tab, "name": name, "count": 0, "is_exact": True} for tab, name in TAB_NAMES.items()]
}


class FilterQuery(Body, SearchQuery):
    """Which cases to show."""

    tab: Annotated[Tab | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Một nhóm việc, như trong /cases/counts"
    )
    state: Annotated[tuple[CaseState, ...], AtMost(50)] = Field(default=(), description="Có thể lặp lại")
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
    occasion: Annotated[Occasion | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Loại khen mà Tờ trình đề nghị cần lọc"
    )
    assignee: Code = Field(default="", description="me, none hoặc mã tài khoản như trong /staff")
    mine: QueryFlag = Field(default=False, description="Chỉ việc tôi đang giữ")

    def filters(self) -> WorklistFilters:
        """The filters."""
        due = {"overdue": Tab.OVERDUE, "soon": Tab.DUE_SOON}.get(self.due or "")
        tabs = {tab for tab in (self.tab, due, Tab.MINE if self.mine else None) if tab is not None}
        return WorklistFilters(
            tabs=frozenset(tabs),
            states=frozenset(self.state),
            due_before=self.due_before,
            priority=self.priority,
            unit=self.unit,
            award_form=self.award_form,
            occasion=self.occasion,
            assignee=self.assignee,
            text=self.search,
        )


class SliceQuery(FilterQuery, CursorQuery):
    """Which cases to show, and which slice of them."""


class RowView(View):
    """A line of the worklist. `days_left` are working days, negative once overdue."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Một dòng trong danh sách việc. `days_left` tính theo ngày làm việc, quá hạn thì là số âm."
        )
    )

    id: str = Field(description="Mã của việc, dạng <đề nghị>:<bước>, dùng trong địa chỉ")
    version: int = Field(description="Phiên bản của việc, tăng theo mỗi thay đổi")
    number: str = Field(description="Số đề nghị để người đọc và gõ")
    nominee: str = Field(description="Đối tượng được đề nghị, gọi bằng tên")
    unit: Named = Field(description="Đơn vị trình")
    authority: AuthorityRef = Field(description="Cơ quan có việc này")
    award_form: Named = Field(description="Hình thức khen thưởng đang được xét")
    occasion: Occasion = Field(description="Loại khen mà Tờ trình đề nghị")
    role: StepRole = Field(description="Việc của bước: xác nhận, tổng hợp, thẩm định, bỏ phiếu hay quyết định")
    state: CaseState = Field(description="Trạng thái của việc: mã cho phần mềm")
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
    """A slice of the worklist; `next` is the value of `after` for the following slice."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Một trang danh sách việc; đưa `next` vào `after` để xem trang sau.", {"items": [_ROW], "next": None}
        )
    )

    items: list[RowView] = Field(description="Các việc của trang")
    next: str | None = Field(description="Đưa vào `after` để xem trang sau; trống ở trang cuối")


class CountView(View):
    """How many cases stand under a tab; where `is_exact` is false, more than that: show it as "200+"."""

    model_config = ConfigDict(
        json_schema_extra=described("Số việc dưới một thẻ; `is_exact` là false thì còn nhiều hơn: hiển thị “200+”.")
    )

    tab: Tab = Field(description="Mã của thẻ, gửi trong `tab`")
    name: str = Field(description="Tên của thẻ")
    count: int = Field(description="Số việc dưới thẻ")
    is_exact: bool = Field(description="Số đếm đã đủ; sai thì còn nhiều hơn")


class CountsView(View):
    """The tabs in the order in which they are shown."""

    model_config = ConfigDict(json_schema_extra=described("Các thẻ theo thứ tự hiển thị.", _COUNTS))

    tabs: list[CountView] = Field(description="Các thẻ theo thứ tự hiển thị")


@dataclass(frozen=True)
class WorklistUseCases:
    """What the routes call."""

    list: ListCases
    count: CountCases
    terms: Terms


Worklist = Annotated[WorklistUseCases, use_at_own_level(WorklistUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/cases", tags=["cases"])


@router.get("", responses=READING)
async def list_cases(use_cases: Worklist, viewer: CurrentViewer, asked: Annotated[SliceQuery, Query()]) -> RowsView:
    """Danh sách việc: diện ưu tiên trước, rồi đến việc đến hạn trước.

    Không nêu nhóm việc hoặc trạng thái thì chỉ gồm việc chưa xong (nhóm `chua-xong`); việc đã xong ở nhóm `da-xong`.
    Tìm theo `search` thì gồm cả việc đã xong.
    """
    page = await use_cases.list(viewer, asked.filters(), after=asked.after or "", limit=asked.limit)
    terms, at = use_cases.terms, use_cases.terms.now()
    shown = [show_row(row, viewer, page.lapses, terms.calendar, at) for row in page.rows]
    return RowsView(items=[_view_row(each, terms) for each in shown], next=page.next)


@router.get("/counts", responses=READING)
async def count_cases(use_cases: Worklist, viewer: CurrentViewer, asked: Annotated[FilterQuery, Query()]) -> CountsView:
    """Số việc dưới mỗi thẻ, theo các bộ lọc khác; việc nhiều quá mức đếm thì `is_exact` là sai."""
    counts = await use_cases.count(viewer, asked.filters())
    return CountsView(
        tabs=[
            CountView(tab=tab, name=TAB_NAMES[tab], count=count.number, is_exact=count.is_exact)
            for tab, count in counts.items()
        ]
    )


def _view_row(shown: ShownRow, terms: Terms) -> RowView:
    row = shown.row
    return RowView(
        id=row.case_id,
        version=row.version,
        number=row.number,
        nominee=shown.nominee,
        unit=Named(code=row.unit, name=row.unit_name),
        authority=row.authority,
        award_form=terms.award_form(row.rule_set, row.award_form),
        occasion=row.occasion,
        role=row.role,
        state=row.state,
        state_name=STATE_NAMES[row.state],
        round=row.round,
        priority=row.priority,
        priority_marks=shown.priority_marks,
        due_on=row.due_on,
        days_left=shown.days_left,
        opened_at=row.opened_at,
        blocking_findings=row.findings,
        proposed=row.proposed,
        claim=view_claim(shown.claim),
        assigned_to=None if row.assigned_to is None else PersonView.model_validate(row.assigned_to),
        assignment_lapsed=None if shown.lapse is None else LAPSE_NAMES[shown.lapse],
    )
