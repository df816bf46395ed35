"""The cases of a level, for the people of the authority that they belong to: one case, whole."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from services.appraisal.application.cases import ShowCase
from services.appraisal.application.lapses import FindLapses
from services.appraisal.application.showing import council_share, cover_case
from services.appraisal.domain.case import Case, CaseKey, CaseState
from services.appraisal.domain.lapses import LAPSE_NAMES, Lapse
from services.appraisal.domain.ruling import OUTCOME_NAMES, may_override
from services.appraisal.domain.transitions import STATE_NAMES
from services.appraisal.web.api.duty_warnings import NotedWarningView, warnings_in
from services.appraisal.web.api.holders import AssignmentView, ClaimView, Lapsed, TakeOverView, view_claim
from services.appraisal.web.api.identities import IdentityView, view_identity
from services.appraisal.web.api.level import READING, CaseId, use_at_level
from services.appraisal.web.api.sample_case import CASE
from services.appraisal.web.api.shapes import Named, View
from services.appraisal.web.api.terms import Terms
from services.appraisal.web.api.verdicts import ProposalView, RulingView
from shared.events.content import AuthorityRef, DossierRef, Finding, NominationContent, Slip
from shared.events.words import Level, StepRole
from shared.identity.viewer import Viewer
from shared.web.api.described import described
from shared.web.api.json_route import JsonRoute
from shared.web.api.viewer import CurrentViewer


class SupplementView(View):
    """What the unit answered."""

    model_config = ConfigDict(json_schema_extra=described("Nội dung đơn vị đã bổ sung."))

    note: str = Field(description="Lời của đơn vị kèm phần bổ sung")
    at: datetime = Field(description="Lúc đơn vị bổ sung")


class WithdrawalView(View):
    """The unit's request to take the nomination back."""

    model_config = ConfigDict(json_schema_extra=described("Yêu cầu rút đề nghị của đơn vị."))

    reason: str = Field(description="Lý do rút mà đơn vị đã nêu")
    at: datetime = Field(description="Lúc yêu cầu rút đến")


class AwardView(View):
    """The decision that awards."""

    model_config = ConfigDict(json_schema_extra=described("Quyết định khen thưởng."))

    decision: UUID = Field(description="Mã quyết định khen thưởng trong hệ thống")
    number: str = Field(description="Số quyết định khen thưởng")
    issued_on: date = Field(description="Ngày quyết định khen thưởng")


class EntryView(View):
    """A link of the history's chain."""

    model_config = ConfigDict(json_schema_extra=described("Một mắt xích trong chuỗi quá trình xử lý."))

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

    model_config = ConfigDict(json_schema_extra=described("Nội dung đã báo cho đơn vị khi quá hạn."))

    missed: date = Field(description="Ngày hạn đã lỡ")
    promised_on: date = Field(description="Ngày hẹn lại")
    at: datetime = Field(description="Lúc báo cho đơn vị")


class CaseStored(View):
    """What a case tells of itself as it stands."""

    version: int = Field(description="Phiên bản của việc, đưa vào If-Match khi quyết định")
    number: str = Field(description="Số đề nghị để người đọc và gõ")
    level: Level = Field(description="Cấp xét việc này")
    authority: AuthorityRef = Field(description="Cơ quan có việc này")
    state: CaseState = Field(description="Trạng thái của việc: mã cho phần mềm")
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

    model_config = ConfigDict(
        json_schema_extra=described(
            "Một việc. Khi quyết định, đưa `version` vào If-Match; `days_left` tính theo ngày làm việc.", CASE
        )
    )

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


@dataclass(frozen=True)
class AnswerCase:
    """A case as it is answered: shown to the viewer, with its version as the tag for what is decided on it next."""

    find_lapses: FindLapses
    terms: Terms

    async def __call__(self, viewer: Viewer, case: Case, response: Response) -> CaseView:
        """The view; the tag goes onto `response`."""
        response.headers["ETag"] = f'"{case.version}"'
        return view_case(case, viewer, self.terms, await self.find_lapses.of_case(case))


@dataclass(frozen=True)
class CaseUseCases:
    """What the route calls."""

    show: ShowCase
    answer: AnswerCase


Cases = Annotated[CaseUseCases, use_at_level(CaseUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/cases", tags=["cases"])


@router.get("/{case_id}", responses=READING)
async def show_case(use_cases: Cases, viewer: CurrentViewer, case_id: CaseId, response: Response) -> CaseView:
    """Một việc, kèm điều mà kiểm tra tự động thấy vào lúc này."""
    shown = await use_cases.show(viewer, CaseKey.parse(case_id))
    return await use_cases.answer(viewer, replace(shown.case, findings=shown.findings), response)


def view_case(case: Case, viewer: Viewer, terms: Terms, lapse: Lapse | None = None) -> CaseView:
    """A case, with what the viewer may be told of it."""
    at = terms.now()
    shown = cover_case(case, viewer, terms.calendar, at)
    computed = {
        "id": str(case.key),
        "nomination_id": case.key.nomination,
        "step": case.key.step,
        "role": case.step.role,
        "state_name": STATE_NAMES[case.state],
        "award_form": terms.award_form(case.dossier.rule_set, case.content.award_form),
        "days_left": shown.days_left,
        "content": shown.case.content,
        "identity": view_identity(shown.identity),
        "allowed": tuple(Named(code=outcome.value, name=OUTCOME_NAMES[outcome]) for outcome in shown.allowed),
        "may_override": may_override(case),
        "council_share_percent": council_share(case, terms.rule_sets),
        "duty_warnings": warnings_in(case),
        "claim": view_claim(shown.case.claim_at(at)),
        "assignment_lapsed": None if lapse is None else LAPSE_NAMES[lapse],
    }
    return CaseView.model_validate(dict(CaseStored.model_validate(shown.case)) | computed)
