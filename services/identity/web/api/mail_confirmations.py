"""A new address of mails confirmed over HTTP, by what was sent to it; nobody need be signed in."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from services.identity.application.changing_mail import ConfirmMail
from services.identity.web.api.password_resets import EXAMPLE_TOKEN, LinkToken
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.http.use_cases import use


class MailConfirmation(BaseModel):
    """What the mail's link carries."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"token": EXAMPLE_TOKEN}]}, hide_input_in_errors=True
    )

    token: LinkToken = Field(description="Mã trong liên kết của thư")


@dataclass(frozen=True)
class MailConfirmationUseCases:
    """What the routes call."""

    confirm: ConfirmMail


MailConfirmations = Annotated[MailConfirmationUseCases, use(MailConfirmationUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/mail-confirmations", tags=["account"])


@router.post("", status_code=204, responses=problem_responses(422, 503))
async def confirm_mail(use_cases: MailConfirmations, body: MailConfirmation) -> Response:
    """Xác nhận địa chỉ thư mới; từ đây thư của tài khoản được gửi đến đó, và địa chỉ cũ được báo."""
    await use_cases.confirm(body.token)
    return Response(status_code=204)
