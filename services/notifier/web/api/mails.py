"""Mails in trouble and the commands that end it, for operators; no address and no name of a person is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.notifier.application.ports import Ledger
from services.notifier.application.trouble import MarkMailReturned, MarkMailSent, ResendMail, ReturnMail
from services.notifier.domain.mails import Mail, State
from services.notifier.domain.remarks import Marking
from shared.audit.entry import Actor
from shared.identity.viewer import Role
from shared.mails.recipients import RecipientKey
from shared.text.exact import QueryWhole
from shared.text.fields import BLANK_IS_ABSENT, identifier, lines
from shared.text.lists import AtMost
from shared.web.api.examples import DOSSIER
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer
from shared.web.http.use_cases import use

_LIMIT = 100
Trouble = Literal["failed", "uncertain", "returned"]
_TROUBLES: Sequence[Trouble] = ("failed", "uncertain", "returned")
STATUS = r"^[45]\.[0-9]{1,3}\.[0-9]{1,3}$"
Reason = Annotated[str, lines(1_000, is_required=True)]
MailId = Annotated[str, Path(description="Mã thư, như danh sách thư nêu", examples=[f"{DOSSIER}:1:unit"])]


_EXAMPLE: dict[str, JsonValue] = {
    "id": "0b8f6d3e-8d6f-5f0e-9b1a-3f5c2d7e9a10:3:unit",
    "state": "failed",
    "dossier_number": "BDQHS-7MDPX-9",
    "recipient": "unit",
    "subject": "Hồ sơ BDQHS-7MDPX-9: có thay đổi",
    "changes": 1,
    "attempts": 1,
    "reason": "550",
    "created_at": "2021-10-05T03:00:00Z",
    "next_attempt_at": None,
    "marking": None,
}


class MarkingView(BaseModel):
    """An operator's word that a mail arrived."""

    account: str = Field(description="Mã tài khoản của người vận hành đã ghi")
    reason: str = Field(description="Vì sao biết thư đã đến")
    at: datetime = Field(description="Lúc ghi là thư đã đến")


class MailView(BaseModel):
    """A mail as operators see it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    id: str = Field(description="Mã thư")
    state: State = Field(description="Tình trạng của thư")
    dossier_number: str = Field(description="Trống với thư tóm tắt việc hằng ngày")
    recipient: RecipientKey = Field(
        description="Gửi cho ai: unit đơn vị, submitter người nộp, authority cơ quan, officer chuyên viên"
    )
    subject: str = Field(description="Tiêu đề của thư")
    changes: int = Field(description="Số thay đổi mà thư này báo")
    attempts: int = Field(description="Số lần đã thử gửi")
    reason: str = Field(description="Mã trả lời của máy chủ thư, không kèm địa chỉ")
    created_at: datetime = Field(description="Lúc thư được lập")
    next_attempt_at: datetime | None = Field(description="Lúc thử gửi tiếp; trống khi không thử nữa")
    marking: MarkingView | None = Field(description="Ai đã ghi là thư đã đến, vì sao biết; trống với thư khác")


class MarkingBody(BaseModel):
    """How the operator knows that the mail arrived."""

    model_config = ConfigDict(
        extra="forbid",
        hide_input_in_errors=True,
        json_schema_extra={"examples": [{"reason": "Nhật ký máy chủ thư ghi đã nhận lúc 10:02 ngày 05/10/2021"}]},
    )

    reason: Annotated[
        Reason, Field(description="Vì sao biết thư đã đến; giữ lại trong sổ thư, không nêu địa chỉ và tên người")
    ]


class ReturnBody(BaseModel):
    """What a mail server's report says of the mail: which report it is, and its status code."""

    model_config = ConfigDict(
        extra="forbid",
        hide_input_in_errors=True,
        json_schema_extra={"examples": [{"report": "9f86d081884c7d659a2feaa0c55ad015", "status": "5.1.1"}]},
    )

    report: Annotated[
        str,
        Field(pattern=r"^[0-9a-f]{32,64}$", description="Mã băm của báo cáo, để một báo cáo chỉ được tính một lần"),
        identifier(is_required=True),
    ]
    status: Annotated[
        str,
        Field(pattern=STATUS, description="Mã trạng thái trong báo cáo, ví dụ 5.1.1 là không có hộp thư này"),
        identifier(is_required=True),
    ]


class MailList(BaseModel):
    """A slice of the mails; `next` continues it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_EXAMPLE], "next": None}]})

    items: list[MailView] = Field(description="Các thư của trang")
    next: str | None = Field(description="Đưa vào `after` để xem trang sau; trống ở trang cuối")


@dataclass(frozen=True)
class MailUseCases:
    """What the routes call."""

    ledger: Ledger
    resend: ResendMail
    mark_sent: MarkMailSent
    return_mail: ReturnMail
    mark_returned: MarkMailReturned


Mails = Annotated[MailUseCases, use(MailUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/mails", tags=["mails"])


@router.get("", responses=problem_responses(401, 403, 422, 503))
async def list_mails(
    use_cases: Mails,
    viewer: CurrentViewer,
    state: Annotated[
        tuple[Trouble, ...],
        AtMost(50),
        Query(description="failed, uncertain, returned; cả ba khi không nêu"),
    ] = (),
    after: Annotated[
        Annotated[str, identifier(200)] | None,
        BLANK_IS_ABSENT,
        Query(description="`next` của trang trước; không nêu là trang đầu"),
    ] = None,
    limit: Annotated[int, QueryWhole(1, _LIMIT), Query(description="Số thư mỗi trang, nhiều nhất 100")] = 50,
) -> MailList:
    """Thư không gửi được, thư bị trả lại và thư chưa rõ đã đến."""
    viewer.require(Role.OPERATOR)
    states = [State(each) for each in state or _TROUBLES]
    found = await use_cases.ledger.in_trouble(states, after=after, limit=limit + 1)
    shown = found[:limit]
    return MailList(items=[_view(mail) for mail in shown], next=shown[-1].id if len(found) > limit else None)


@router.get("/{mail_id}", responses=problem_responses(401, 403, 404, 503))
async def show_mail(use_cases: Mails, viewer: CurrentViewer, mail_id: MailId) -> MailView:
    """Một thư, ở trạng thái nào cũng xem được."""
    viewer.require(Role.OPERATOR)
    return _view(await use_cases.ledger.get(mail_id))


@router.post("/{mail_id}/resend", status_code=202, responses=problem_responses(401, 403, 404, 409, 503))
async def resend(use_cases: Mails, viewer: CurrentViewer, mail_id: MailId) -> MailView:
    """Gửi lại ngay một thư không gửi được, bị trả lại hoặc chưa rõ đã đến."""
    viewer.require(Role.OPERATOR)
    return _view(await use_cases.resend(mail_id, Actor(viewer.account, viewer.name)))


@router.post("/{mail_id}/mark-sent", responses=problem_responses(401, 403, 404, 409, 422, 503))
async def mark_sent(use_cases: Mails, viewer: CurrentViewer, mail_id: MailId, body: MarkingBody) -> MailView:
    """Ghi là đã gửi một thư chưa rõ đã đến mà nay biết là đã đến; không gửi lại."""
    viewer.require(Role.OPERATOR)
    return _view(await use_cases.mark_sent(mail_id, body.reason, Actor(viewer.account, viewer.name)))


@router.post("/{mail_id}/returned", responses=problem_responses(401, 403, 404, 409, 422, 503))
async def returned(use_cases: Mails, viewer: CurrentViewer, mail_id: MailId, body: ReturnBody) -> MailView:
    """Ghi là bị trả lại một thư đã gửi mà máy chủ thư báo không đến được; mỗi báo cáo chỉ tính một lần."""
    viewer.require(Role.OPERATOR)
    return _view(await use_cases.return_mail(mail_id, body.report, body.status))


def _view(mail: Mail) -> MailView:
    return MailView(
        id=mail.id,
        state=mail.state,
        dossier_number=mail.dossier_number,
        recipient=mail.recipient.key,
        subject=mail.subject,
        changes=len(mail.facts),
        attempts=mail.attempts,
        reason=mail.reason,
        created_at=mail.created_at,
        next_attempt_at=mail.due_at,
        marking=_view_marking(mail.marking) if mail.marking else None,
    )


def _view_marking(marking: Marking) -> MarkingView:
    return MarkingView(account=marking.account, reason=marking.reason, at=marking.at)
