"""What officers propose and what is decided about a case: proposals, outcomes, the council's vote."""

from dataclasses import dataclass
from typing import Annotated, Self

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from services.appraisal.application.outcomes import DecideOutcome, EnterVote, ProposeOutcome, SendBack
from services.appraisal.domain.case import CaseKey, Tally, Verdict
from services.appraisal.web.api.cases import AnswerCase, CaseView
from services.appraisal.web.api.level import ACTING, DECIDING, CaseId, use_at_level
from services.appraisal.web.api.sample_case import Example
from services.appraisal.web.api.shapes import Body
from services.appraisal.web.api.verdicts import GroundsBody
from shared.events.words import Outcome
from shared.text.exact import Flag, Whole
from shared.text.fields import BLANK_IS_ABSENT, RequiredLine
from shared.web.api.described import described
from shared.web.api.headers import VersionSeen
from shared.web.api.json_route import JsonRoute
from shared.web.api.viewer import CurrentViewer

FORWARD: Example = {"outcome": "forward", "text": "Đủ điều kiện, đề nghị chuyển bước tiếp theo."}
RETURN: Example = {
    "outcome": "return",
    "text": "Bổ sung trong tuần này để kịp đợt xét.",
    "missing": [
        {"section": "Thành tích", "message": "Nêu rõ thời gian và địa điểm trực tiếp tham gia chống dịch."},
        {"section": "Đóng góp", "message": "Kèm xác nhận của bên nhận."},
    ],
}
DECLINE: Example = {
    "outcome": "decline",
    "reason_code": "khong-du-tieu-chuan",
    "text": "Thành tích nêu trong báo cáo thuộc nhiệm vụ thường xuyên.",
}
REFER: Example = {
    "outcome": "refer",
    "award_form": "bang-khen-tinh",
    "text": "Thành tích xuất sắc, có ảnh hưởng trong toàn tỉnh; đề nghị Bằng khen của Chủ tịch UBND tỉnh.",
}
CONFIRM: Example = {"confirm": True}
SEND_BACK: Example = {"send_back": True, "text": "Đối chiếu lại với danh sách trực chốt trước khi đề xuất."}
VOTE: Example = {"members": 15, "present": 13, "approving": 12, "minutes": "07/BB-HĐTĐKT ngày 20/12/2021"}


class ProposalBody(GroundsBody):
    """An outcome and what it needs: decline a code and text, return all that is missing, refer form and text."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Kết quả đề xuất và phần cần kèm: từ chối thì mã và lời, trả lại thì mọi nội dung còn thiếu, đề "
            "nghị hình thức cao hơn thì hình thức và lời.",
            FORWARD,
            RETURN,
            DECLINE,
            REFER,
        )
    )

    outcome: Outcome = Field(description="Kết quả mà chuyên viên đề xuất")


class OutcomeBody(GroundsBody):
    """An outcome of one's own, the officer's proposal confirmed, or the proposal sent back with a note in `text`."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Kết quả tự quyết định; hoặc đồng ý với đề xuất của cán bộ; hoặc trả lại đề xuất kèm ý kiến trong `text`.",
            FORWARD,
            RETURN,
            DECLINE,
            REFER,
            CONFIRM,
            SEND_BACK,
        )
    )

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

    model_config = ConfigDict(
        json_schema_extra=described("Kết quả bỏ phiếu của hội đồng; kết quả của việc suy ra từ đó.", VOTE)
    )

    members: Whole = Field(ge=1, le=1_000, description="Số thành viên Hội đồng")
    present: Whole = Field(ge=0, le=1_000, description="Số thành viên dự họp")
    approving: Whole = Field(ge=0, le=1_000, description="Số phiếu đồng ý")
    minutes: RequiredLine = Field(description="Số và ngày của biên bản họp")

    def tally(self) -> Tally:
        """The count."""
        return Tally(self.members, self.present, self.approving, self.minutes)


@dataclass(frozen=True)
class OutcomeUseCases:
    """What the routes call."""

    propose: ProposeOutcome
    decide: DecideOutcome
    send_back: SendBack
    enter_vote: EnterVote
    answer: AnswerCase


Outcomes = Annotated[OutcomeUseCases, use_at_level(OutcomeUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/cases/{case_id}", tags=["cases"])


@router.put("/proposal", responses=ACTING)
async def propose_outcome(
    use_cases: Outcomes,
    viewer: CurrentViewer,
    case_id: CaseId,
    body: ProposalBody,
    version: VersionSeen,
    response: Response,
) -> CaseView:
    """Chuyên viên đề xuất kết quả, và thôi giữ việc. Có gửi If-Match thì được xét."""
    case = await use_cases.propose(viewer, CaseKey.parse(case_id), body.with_outcome(body.outcome), version)
    return await use_cases.answer(viewer, case, response)


@router.post("/outcome", responses=DECIDING)
async def decide_outcome(
    use_cases: Outcomes,
    viewer: CurrentViewer,
    case_id: CaseId,
    body: OutcomeBody,
    version: VersionSeen,
    response: Response,
) -> CaseView:
    """Kết quả do thủ trưởng hoặc cấp phó được ủy quyền đưa ra; người đến sau nhận 409 kèm kết quả hiện có."""
    key = CaseKey.parse(case_id)
    if body.send_back:
        case = await use_cases.send_back(viewer, key, body.text, version)
    else:
        case = await use_cases.decide(viewer, key, body.verdict(), version)
    return await use_cases.answer(viewer, case, response)


@router.post("/vote", responses=DECIDING)
async def enter_vote(
    use_cases: Outcomes,
    viewer: CurrentViewer,
    case_id: CaseId,
    body: VoteBody,
    version: VersionSeen,
    response: Response,
) -> CaseView:
    """Kết quả bỏ phiếu của Hội đồng, do thư ký nhập: đủ tỷ lệ thành viên thì việc đi tiếp, thiếu thì không khen."""
    case = await use_cases.enter_vote(viewer, CaseKey.parse(case_id), body.tally(), version)
    return await use_cases.answer(viewer, case, response)
