"""Handing a dossier in: one Tờ trình with the nominations that it proposes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body
from fastapi.openapi.models import Example
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.intake.application.submissions import SubmitDossier
from services.intake.domain.dossier import Dossier, Submission
from services.intake.web.api.slips import StepView, show_slip
from shared.text.numbering import number_of
from shared.web.api.as_written import as_written
from shared.web.api.described import described
from shared.web.api.examples import DOSSIER, DOSSIER_NUMBER, NOMINATION, NOMINATION_NUMBER, PAPER, PAPER_OF_CENTRE
from shared.web.api.headers import IdempotencyKey
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer
from shared.web.http.use_cases import use

NURSE: dict[str, JsonValue] = {
    "nominee": {
        "kind": "ca-nhan",
        "form_of_address": "bà",
        "name": "Nguyễn Mẫu Ấn",
        "birth_date": "1990-05-17",
        "sex": "nu",
        "position": "Điều dưỡng",
        "duty": "truc-tiep",
        "workplace": "Trạm Y tế xã Yên Phú",
        "place": {"commune": "12079"},
        "identity_number": "033190001234",
    },
    "award_form": "bang-khen-tinh",
    "achievement": {
        "summary": "Trực chốt kiểm soát dịch 60 ngày liên tục, trực tiếp lấy 12.000 mẫu xét nghiệm tại vùng phong tỏa"
        " và vận động 340 hộ dân thực hiện cách ly, góp phần khống chế ổ dịch trong 14 ngày.",
        "began_on": "2021-07-01",
        "ended_on": "2021-08-31",
        "place": {"commune": "12079"},
    },
    "ground": "truc-tiep-phong-chong",
    "target_group": "truc-tiep",
    "criteria": ["iv-4"],
    "emulation_contents": ["ii-1"],
    "common_criterion_met": True,
    "priority_marks": ["tuyen-dau"],
    "consent": True,
}
VOLUNTEER: dict[str, JsonValue] = {
    **NURSE,
    "nominee": {
        "kind": "ca-nhan",
        "form_of_address": "ông",
        "name": "Đặng Mẫu Khoa",
        "birth_date": "1998-11-02",
        "sex": "nam",
        "position": "Tình nguyện viên",
        "duty": "truc-tiep",
        "workplace": "Đội tình nguyện xã Yên Phú",
        "place": {"commune": "12079"},
    },
    "award_form": "giay-khen-xa",
    "criteria": ["iv-6"],
    "priority_marks": ["tinh-nguyen"],
}


def petition(number: str, signer: str, position: str, paper: str) -> dict[str, JsonValue]:
    """A Tờ trình of that number, as the unit sends it, with its signed paper."""
    return {
        "number": number,
        "signed_on": "2021-10-04",
        "signer": {"name": signer, "position": position},
        "occasion": "dot-xuat",
        "movement": "covid-19",
        "attachments": [{"id": paper, "kind": "to-trinh"}],
    }


SUBMISSIONS: dict[str, Example] = {
    "giay-khen": Example(
        summary="Đoàn xã (nop.doan-yen-phu) đề nghị Giấy khen của Chủ tịch UBND xã",
        value={
            "petition": petition("12/TTr-ĐTN", "Lê Mẫu Cúc", "Bí thư", PAPER),
            "nominations": [VOLUNTEER],
        },
    ),
    "bang-khen": Example(
        summary="Trung tâm Y tế huyện (nop.ttyt-yen-my) đề nghị Bằng khen của Chủ tịch UBND tỉnh",
        value={
            "petition": petition("45/TTr-TTYT", "Trần Mẫu Bình", "Giám đốc", PAPER_OF_CENTRE),
            "nominations": [NURSE],
        },
    ),
}
_RECEIPT: dict[str, JsonValue] = {
    "id": DOSSIER,
    "number": DOSSIER_NUMBER,
    "submitted_at": "2021-10-05T03:00:00Z",
    "rule_set": "hung-yen-covid-19-2021",
    "nominations": [
        {
            "id": NOMINATION,
            "number": NOMINATION_NUMBER,
            "route": [
                {
                    "step": 1,
                    "authority": {"code": "33.327.12079", "name": "UBND xã Yên Phú", "level": "commune"},
                    "level": "commune",
                    "role": "appraise",
                    "award_form": "giay-khen-xa",
                    "expected_on": "2021-10-19",
                    "state": None,
                }
            ],
        }
    ],
}


@dataclass(frozen=True)
class SubmissionUseCases:
    """What the route calls."""

    submit_dossier: SubmitDossier


class AcceptedNomination(BaseModel):
    """A nomination just taken in."""

    model_config = ConfigDict(json_schema_extra=described("Một đề nghị vừa tiếp nhận."))

    id: UUID = Field(description="Mã đề nghị, dùng trong địa chỉ")
    number: str = Field(description="Số đề nghị để người đọc và gõ")
    route: list[StepView] = Field(description="Lộ trình xét đã tính cho đề nghị")


class ReceiptView(BaseModel):
    """A dossier just taken in; the same answer for the same Idempotency-Key and body, whenever it is asked again."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Hồ sơ vừa tiếp nhận. Cùng Idempotency-Key và cùng nội dung thì luôn nhận được câu trả lời này.", _RECEIPT
        )
    )

    id: UUID = Field(description="Mã hồ sơ, dùng trong địa chỉ")
    number: str = Field(description="Số hồ sơ để người đọc và gõ")
    submitted_at: datetime = Field(description="Lúc hồ sơ được tiếp nhận")
    rule_set: str = Field(description="Mã bộ quy tắc mà hồ sơ được xét theo")
    nominations: list[AcceptedNomination] = Field(description="Các đề nghị đã tiếp nhận, theo thứ tự đã gửi")


Submissions = Annotated[SubmissionUseCases, use(SubmissionUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/dossiers", tags=["dossiers"])
_ACCEPTED = {"model": ReceiptView, "description": "Đã tiếp nhận"}


@router.post(
    "",
    status_code=201,
    response_model=None,
    responses={201: _ACCEPTED, **problem_responses(400, 401, 403, 409, 413, 422, 503)},
)
async def submit_dossier(
    use_cases: Submissions,
    viewer: CurrentViewer,
    key: IdempotencyKey,
    submission: Annotated[Submission, as_written(Submission), Body(openapi_examples=SUBMISSIONS)],
) -> Response:
    """Nộp hồ sơ: một Tờ trình và danh sách đề nghị khen thưởng."""
    receipt = show_receipt(await use_cases.submit_dossier(viewer, key, submission))
    where = {"Location": f"/api/v1/dossiers/{receipt.id}"}
    return Response(receipt.model_dump_json(), 201, where, "application/json")


def show_receipt(dossier: Dossier) -> ReceiptView:
    """The answer to a submission."""
    slips = [show_slip(slip) for slip in dossier.distinct_slips]
    return ReceiptView.model_construct(
        id=dossier.id,
        number=dossier.number,
        submitted_at=dossier.submitted_at,
        rule_set=dossier.rule_set,
        nominations=[
            AcceptedNomination.model_construct(id=identity, number=number_of(identity), route=slips[place])
            for identity, place in zip(dossier.nomination_ids, dossier.slip_of, strict=True)
        ],
    )
