"""A new password for whoever forgot the old one, over HTTP; nobody is signed in."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from services.identity.application.resetting_password import RESET_MINUTES, AskForReset, ResetPassword
from services.identity.domain.passwords import MAX_LENGTH
from services.identity.web.api.sessions import address_of
from shared.text.fields import line
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.http.use_cases import use

MOST_OF_TOKEN = 100
EXAMPLE_TOKEN = "3f5c2d7e9a100b8f6d3e8d6f5f0e9b1a3f5c2d7e9a100b8f6d3e8d6f5f0e9b1a"  # noqa: S105 - an example
LinkToken = Annotated[str, line(MOST_OF_TOKEN, is_required=True)]


class ResetRequest(BaseModel):
    """Whose password was forgotten."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"username": "nop.doan-yen-phu"}]}, hide_input_in_errors=True
    )

    username: Annotated[str, line(200, is_required=True)] = Field(description="Tên đăng nhập")


class ResetAsked(BaseModel):
    """The same answer for every name."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"link_minutes": RESET_MINUTES}]})

    link_minutes: int = Field(description="Liên kết trong thư dùng được trong bao nhiêu phút, kể từ lúc gửi thư")


class NewPassword(BaseModel):
    """What the mail's link carries, and the password from now on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"token": EXAMPLE_TOKEN, "new_password": "mưa rào cầu ao lá"}]},
        hide_input_in_errors=True,
    )

    token: LinkToken = Field(description="Mã trong liên kết của thư")
    new_password: str = Field(min_length=1, max_length=MAX_LENGTH, description="Mật khẩu mới, từ 12 ký tự")


@dataclass(frozen=True)
class PasswordResetUseCases:
    """What the routes call."""

    ask: AskForReset
    reset: ResetPassword


PasswordResets = Annotated[PasswordResetUseCases, use(PasswordResetUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/password-resets", tags=["account"])


@router.post("", status_code=202, responses=problem_responses(422, 429, 503))
async def ask_for_password_reset(use_cases: PasswordResets, request: Request, body: ResetRequest) -> ResetAsked:
    """Quên mật khẩu: chủ tài khoản nhận thư có liên kết. Câu trả lời giống nhau dù tên đăng nhập có hay không."""
    await use_cases.ask(body.username, address_of(request))
    return ResetAsked(link_minutes=RESET_MINUTES)


@router.post("/confirmation", status_code=204, responses=problem_responses(422, 503))
async def reset_password(use_cases: PasswordResets, body: NewPassword) -> Response:
    """Đặt mật khẩu mới bằng mã trong thư; mọi phiên kết thúc, xác thực hai lớp giữ nguyên."""
    await use_cases.reset(body.token, body.new_password)
    return Response(status_code=204)
