"""The second factor of one's own account over HTTP."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from services.identity.application.second_factor import (
    BeginSecondFactor,
    ConfirmSecondFactor,
    RemoveSecondFactor,
    RenewRecoveryCodes,
    ShowSecondFactor,
)
from services.identity.domain.passwords import MAX_LENGTH
from services.identity.web.api.sessions import MOST_OF_CODE, address_of
from shared.text.fields import line
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import Bearer, bearer_token, signed_in
from shared.web.http.use_cases import use

_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - an example


class FactorState(BaseModel):
    """Whether the account has a second factor."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"is_on": True, "recovery_codes_left": 9, "is_required": True}]}
    )

    is_on: bool = Field(description="Xác thực hai lớp đang bật")
    recovery_codes_left: int = Field(description="Còn bao nhiêu mã khôi phục chưa dùng")
    is_required: bool = Field(description="Vai trò của tài khoản cần xác thực hai lớp")


class BegunFactor(BaseModel):
    """What goes into an authenticator, told this once."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"secret": _SECRET, "otpauth_url": f"otpauth://totp/mau?secret={_SECRET}&issuer=Thi%20%C4%91ua"}
            ]
        }
    )

    secret: str = Field(description="Khóa để nhập tay vào ứng dụng xác thực; chỉ được nêu lần này")
    otpauth_url: str = Field(description="Địa chỉ otpauth để làm mã QR; chỉ được nêu lần này")


class Code(BaseModel):
    """What the authenticator shows."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"code": "123456"}]})

    code: Annotated[str, line(MOST_OF_CODE, is_required=True)] = Field(description="Mã 6 số của ứng dụng xác thực")


class PasswordAndCode(BaseModel):
    """Both proofs."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"password": "mật khẩu đang dùng", "code": "123456"}]},
        hide_input_in_errors=True,
    )

    password: str = Field(min_length=1, max_length=MAX_LENGTH, description="Mật khẩu đang dùng")
    code: Annotated[str, line(MOST_OF_CODE, is_required=True)] = Field(
        description="Mã 6 số của ứng dụng xác thực, hoặc một mã khôi phục"
    )


class RecoveryCodes(BaseModel):
    """Codes for whoever has lost the telephone, told this once."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"recovery_codes": ["abcde-fghjk", "mnpqr-stuvw"]}]})

    recovery_codes: list[str] = Field(description="Mười mã khôi phục, mỗi mã dùng một lần; chỉ được nêu lần này")


@dataclass(frozen=True)
class SecondFactorUseCases:
    """What the routes call."""

    show: ShowSecondFactor
    begin: BeginSecondFactor
    confirm: ConfirmSecondFactor
    remove: RemoveSecondFactor
    renew_codes: RenewRecoveryCodes


OwnFactor = Annotated[SecondFactorUseCases, use(SecondFactorUseCases)]
router = APIRouter(
    route_class=JsonRoute,
    prefix="/api/v1/account/second-factor",
    tags=["account"],
    dependencies=[Depends(signed_in)],
)


@router.get("", responses=problem_responses(401, 403, 503))
async def show_second_factor(use_cases: OwnFactor, request: Request, _described: Bearer = None) -> FactorState:
    """Tài khoản của mình có bật xác thực hai lớp không."""
    is_on, left, is_required = await use_cases.show(bearer_token(request))
    return FactorState(is_on=is_on, recovery_codes_left=left, is_required=is_required)


@router.post("", status_code=201, responses=problem_responses(401, 403, 409, 503))
async def begin_second_factor(use_cases: OwnFactor, request: Request, _described: Bearer = None) -> BegunFactor:
    """Bắt đầu bật xác thực hai lớp; chỉ có hiệu lực sau khi xác nhận bằng một mã."""
    secret, url = await use_cases.begin(bearer_token(request))
    return BegunFactor(secret=secret, otpauth_url=url)


@router.post("/confirmation", responses=problem_responses(401, 403, 409, 422, 503))
async def confirm_second_factor(
    use_cases: OwnFactor, request: Request, shown: Code, _described: Bearer = None
) -> RecoveryCodes:
    """Xác nhận bằng mã của ứng dụng xác thực; từ đây đăng nhập cần cả mã."""
    return RecoveryCodes(recovery_codes=list(await use_cases.confirm(bearer_token(request), shown.code)))


@router.post("/removal", status_code=204, responses=problem_responses(401, 403, 409, 422, 429, 503))
async def remove_second_factor(
    use_cases: OwnFactor, request: Request, shown: PasswordAndCode, _described: Bearer = None
) -> Response:
    """Tắt xác thực hai lớp."""
    await use_cases.remove(bearer_token(request), shown.password, shown.code, address_of(request))
    return Response(status_code=204)


@router.post("/recovery-codes", status_code=201, responses=problem_responses(401, 403, 409, 422, 429, 503))
async def renew_recovery_codes(
    use_cases: OwnFactor, request: Request, shown: PasswordAndCode, _described: Bearer = None
) -> RecoveryCodes:
    """Tạo mười mã khôi phục mới; các mã cũ hết giá trị."""
    codes = await use_cases.renew_codes(bearer_token(request), shown.password, shown.code, address_of(request))
    return RecoveryCodes(recovery_codes=list(codes))
