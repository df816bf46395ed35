"""Nominations: shown whole, in lists, taken back, and supplied with what an authority missed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Body
from fastapi.openapi.models import Example
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.intake.application.nominations import ShowNomination
from services.intake.application.ports import NominationLine
from services.intake.application.supplements import SupplementNomination
from services.intake.application.withdrawals import RequestWithdrawal
from services.intake.domain.awards import award_of
from services.intake.domain.nomination import Nomination
from services.intake.domain.order import put_in_order
from services.intake.domain.status import TEXTS
from services.intake.web.api.awards import AwardView, show_award
from services.intake.web.api.history import HistoryView, show_entry
from services.intake.web.api.mails import MailView, show_mail
from services.intake.web.api.references import NominationReference, read_reference
from services.intake.web.api.slips import StepView, show_progress
from services.intake.web.api.submissions import NURSE, VOLUNTEER, petition
from shared.events.content import AuthorityRef, NominationContent, Petition
from shared.events.words import NomineeKind, PublicStatus
from shared.text.fields import lines
from shared.web.api.as_written import as_written
from shared.web.api.described import described
from shared.web.api.examples import PAPER_OF_CENTRE
from shared.web.api.headers import VersionSeen
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer
from shared.web.http.use_cases import use

_DOSSIER = "5b6f1c9e-8d6f-5f0e-9b1a-3f5c2d7e9a10"
_NOMINATION = "0b8f6d3e-8d6f-5f0e-9b1a-3f5c2d7e9a10"
_AT = "2021-10-05T03:00:00Z"
_HEALTH_OFFICE: dict[str, JsonValue] = {"code": "33.so-y-te", "name": "Sở Y tế", "level": "department"}
PETITION = petition("45/TTr-TTYT", "Trần Mẫu Bình", "Giám đốc", PAPER_OF_CENTRE)
LINE: dict[str, JsonValue] = {
    "id": _NOMINATION,
    "number": "1E7PT-FMDDX-8",
    "name": "Nguyễn Mẫu Ấn",
    "kind": "ca-nhan",
    "award_form": "bang-khen-tinh",
    "status": "dang-xet",
    "status_text": "đang xét",
    "authority": _HEALTH_OFFICE,
    "expected_on": "2021-10-12",
    "version": 1,
}
_STEP: dict[str, JsonValue] = {
    "step": 1,
    "authority": _HEALTH_OFFICE,
    "level": "department",
    "role": "endorse",
    "award_form": "bang-khen-tinh",
    "expected_on": "2021-10-12",
    "state": "dang-xet",
}
_ENTRY: dict[str, JsonValue] = {
    "version": 1,
    "fact": "received",
    "text": "Đã tiếp nhận, chuyển Sở Y tế",
    "step": 1,
    "at": _AT,
    "authority": None,
    "details": {},
    "note": "",
    "basis": "",
    "missing": [],
    "changes": [],
    "prev": "",
    "hash": "9f2c1b7a5d3e4f60",
}
MAIL: dict[str, JsonValue] = {
    "id": f"{_DOSSIER}:1:unit",
    "subject": "Đã tiếp nhận hồ sơ BDQHS-7MDPX-9",
    "recipient": "unit",
    "state": "sent",
    "at": "2021-10-05T03:00:06Z",
}
_WHOLE: dict[str, JsonValue] = {
    "id": _NOMINATION,
    "number": "1E7PT-FMDDX-8",
    "version": 1,
    "dossier_id": _DOSSIER,
    "dossier_number": "BDQHS-7MDPX-9",
    "unit": "33.so-y-te.ttyt-yen-my",
    "unit_name": "Trung tâm Y tế huyện Yên Mỹ",
    "petition": PETITION,
    "status": "dang-xet",
    "status_text": "đang xét",
    "award_form": "bang-khen-tinh",
    "current_step": 1,
    "content": NURSE,
    "route": [_STEP],
    "history": [_ENTRY],
    "mails": [MAIL],
    "withdrawal": None,
    "award": None,
}
_WITHDRAWALS: dict[str, Example] = {
    "nham": Example(summary="Nộp nhầm", value={"reason": "Đơn vị nộp nhầm hình thức khen thưởng."}),
}
_SUPPLEMENTS: dict[str, Example] = {
    "so-lieu": Example(
        summary="Bổ sung số liệu", value={"content": VOLUNTEER, "note": "Đã bổ sung số liệu có xác nhận của thôn."}
    ),
}


@dataclass(frozen=True)
class NominationUseCases:
    """What the routes call."""

    show_nomination: ShowNomination
    request_withdrawal: RequestWithdrawal
    supplement_nomination: SupplementNomination


class WithdrawalRequest(BaseModel):
    """Why the unit takes the nomination back."""

    model_config = ConfigDict(json_schema_extra=described("Lý do đơn vị rút đề nghị."))

    reason: Annotated[str, lines(2_000, is_required=True)] = Field(description="Vì sao đơn vị rút đề nghị")


class SupplementRequest(BaseModel):
    """The nomination as it shall be from now on, and a note to the level that asked."""

    model_config = ConfigDict(json_schema_extra=described("Đề nghị sau khi bổ sung, và lời gửi cho nơi đã yêu cầu."))

    content: NominationContent = Field(description="Toàn bộ nội dung đề nghị sau khi sửa")
    note: Annotated[str, lines(2_000)] = Field(default="", description="Lời gửi cơ quan đã yêu cầu bổ sung")


class NominationLineView(BaseModel):
    """A nomination in a list, with who has it now."""

    model_config = ConfigDict(json_schema_extra=described("Một dòng trong danh sách đề nghị, nêu nơi đang xử lý."))

    id: UUID = Field(description="Mã đề nghị, dùng trong địa chỉ")
    number: str = Field(description="Số đề nghị để người đọc và gõ")
    name: str = Field(description="Họ tên hoặc tên tập thể được đề nghị")
    kind: NomineeKind = Field(description="Loại đối tượng được đề nghị")
    award_form: str = Field(description="Mã hình thức khen thưởng đang được xét")
    status: PublicStatus = Field(description="Trạng thái của đề nghị: mã cho phần mềm")
    status_text: str = Field(description="Trạng thái của đề nghị: lời cho người đọc")
    authority: AuthorityRef = Field(description="Cơ quan đang giữ đề nghị")
    expected_on: date | None = Field(description="Ngày dự kiến xong bước đang xét; trống khi không còn bước nào")
    version: int = Field(description="Phiên bản của đề nghị, tăng theo mỗi thay đổi")


class NominationSlice(BaseModel):
    """A page of nominations by name; `next` goes into `after`."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Một trang đề nghị theo tên; đưa `next` vào `after` để xem trang sau.", {"items": [LINE], "next": None}
        )
    )

    items: list[NominationLineView] = Field(description="Các đề nghị của trang, theo tên")
    next: str | None = Field(description="Đưa vào `after` để xem trang sau; trống ở trang cuối")


class WithdrawalView(BaseModel):
    """The unit's request to have the nomination back, and the answer so far."""

    model_config = ConfigDict(json_schema_extra=described("Yêu cầu rút đề nghị của đơn vị."))

    reason: str = Field(description="Lý do rút mà đơn vị đã nêu")
    requested_at: datetime = Field(description="Lúc đơn vị đề nghị rút")
    answer: Literal["pending", "granted", "refused"] = Field(
        description="pending: đang chờ; granted: đã rút; refused: kết luận có trước, giữ nguyên"
    )


class NominationView(BaseModel):
    """A nomination with its place on the route, its history and its mails."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Một đề nghị: đang ở đâu trên lộ trình xét, quá trình xử lý và các thư đã gửi.", _WHOLE
        )
    )

    id: UUID = Field(description="Mã đề nghị, dùng trong địa chỉ")
    number: str = Field(description="Số đề nghị để người đọc và gõ")
    version: int = Field(description="Phiên bản của đề nghị, đưa vào If-Match khi thay đổi")
    dossier_id: UUID = Field(description="Mã hồ sơ của đề nghị")
    dossier_number: str = Field(description="Số hồ sơ của đề nghị")
    unit: str = Field(description="Mã đơn vị trình")
    unit_name: str = Field(description="Tên đơn vị trình")
    petition: Petition = Field(description="Tờ trình của hồ sơ")
    status: PublicStatus = Field(description="Trạng thái của đề nghị: mã cho phần mềm")
    status_text: str = Field(description="Trạng thái của đề nghị: lời cho người đọc")
    award_form: str = Field(description="Mã hình thức khen thưởng đang được xét")
    current_step: int = Field(description="Số thứ tự của bước đang xét hoặc vừa có kết luận")
    content: NominationContent = Field(description="Nội dung đề nghị như hiện tại, kể cả phần đã bổ sung")
    route: list[StepView] = Field(description="Lộ trình xét và tình trạng từng bước")
    history: list[HistoryView] = Field(description="Nhật ký của đề nghị, cũ nhất đứng trước")
    mails: list[MailView] = Field(description="Các thư đã gửi về đề nghị này")
    withdrawal: WithdrawalView | None = Field(description="Yêu cầu rút của đơn vị; trống khi không có")
    award: AwardView | None = Field(description="Quyết định khen thưởng như đang có hiệu lực; trống khi chưa có")


Nominations = Annotated[NominationUseCases, use(NominationUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/nominations/{reference}", tags=["nominations"])
_REFUSALS = problem_responses(401, 403, 404, 409, 422, 503)


@router.get("", responses=problem_responses(401, 404, 503))
async def show_nomination(
    use_cases: Nominations, viewer: CurrentViewer, reference: NominationReference, response: Response
) -> NominationView:
    """Một đề nghị theo mã hoặc số: nội dung, lộ trình, nhật ký, thư đã gửi."""
    return _answer(await use_cases.show_nomination(viewer, read_reference(reference)), response)


@router.post("/withdrawal", status_code=202, responses=_REFUSALS)
async def request_withdrawal(
    use_cases: Nominations,
    viewer: CurrentViewer,
    reference: NominationReference,
    request: Annotated[WithdrawalRequest, as_written(WithdrawalRequest), Body(openapi_examples=_WITHDRAWALS)],
    response: Response,
    version: VersionSeen,
) -> NominationView:
    """Đề nghị rút: mỗi cấp trên lộ trình được hỏi; đề nghị đã có kết luận thì giữ nguyên."""
    nomination = await use_cases.request_withdrawal(viewer, read_reference(reference), request.reason, version)
    return _answer(nomination, response)


@router.post("/supplement", responses=_REFUSALS)
async def supplement_nomination(
    use_cases: Nominations,
    viewer: CurrentViewer,
    reference: NominationReference,
    request: Annotated[SupplementRequest, as_written(SupplementRequest), Body(openapi_examples=_SUPPLEMENTS)],
    response: Response,
    version: VersionSeen,
) -> NominationView:
    """Bổ sung theo yêu cầu: gửi toàn bộ nội dung đề nghị sau khi sửa."""
    nomination = await use_cases.supplement_nomination(
        viewer, read_reference(reference), request.content, request.note, version
    )
    return _answer(nomination, response)


def _answer(nomination: Nomination, response: Response) -> NominationView:
    response.headers["ETag"] = f'"{nomination.version}"'
    return show_whole(nomination)


def show_line(line: NominationLine) -> NominationLineView:
    """The nomination in a list."""
    return NominationLineView(**vars(line), status_text=TEXTS[line.status])


def show_whole(nomination: Nomination) -> NominationView:
    """The nomination by itself, as it was made ready for its viewer."""
    return NominationView(
        id=nomination.id,
        number=nomination.number,
        version=nomination.version,
        dossier_id=nomination.dossier.dossier_id,
        dossier_number=nomination.dossier.number,
        unit=nomination.dossier.unit.code,
        unit_name=nomination.dossier.unit.name,
        petition=nomination.dossier.petition,
        status=nomination.status,
        status_text=TEXTS[nomination.status],
        award_form=nomination.award_form,
        current_step=nomination.current_step.step,
        content=nomination.content,
        route=show_progress(nomination),
        history=[show_entry(nomination, entry) for entry in put_in_order(nomination.history)],
        mails=[show_mail(mail) for mail in nomination.mails],
        withdrawal=WithdrawalView(**vars(nomination.withdrawal)) if nomination.withdrawal else None,
        award=show_award(award) if (award := award_of(nomination)) else None,
    )
