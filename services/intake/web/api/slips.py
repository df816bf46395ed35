"""A nomination's slip as the API shows it: which authority does what, by when, and how far it is."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.nomination import Nomination
from services.intake.domain.step_states import StepState, step_state
from shared.events.content import AuthorityRef, Slip
from shared.events.words import Level, StepRole
from shared.web.api.described import described


class StepView(BaseModel):
    """One stop of the route. Where the route was worked out only, `state` is absent."""

    model_config = ConfigDict(
        json_schema_extra=described("Một bước của lộ trình xét. Khi mới chỉ tính lộ trình thì không có `state`.")
    )

    step: int = Field(description="Số thứ tự của bước trên lộ trình")
    authority: AuthorityRef = Field(description="Cơ quan làm bước này")
    level: Level = Field(description="Cấp xét của bước")
    role: StepRole = Field(description="Việc của bước: xác nhận, tổng hợp, thẩm định, bỏ phiếu hay quyết định")
    award_form: str = Field(description="Mã hình thức khen thưởng mà bước này xét")
    expected_on: date | None = Field(description="Ngày dự kiến xong bước; trống khi chưa tính")
    state: StepState | None = Field(default=None, description="Tình trạng của bước; trống khi mới chỉ tính lộ trình")


def show_slip(slip: Slip) -> list[StepView]:
    """The stops of the slip as it was worked out, without what became of them."""
    return [
        StepView.model_construct(
            step=step.step,
            authority=step.authority,
            level=step.level,
            role=step.role,
            award_form=step.award_form,
            expected_on=step.expected_on,
            state=None,
        )
        for step in slip
    ]


def show_progress(nomination: Nomination) -> list[StepView]:
    """The stops of the nomination's slip, each with what became of it."""
    return [
        shown.model_copy(update={"state": step_state(nomination, step)})
        for step, shown in zip(nomination.slip, show_slip(nomination.slip), strict=True)
    ]
