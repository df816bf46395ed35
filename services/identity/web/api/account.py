"""One's own account over HTTP: its password, and where its mails go."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from services.identity.application.changing_mail import CONFIRMATION_HOURS, AskForMailChange
from services.identity.application.changing_password import ChangePassword
from services.identity.domain.passwords import MAX_LENGTH
from services.identity.web.api.sessions import address_of
from shared.text.fields import RequiredMailAddress
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import Bearer, bearer_token, signed_in
from shared.web.http.use_cases import use


class PasswordChange(BaseModel):
    """The password of before and the one from now on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"old_password": "mật khẩu cũ", "new_password": "mưa rào cầu ao lá"}]},
        hide_input_in_errors=True,
    )

    old_password: str = Field(min_length=1, max_length=MAX_LENGTH, description="Mật khẩu dùng đến nay")
    new_password: str = Field(min_length=1, max_length=MAX_LENGTH, description="Mật khẩu mới, từ 12 ký tự")


class MailChange(BaseModel):
    """Where mails are to go from now on, and the password."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"mail": "mau.binh@hungyen.example", "password": "mật khẩu đang dùng"}]},
        hide_input_in_errors=True,
    )

    mail: RequiredMailAddress = Field(description="Địa chỉ thư mới; thư xác nhận được gửi đến đó")
    password: str = Field(min_length=1, max_length=MAX_LENGTH, description="Mật khẩu đang dùng")


class MailChangeAsked(BaseModel):
    """What happens next."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"link_hours": CONFIRMATION_HOURS}]})

    link_hours: int = Field(description="Liên kết trong thư xác nhận dùng được trong bao nhiêu giờ, kể từ lúc gửi thư")


@dataclass(frozen=True)
class AccountUseCases:
    """What the routes call."""

    change_password: ChangePassword
    ask_for_mail_change: AskForMailChange


OwnAccount = Annotated[AccountUseCases, use(AccountUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/account", tags=["account"], dependencies=[Depends(signed_in)])


@router.post("/password", status_code=204, responses=problem_responses(401, 409, 422, 429, 503))
async def change_own_password(
    use_cases: OwnAccount, request: Request, change: PasswordChange, _described: Bearer = None
) -> Response:
    """Đổi mật khẩu; mọi phiên khác kết thúc, phiên này tiếp tục."""
    token = bearer_token(request)
    await use_cases.change_password(token, change.old_password, change.new_password, address_of(request))
    return Response(status_code=204)


@router.post("/mail", status_code=202, responses=problem_responses(401, 403, 422, 429, 503))
async def change_own_mail(
    use_cases: OwnAccount, request: Request, change: MailChange, _described: Bearer = None
) -> MailChangeAsked:
    """Đổi địa chỉ thư; có hiệu lực khi địa chỉ mới được xác nhận, và địa chỉ cũ được báo."""
    token = bearer_token(request)
    await use_cases.ask_for_mail_change(token, change.mail, change.password, address_of(request))
    return MailChangeAsked(link_hours=CONFIRMATION_HOURS)
