"""The shapes of the answers, as OpenAPI describes them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.appraisal.domain.case import State
from services.appraisal.web.duty_warnings import NotedWarningView
from services.appraisal.web.identity_shown import IdentityView
from shared.events.content import (
    AuthorityRef,
    DossierRef,
    Finding,
    MissingItem,
    NominationContent,
    Slip,
)
from shared.events.words import Level, Outcome, StepRole


class View(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Named(View):
    """A code for programs and a name for people."""

    code: str = Field(description="Mã cho phần mềm")
    name: str = Field(description="Tên cho người đọc")


_WHY = (
    "Vì sao việc đã giao lại tính là chưa giao; trống khi người được giao vẫn làm việc này, hoặc việc chưa giao cho ai"
)
Lapsed = Annotated[str | None, Field(description=_WHY)]


class PersonView(View):
    """Who did something."""

    account: str = Field(description="Mã tài khoản của người đó")
    name: str = Field(description="Họ và tên của người đó")


class ClaimView(View):
    """Who holds the case."""

    by: PersonView = Field(description="Người đang giữ việc")
    since: datetime = Field(description="Giữ việc từ lúc nào")
    until: datetime = Field(description="Giữ việc đến lúc nào")


class TakeOverView(View):
    """Who took the case over from whom."""

    taken_by: PersonView = Field(description="Người đã nhận thay")
    taken_from: PersonView = Field(description="Người giữ việc trước đó")
    at: datetime = Field(description="Lúc nhận thay")


class AssignmentView(View):
    """Whose work the case is, who gave it and why."""

    to: PersonView = Field(description="Người được giao việc")
    by: PersonView = Field(description="Người giao việc")
    at: datetime = Field(description="Lúc giao việc")
    reason: str = Field(description="Lý do giao việc; trống khi không nêu")


class TallyView(View):
    """The council's count, and the minutes that it stands in."""

    members: int = Field(description="Số thành viên Hội đồng")
    present: int = Field(description="Số thành viên dự họp")
    approving: int = Field(description="Số phiếu đồng ý")
    minutes: str = Field(description="Số và ngày của biên bản họp")


class VerdictView(View):
    """What was proposed or decided."""

    outcome: Outcome = Field(description="Kết quả được đề xuất hoặc quyết định")
    reason_code: str = Field(description="Mã lý do không khen thưởng; trống với kết quả khác")
    text: str = Field(description="Lời giải thích kèm kết quả")
    missing: tuple[MissingItem, ...] = Field(description="Các nội dung được yêu cầu bổ sung")
    award_form: str = Field(description="Mã hình thức cao hơn được đề nghị; trống với kết quả khác")
    override: str = Field(description="Lý do vẫn chuyển dù kiểm tra tự động thấy điều cần xử lý")
    tally: TallyView | None = Field(description="Số phiếu của Hội đồng; trống ở bước không bỏ phiếu")


class ProposalView(View):
    """An officer's proposal; `sent_back` is the head's note."""

    verdict: VerdictView = Field(description="Nội dung đề xuất của chuyên viên")
    by: PersonView = Field(description="Chuyên viên đã đề xuất")
    at: datetime = Field(description="Lúc đề xuất")
    sent_back: str | None = Field(description="Ý kiến của người đứng đầu khi trả lại đề xuất; trống khi chưa trả")


class MandateView(View):
    """The authorisation by which a deputy decided: its paper, and who gave it."""

    authorisation: str = Field(description="Mã lần ủy quyền")
    paper: str = Field(description="Văn bản ủy quyền, gọi bằng số")
    signed_on: date = Field(description="Ngày ký văn bản ủy quyền")
    given_by: str = Field(description="Họ tên người ủy quyền")


class RulingView(View):
    """An outcome, with reason and basis as the unit is told them; a deputy's with the mandate."""

    verdict: VerdictView = Field(description="Nội dung của kết quả")
    by: PersonView = Field(description="Người đã quyết định")
    at: datetime = Field(description="Lúc quyết định")
    reason: str = Field(description="Lý do như đã báo đơn vị")
    basis: str = Field(description="Căn cứ pháp lý của kết luận; trống khi không có")
    mandate: MandateView | None = Field(description="Ủy quyền của cấp phó; trống khi người đứng đầu quyết định")


class SupplementView(View):
    """What the unit answered."""

    note: str = Field(description="Lời của đơn vị kèm phần bổ sung")
    at: datetime = Field(description="Lúc đơn vị bổ sung")


class WithdrawalView(View):
    """The unit's request to take the nomination back."""

    reason: str = Field(description="Lý do rút mà đơn vị đã nêu")
    at: datetime = Field(description="Lúc yêu cầu rút đến")


class AwardView(View):
    """The decision that awards."""

    decision: UUID = Field(description="Mã quyết định khen thưởng trong hệ thống")
    number: str = Field(description="Số quyết định khen thưởng")
    issued_on: date = Field(description="Ngày quyết định khen thưởng")


class EntryView(View):
    """A link of the history's chain."""

    version: int = Field(description="Phiên bản của việc sau mục này")
    action: str = Field(description="Điều đã làm với việc: mã cho phần mềm")
    at: datetime = Field(description="Lúc làm điều đó")
    by: str = Field(description="Mã tài khoản đã làm; trống khi hệ thống làm")
    prev: str = Field(description="Mã băm của mục trước trong chuỗi nhật ký")
    hash: str = Field(description="Mã băm của mục này trong chuỗi nhật ký")
    mandate: str = Field(description="Ủy quyền mà cấp phó theo đó đưa ra kết quả")
    combined: tuple[str, ...] = Field(description="Các cặp phần việc mà tài khoản kiêm nhiệm khi làm điều đó, bằng mã")


class DelayView(View):
    """What the unit was told when the limit ran out."""

    missed: date = Field(description="Ngày hạn đã lỡ")
    promised_on: date = Field(description="Ngày hẹn lại")
    at: datetime = Field(description="Lúc báo cho đơn vị")


class CaseStored(View):
    """What a case tells of itself as it stands."""

    version: int = Field(description="Phiên bản của việc, đưa vào If-Match khi quyết định")
    number: str = Field(description="Số đề nghị để người đọc và gõ")
    level: Level = Field(description="Cấp xét việc này")
    authority: AuthorityRef = Field(description="Cơ quan có việc này")
    state: State = Field(description="Trạng thái của việc: mã cho phần mềm")
    round: int = Field(description="Lần xét: 1, hoặc 2 sau khi đơn vị bổ sung")
    priority: int = Field(description="Mức ưu tiên: số lớn đứng trước, 0 là không ưu tiên")
    opened_at: datetime = Field(description="Lúc việc đến cơ quan")
    due_on: date = Field(description="Ngày cuối của thời hạn xử lý")
    paused_on: date | None = Field(description="Ngày thời hạn tạm dừng để chờ đơn vị bổ sung; trống khi đang tính")
    delay: DelayView | None = Field(description="Lời xin lỗi và hẹn lại đã gửi đơn vị; trống khi chưa quá hạn")
    closed_at: datetime | None = Field(description="Lúc việc có kết quả cuối cùng; trống khi chưa có")
    dossier: DossierRef = Field(description="Hồ sơ chứa đề nghị này")
    slip: Slip = Field(description="Lộ trình xét của đề nghị")
    findings: tuple[Finding, ...] = Field(description="Kết quả kiểm tra tự động")
    proposal: ProposalView | None = Field(description="Đề xuất của chuyên viên; trống khi chưa có")
    ruling: RulingView | None = Field(description="Kết quả hiện có của việc; trống khi chưa có")
    rulings: tuple[RulingView, ...] = Field(description="Các kết quả trước, như lần yêu cầu bổ sung")
    assignment: AssignmentView | None = Field(description="Việc được giao cho ai, ai giao; trống khi chưa giao")
    take_overs: tuple[TakeOverView, ...] = Field(description="Những lần nhận thay việc")
    supplements: tuple[SupplementView, ...] = Field(description="Những lần đơn vị bổ sung")
    withdrawal: WithdrawalView | None = Field(description="Yêu cầu rút của đơn vị; trống khi không có")
    award: AwardView | None = Field(description="Quyết định khen thưởng; trống khi chưa có")
    history: tuple[EntryView, ...] = Field(description="Nhật ký của việc, cũ nhất đứng trước")


class CaseView(CaseStored):
    """A case. `version` goes into If-Match of what is decided on it; `days_left` are working days."""

    id: str = Field(description="Mã của việc, dạng <đề nghị>:<bước>, dùng trong địa chỉ")
    nomination_id: UUID = Field(description="Mã đề nghị mà việc này xét")
    step: int = Field(description="Số thứ tự của bước trên lộ trình")
    role: StepRole = Field(description="Việc của bước: xác nhận, tổng hợp, thẩm định, bỏ phiếu hay quyết định")
    state_name: str = Field(description="Trạng thái của việc: lời cho người đọc")
    award_form: Named = Field(description="Hình thức khen thưởng đang được xét")
    days_left: int = Field(description="Số ngày làm việc còn lại; số âm là đã quá hạn")
    content: NominationContent = Field(description="Nội dung đề nghị như hiện tại, số giấy tờ đã che")
    identity: IdentityView | None = Field(description="Số giấy tờ mà đơn vị đã ghi, được che; `null` khi không ghi")
    allowed: tuple[Named, ...] = Field(description="Các kết quả mà bước này có thể có")
    may_override: bool = Field(description="Bước này được cho qua, kèm lý do, dù kiểm tra tự động thấy điều cần xử lý")
    council_share_percent: int | None = Field(description="Ở bước Hội đồng bỏ phiếu: tỷ lệ cần trên tổng số thành viên")
    duty_warnings: tuple[NotedWarningView, ...] = Field(
        description="Những lần một tài khoản kiêm nhiệm với đề nghị này, cũ nhất trước; đã được phép và được ghi lại"
    )
    claim: ClaimView | None = Field(description="Ai đang giữ việc; trống khi không ai giữ")
    assignment_lapsed: Lapsed = None
